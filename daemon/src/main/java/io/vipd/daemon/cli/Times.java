package io.vipd.daemon.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as people read them. */
final class Times {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  private Times() {}

  /**
   * A time that passes, no more exact than it matters: {@code 410 ms}, {@code 3.5 s}, {@code 60 s},
   * {@code 12 min 3 s}, {@code 5 h 12 min}, {@code 3 d 4 h}. What is negative, because a clock was
   * set, is {@code 0 ms}.
   */
  static String passing(Duration time) {
    long millis = Math.max(0, time.toMillis());
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 10_000 && millis % 1_000 != 0) {
      return millis / 1_000 + "." + millis % 1_000 / 100 + " s";
    }
    long seconds = millis / 1_000;
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 120 * 60) {
      return twoUnits(seconds / 60, "min", seconds % 60, "s");
    }
    if (seconds < 48 * 3_600) {
      return twoUnits(seconds / 3_600, "h", seconds / 60 % 60, "min");
    }
    return twoUnits(seconds / 86_400, "d", seconds / 3_600 % 24, "h");
  }

  /** The same for milliseconds that may not be known: {@code -} for null. */
  static String passing(Long millis) {
    return millis == null ? "-" : passing(Duration.ofMillis(millis));
  }

  /** How long something took: {@code 1.3 ms}, {@code 0.53 s}. */
  static String taken(Duration time) {
    double millis = time.toNanos() / 1e6;
    return millis < 100
        ? String.format(Locale.ROOT, "%.1f ms", millis)
        : String.format(Locale.ROOT, "%.2f s", millis / 1e3);
  }

  /** A time of day: {@code 2026-01-01 00:00:00}. */
  static String moment(Instant moment, ZoneId zone) {
    return MOMENT.format(moment.atZone(zone));
  }

  private static String twoUnits(long first, String firstUnit, long second, String secondUnit) {
    String text = first + " " + firstUnit;
    return second == 0 ? text : text + " " + second + " " + secondUnit;
  }
}
