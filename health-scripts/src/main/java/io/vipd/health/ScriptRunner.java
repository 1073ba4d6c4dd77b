package io.vipd.health;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import jnr.constants.platform.Signal;

/**
 * Runs one program at a time for each caller: as the script user, without capabilities, in a
 * session and process group of its own, with a clean environment, with nothing to read unless it is
 * told something, and for a limited time, after which the whole group is killed.
 *
 * <p>Nothing native is loaded before the first run. May be used by any number of threads.
 */
public final class ScriptRunner {
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final Path DEV_NULL = Path.of("/dev/null");
  private static final int COULD_NOT_EXECUTE = 126;
  private static final int NOT_FOUND = 127;

  /** How long to sleep between two looks at the output; the exit itself is noticed at once. */
  private static final long SHORTEST_NAP_NANOS = 1_000_000;

  private static final long LONGEST_NAP_NANOS = 20_000_000;

  private volatile String user;
  private final Path trusted;
  private volatile Launcher launcher;

  /** Everything that must be known before a program can be started. */
  private record Launcher(List<String> prefix, String setsid, ScriptSecurity security) {}

  /**
   * @param user whom programs run as; null for {@code nobody} under root and for the daemon's own
   *     user otherwise. It is looked up at the first run; {@link ScriptIdentity#lookUp} tells
   *     beforehand whether that will do.
   */
  public ScriptRunner(String user) {
    this(user, null);
  }

  /**
   * @param trusted see {@link ScriptSecurity}
   */
  ScriptRunner(String user, Path trusted) {
    this.user = user;
    this.trusted = trusted;
  }

  /** Runs programs as another user from now on; those that run go on as they are. */
  public synchronized void runAs(String user) {
    if (!Objects.equals(user, this.user)) {
      this.user = user;
      launcher = null;
    }
  }

  /** What became of a program. */
  public sealed interface Outcome {
    /**
     * It ended by itself.
     *
     * @param code its exit code; 128 and the signal's number when a signal ended it
     * @param output the end of what it printed, one line of at most 512 characters
     * @param duration from its start to its end
     */
    record Exited(int code, String output, Duration duration) implements Outcome {}

    /**
     * Its time was up and SIGKILL was sent to its process group. A process that the kernel cannot
     * let go of, on a dead disk say, may be there for a while yet.
     *
     * @param output the end of what it had printed
     * @param duration from its start to the signal
     * @param leader the group's first process
     */
    record TimedOut(String output, Duration duration, ProcessHandle leader) implements Outcome {}

    /**
     * The calling thread was interrupted and SIGKILL was sent to the program's process group. The
     * thread's interrupt status is set.
     */
    record Interrupted() implements Outcome {}

    /**
     * It never ran.
     *
     * @param why one sentence
     */
    record NotStarted(String why) implements Outcome {}
  }

  /**
   * Runs a program and waits for its end, its timeout or an interrupt. What it leaves running in
   * the background when it ends by itself is left alone.
   *
   * @param command absolute path and arguments
   * @param environment variables beside {@code PATH} and {@code LANG}
   * @param timeout longest time from its start
   */
  public Outcome run(List<String> command, Map<String, String> environment, Duration timeout) {
    return run(command, environment, "", timeout);
  }

  /**
   * The same for a program that may read something.
   *
   * @param input what it may read from its standard input, at most 32 KiB, so that nobody need wait
   *     for it to read
   */
  public Outcome run(
      List<String> command, Map<String, String> environment, String input, Duration timeout) {
    try {
      Launcher ready = prepare();
      String complaint = complaint(ready, command.getFirst());
      if (complaint != null) {
        return new Outcome.NotStarted(complaint);
      }
      try (OutputPipe pipe = OutputPipe.open()) {
        return launchAndWait(ready, command, environment, input, pipe, timeout.toNanos());
      }
    } catch (IOException | IllegalArgumentException e) {
      return new Outcome.NotStarted(e.getMessage());
    }
  }

