package io.vipd.daemon.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.vipd.daemon.config.NodeConfig.LogLevel;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.time.ZoneId;
import org.slf4j.LoggerFactory;

/** The daemon's hold on its log. */
public final class LogSetup {
  static final String APPENDER = "stdout";

  private LogSetup() {}

  /**
   * Leads the log to stdout, from {@code INFO} upwards. To be called once, before anything else is
   * logged.
   */
  public static void start(LogFormat format) {
    LogFormat resolved = format.resolved(System.getenv(), Path.of("/proc/self/fd/1"));
    // Not System.out: a PrintStream that has failed once can no longer tell whether it works again.
    appender()
        .target(
            new QueueAppender.Target(
                new FileOutputStream(FileDescriptor.out),
                new LineLayout(resolved, ZoneId.systemDefault())));
  }

  /** Sets the least severe level that is logged; at any time. */
  public static void level(LogLevel level) {
    root()
        .setLevel(
            switch (level) {
              case DEBUG -> Level.DEBUG;
              case INFO -> Level.INFO;
              case WARN -> Level.WARN;
              case ERROR -> Level.ERROR;
            });
  }

  /** The least severe level that is logged at present. */
  public static LogLevel level() {
    return switch (root().getLevel().levelInt) {
      case Level.ERROR_INT -> LogLevel.ERROR;
      case Level.WARN_INT -> LogLevel.WARN;
      case Level.INFO_INT -> LogLevel.INFO;
      default -> LogLevel.DEBUG;
    };
  }

  /**
   * Writes what waits and ends; the last thing before the process exits. Waits a second at most,
   * however stdout is.
   */
  public static void stop() {
    appender().stop();
  }

  /** Lines lost since the start, because stdout was blocked or failed; any thread. */
  public static long lost() {
    return appender() == null ? 0 : appender().lostEver();
  }

  private static QueueAppender appender() {
    return (QueueAppender) root().getAppender(APPENDER);
  }

  private static Logger root() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
