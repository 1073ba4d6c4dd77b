package io.vipd.daemon.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times in few words. */
final class Span {
  /** Where no line breaks. */
  private static final String BLANK = "\u00a0";

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private Span() {}

  /** A length of time: {@code 430 ms}, {@code 2.9 s}, {@code 3 min 8 s}, {@code 2 d 4 h}. */
  static String of(Duration time) {
    long millis = Math.max(0, time.toMillis());
    if (millis < 1000) {
      return unit(millis, "ms");
    }
    if (millis < 10_000 && millis % 1000 >= 100) {
      return millis / 1000 + "." + unit(millis % 1000 / 100, "s");
    }
    long seconds = millis / 1000;
    if (seconds < 60) {
      return unit(seconds, "s");
    }
    if (seconds < 3600) {
      return unit(seconds / 60, "min") + BLANK + unit(seconds % 60, "s");
    }
    long hours = seconds / 3600;
    return hours < 48
        ? unit(hours, "h") + BLANK + unit(seconds % 3600 / 60, "min")
        : unit(hours / 24, "d") + BLANK + unit(hours % 24, "h");
  }

  private static String unit(long number, String unit) {
    return number + BLANK + unit;
  }

  static String ofMillis(long millis) {
    return of(Duration.ofMillis(millis));
  }

  /** A moment on this node's clock. */
  static String moment(Instant at) {
    return MOMENT.format(at.atZone(ZoneId.systemDefault()));
  }
}
