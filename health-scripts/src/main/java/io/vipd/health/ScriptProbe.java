package io.vipd.health;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Passes when a program ends with exit code 0. */
final class ScriptProbe implements Probe {
  private final List<String> command;
  private final Map<String, String> environment;
  private final ScriptRunner runner;

  /** The last one that was killed; null when there was none. */
  private ProcessHandle killed;

  /**
   * @throws IllegalArgumentException when the command is empty
   */
  ScriptProbe(CheckSpec.Script spec, Map<String, String> environment, ScriptRunner runner) {
    if (spec.command().isEmpty()) {
      throw new IllegalArgumentException("a script's command is empty");
    }
    this.command = List.copyOf(spec.command());
    this.environment = environment;
    this.runner = runner;
  }

  @Override
  public void prepare() {
    try {
      runner.prepare();
    } catch (IOException _) {
      // The run itself will say so.
    }
  }

  @Override
  public Finding look(long timeoutNanos) throws InterruptedException {
    if (killed != null && !exitsWithin(killed, timeoutNanos)) {
      // Another one each time would fill the process table with processes that cannot die.
      return Finding.fail(
          "not started: PID "
              + killed.pid()
              + " of an earlier run is still there although it got SIGKILL");
    }
    killed = null;
    return switch (runner.run(command, environment, Duration.ofNanos(timeoutNanos))) {
      case ScriptRunner.Outcome.Exited(int code, String output, _) ->
          code == 0 ? Finding.pass(output) : Finding.fail(failure(code, output));
      case ScriptRunner.Outcome.TimedOut(
              String output,
              Duration duration,
              ProcessHandle leader) -> {
        killed = leader;
        yield Finding.fail(
            "killed after "
                + duration.toMillis()
                + " ms: its process group got SIGKILL"
                + (output.isEmpty() ? "" : "; it had printed: " + output));
      }
      case ScriptRunner.Outcome.Interrupted() -> throw new InterruptedException();
      case ScriptRunner.Outcome.NotStarted(String why) -> Finding.fail(why);
    };
  }

  private static String failure(int code, String output) {
    String exit = "exit code " + code + (code > 128 ? " (signal " + (code - 128) + ")" : "");
    return output.isEmpty() ? exit : exit + ": " + output;
  }

  private static boolean exitsWithin(ProcessHandle process, long nanos)
      throws InterruptedException {
    try {
      process.onExit().get(nanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("onExit never fails", e);
    }
  }
}
