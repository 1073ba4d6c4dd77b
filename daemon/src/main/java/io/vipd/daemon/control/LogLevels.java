package io.vipd.daemon.control;

import java.util.List;

/** The severities by the names that the configuration and the control socket have for them. */
public final class LogLevels {
  /** Least severe first. */
  public static final List<String> NAMES = List.of("debug", "info", "warn", "error");

  private LogLevels() {}
}
