package io.vipd.daemon.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lengths of time as the files and the command line have them: {@code 250ms}, {@code 1.5s}, {@code
 * 2m}, {@code 1h}.
 */
public final class Durations {
  private static final Pattern WITH_UNIT =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(ms|s|m|h)");
  private static final Pattern BARE = Pattern.compile("[0-9]{1,9}(?:\\.[0-9]{1,9})?");

  private Durations() {}

  /** Reads such a length; a number without a unit is refused. */
  static Duration read(String text) throws Refused {
    Matcher matcher = WITH_UNIT.matcher(text);
    if (!matcher.matches()) {
      throw new Refused(
          BARE.matcher(text).matches()
              ? "has no unit; write " + text + "s for seconds or " + text + "ms for milliseconds"
              : "is no length of time; write a number and ms, s, m or h without a space, such as"
                  + " 500ms or 1.5s");
    }
    long unitNanos =
        switch (matcher.group(2)) {
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          default -> 3_600_000_000_000L;
        };
    BigDecimal nanos =
        new BigDecimal(matcher.group(1))
            .multiply(BigDecimal.valueOf(unitNanos))
            .stripTrailingZeros();
    if (nanos.scale() > 0) {
      throw new Refused("is finer than a nanosecond; round it to milliseconds");
    }
    // In two parts, for 999999999h does not fit a long of nanoseconds.
    BigDecimal seconds = nanos.movePointLeft(9);
    return Duration.ofSeconds(
        seconds.longValue(), nanos.remainder(BigDecimal.TEN.pow(9)).longValue());
  }

  /** Such a length, of whole milliseconds. */
  public static String text(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }

  /**
   * Reads such a length.
   *
   * @throws IllegalArgumentException whose message goes on where the text ends
   */
  public static Duration parse(String text) {
    try {
      return read(text);
    } catch (Refused e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
