package io.vipd.daemon.supervision;

import java.util.Map;

/**
 * How a service ended, from the environment that systemd gives to {@code ExecStopPost=}
 * (systemd.exec(5)).
 *
 * @param result {@code SERVICE_RESULT}: {@code success}, or what went wrong; empty outside of
 *     {@code ExecStopPost=}
 * @param exitStatus {@code EXIT_STATUS}: the exit code, or a signal's name
 */
public record Ending(String result, String exitStatus) {
  /** Must be what {@code RestartPreventExitStatus=} in the unit says. */
  private static final String NOT_STARTED_AGAIN = "78";

  /** The ending that the environment tells of. */
  public static Ending of(Map<String, String> environment) {
    return new Ending(
        environment.getOrDefault("SERVICE_RESULT", ""),
        environment.getOrDefault("EXIT_STATUS", ""));
  }

  /**
   * Whether the service comes back, given that its unit has {@code Restart=on-failure}.
   *
   * @param job what systemd is about to do with it
   */
  public boolean comesBack(Unit.Job job) {
    return switch (job) {
      case START, RESTART -> true;
      case STOP -> false;
      case NONE ->
          !result.isEmpty() && !result.equals("success") && !exitStatus.equals(NOT_STARTED_AGAIN);
    };
  }
}