  /**
   * What speaks against running a program at this moment, as each run asks again. Loads native code
   * if that is not there yet.
   *
   * @param program its absolute path
   * @return sentences with path, owner, mode and the mend; null when nothing does
   */
  public String complaint(String program) {
    try {
      return complaint(prepare(), program);
    } catch (IOException | IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private static String complaint(Launcher launcher, String program) {
    List<String> complaints =
        launcher.security.complaints(Path.of(program)).stream()
            .map(ScriptSecurity.Complaint::text)
            .toList();
    return complaints.isEmpty() ? null : String.join("; ", complaints);
  }

  /**
   * Looks the user up and loads native code, unless that is done already.
   *
   * @throws IOException whose message says why nothing can be run
   */
  synchronized Launcher prepare() throws IOException {
    Launcher ready = launcher;
    if (ready == null) {
      ScriptIdentity identity = ScriptIdentity.lookUp(user);
      ready =
          new Launcher(
              identity.launchPrefix(find("setpriv")),
              find("setsid"),
              new ScriptSecurity(identity, trusted));
      launcher = ready;
    }
    return ready;
  }

  private static String find(String program) throws IOException {
    for (String folder : PATH.split(":")) {
      Path candidate = Path.of(folder, program);
      if (Files.isExecutable(candidate)) {
        return candidate.toString();
      }
    }
    throw new IOException(program + " is in none of " + PATH + "; install the package util-linux");
  }

  private static Outcome launchAndWait(
      Launcher launcher,
      List<String> command,
      Map<String, String> environment,
      String input,
      OutputPipe pipe,
      long timeoutNanos)
      throws IOException {
    long startNanos = System.nanoTime();
    Process process = start(launcher, command, environment, input, pipe);
    OutputTail tail = new OutputTail();
    long napNanos = SHORTEST_NAP_NANOS;
    try {
      while (true) {
        boolean printed = pipe.drainTo(tail);
        napNanos = printed ? SHORTEST_NAP_NANOS : Math.min(2 * napNanos, LONGEST_NAP_NANOS);
        long passed = System.nanoTime() - startNanos;
        if (passed >= timeoutNanos) {
          killGroup(process);
          return new Outcome.TimedOut(tail.text(), Duration.ofNanos(passed), process.toHandle());
        }
        long nap = Math.min(napNanos, timeoutNanos - passed);
        if (process.waitFor(nap, TimeUnit.NANOSECONDS)) {
          Duration duration = Duration.ofNanos(System.nanoTime() - startNanos);
          pipe.drainTo(tail);
          return exited(process.exitValue(), tail.text(), duration, command.getFirst());
        }
      }
    } catch (InterruptedException _) {
      killGroup(process);
      Thread.currentThread().interrupt();
      return new Outcome.Interrupted();
    } catch (IOException e) {
      killGroup(process);
      throw e;
    }
  }

  private static Process start(
      Launcher launcher,
      List<String> command,
      Map<String, String> environment,
      String input,
      OutputPipe pipe)
      throws IOException {
    List<String> chain = new ArrayList<>(launcher.prefix);
    chain.add(launcher.setsid);
    chain.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(chain);
    builder.directory(Path.of("/").toFile());
    builder.environment().clear();
    builder.environment().put("PATH", PATH);
    builder.environment().put("LANG", "C.UTF-8");
    builder.environment().putAll(environment);
    if (input.isEmpty()) {
      builder.redirectInput(Redirect.from(DEV_NULL.toFile()));
    }
    builder.redirectOutput(Redirect.to(pipe.writeEnd()));
    builder.redirectErrorStream(true);
    try {
      Process process = builder.start();
      give(input, process);
      return process;
    } catch (IOException e) {
      throw new IOException(command.getFirst() + " could not be started: " + e.getMessage(), e);
    } finally {
      pipe.closeWriteEnd();
    }
  }

  /** A pipe takes 64 KiB before anybody reads. */
  private static void give(String input, Process process) {
    if (!input.isEmpty()) {
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException _) {
        // It has ended already, or closed its input: not interested.
      }
    }
  }

  /**
   * Kills the program and all of its group. setpriv and setsid only ever replace themselves, so the
   * process that was started is the one that leads the group; where setsid has not come to that yet
   * there is no group, and it is enough to kill the process itself.
   */
  private static void killGroup(Process process) {
    Native.POSIX.kill(-process.pid(), Signal.SIGKILL.intValue());
    process.destroyForcibly();
  }

  /**
   * Tells a program's own exit code from those by which setpriv and setsid say that they failed.
   */
  private static Outcome exited(int code, String output, Duration duration, String program) {
    if (code == NOT_FOUND || code == COULD_NOT_EXECUTE) {
      String setsidFailed = "setsid: failed to execute " + program + ": ";
      if (output.startsWith(setsidFailed)) {
        String why = output.substring(setsidFailed.length());
        return new Outcome.NotStarted(
            program
                + " could not be executed: "
                + why
                + (code == NOT_FOUND
                    ? " (is the interpreter that its first line names there?)"
                    : ""));
      }
      if (output.startsWith("setpriv: ")) {
        return new Outcome.NotStarted(program + " could not be started: " + output);
      }
    }
    return new Outcome.Exited(code, output, duration);
  }
}
