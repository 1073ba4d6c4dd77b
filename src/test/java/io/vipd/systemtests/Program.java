package io.vipd.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that was started and goes on until it is stopped; what it writes is kept in a file. */
final class Program {
  private final String name;
  private final Process process;
  private final Path log;

  private Program(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /** Starts it; a log that exists already is continued. */
  static Program start(String name, Path log, List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      process.getOutputStream().close();
      return new Program(name, process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Everything that it has written so far. */
  String log() {
    try {
      return Files.readString(log, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it has written this. */
  void awaitLog(String text) {
    Await.until(
        name + " writes '" + text + "' to " + log,
        () -> {
          if (!alive() && !log().contains(text)) {
            throw new AssertionError(name + " has ended without '" + text + "':\n" + log());
          }
          return log();
        },
        written -> written.contains(text));
  }

  /** Waits for its end and returns its exit code: 128 and the signal's number if one ended it. */
  int awaitEnd() {
    try {
      if (!process.waitFor(Await.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(name + " does not end:\n" + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Sends SIGTERM, waits for the end and returns the exit code. */
  int terminate() {
    process.destroy();
    return awaitEnd();
  }

  /** Sends SIGINT, waits for the end and returns the exit code. */
  int interrupt() {
    Command.run("kill", "-INT", Long.toString(pid())).ok();
    return awaitEnd();
  }

  /** Sends SIGKILL and waits for the end. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }
}
