package io.vipd.daemon.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * Turns an event into lines.
 *
 * @param format not {@link LogFormat#AUTO}
 * @param zone time zone of the human form
 */
record LineLayout(LogFormat format, ZoneId zone) {
  /** Longest message; the journal would split a line at 48 KiB. */
  private static final int LONGEST_MESSAGE = 8 * 1024;

  private static final int MOST_TRACE_LINES = 100;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");

  /** The event's lines, each with its line end. */
  String lines(ILoggingEvent event) {
    StringBuilder text = new StringBuilder(160);
    prefix(text, event.getLevel(), event.getTimeStamp());
    text.append(SafeText.oneLine(shortened(event.getFormattedMessage())));
    List<KeyValuePair> fields = event.getKeyValuePairs();
    if (fields != null) {
      for (KeyValuePair field : fields) {
        String value = SafeText.oneLine(shortened(String.valueOf(field.value)));
        text.append(' ').append(field.key).append('=').append(value);
      }
    }
    if (!event.getLoggerName().startsWith("io.vipd.")) {
      text.append(" logger=").append(event.getLoggerName());
    }
    text.append('\n');
    if (event.getThrowableProxy() != null) {
      trace(text, event.getLevel(), event.getThrowableProxy());
    }
    return text.toString();
  }

  /** One line of our own, with its line end. */
  String line(Level level, long epochMillis, String message) {
    StringBuilder text = new StringBuilder(160);
    prefix(text, level, epochMillis);
    return text.append(message).append('\n').toString();
  }

  private void prefix(StringBuilder text, Level level, long epochMillis) {
    if (format == LogFormat.JOURNALD) {
      severity(text, level);
      return;
    }
    TIME.formatTo(Instant.ofEpochMilli(epochMillis).atZone(zone), text);
    text.append(' ').append(level.levelStr);
    text.repeat(' ', 6 - level.levelStr.length());
  }

  private static void severity(StringBuilder text, Level level) {
    int severity =
        switch (level.levelInt) {
          case Level.ERROR_INT -> 3;
          case Level.WARN_INT -> 4;
          case Level.INFO_INT -> 6;
          default -> 7;
        };
    text.append('<').append(severity).append('>');
  }

  private void trace(StringBuilder text, Level level, IThrowableProxy throwable) {
    ThrowableProxyUtil.asString(throwable)
        .lines()
        .limit(MOST_TRACE_LINES)
        .forEach(line -> {
          if (format == LogFormat.JOURNALD) {
            severity(text, level);
          }
          text.append("    ").append(SafeText.oneLine(shortened(line.strip()))).append('\n');
        });
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "...";
  }
}
