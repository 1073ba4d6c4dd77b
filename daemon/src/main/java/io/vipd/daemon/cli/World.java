package io.vipd.daemon.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;

/**
 * What a command sees of the process around it.
 *
 * @param out stdout, for results
 * @param err stderr, for everything else
 * @param environment the environment variables
 * @param terminal what stdout leads to
 * @param clock the time of day
 * @param zone the time zone that people are told the time in
 * @param pause waits between two pictures of {@code --watch}
 */
record World(
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Terminal terminal,
    InstantSource clock,
    ZoneId zone,
    Pause pause) {

  private static final int BUFFER = 64 * 1024;

  /** Lets time pass. */
  interface Pause {
    /** Returns after that time; false if there is no point in going on. */
    boolean pass(Duration time);
  }

  /**
   * This process. Both streams speak UTF-8, as JSON must and as every terminal of today does.
   * Stdout is buffered, so that a reader that wants the first line only does not break the pipe
   * half-way.
   */
  static World ofProcess() {
    return new World(
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER),
            false,
            StandardCharsets.UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        System.getenv(),
        Terminal.ofStdout(),
        InstantSource.system(),
        ZoneId.systemDefault(),
        World::sleep);
  }

  /** Whether colours help (no-color.org). */
  boolean colours() {
    return terminal.isPresent()
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }

  /** The run folder: what the command line says, else the environment, else the usual place. */
  Path runFolder(Path given) {
    if (given != null) {
      return given;
    }
    String variable = environment.getOrDefault("VIPD_RUN_DIR", "");
    return Path.of(variable.isEmpty() ? "/run/vipd" : variable);
  }

  /** The state folder: what the command line says, else the environment, else the usual place. */
  Path stateFolder(Path given) {
    if (given != null) {
      return given;
    }
    // systemd.exec(5): several are separated by colons.
    String first = environment.getOrDefault("STATE_DIRECTORY", "").split(":")[0];
    return Path.of(first.isEmpty() ? "/var/lib/vipd" : first);
  }

  /**
   * To be asked last: writes out what waits. A result that could not be written is no success.
   *
   * @param command how the command is called
   * @param code the exit code, as far as the command itself is concerned
   * @return the exit code
   */
  int finished(String command, int code) {
    if (!out.checkError() || code != Exit.DONE) {
      return code;
    }
    err.println(command + ": cannot write to stdout");
    return Exit.REFUSED;
  }

  private static boolean sleep(Duration time) {
    try {
      Thread.sleep(time);
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
