package io.vipd.daemon.cli;

import io.vipd.daemon.config.Durations;
import java.time.Duration;
import picocli.CommandLine;

/** A time on the command line, written as in the configuration: {@code 1.5s}. */
abstract class DurationArgument implements CommandLine.ITypeConverter<Duration> {
  private final Duration longest;
  private final String longestInWords;

  private DurationArgument(Duration longest, String longestInWords) {
    this.longest = longest;
    this.longestInWords = longestInWords;
  }

  /** Up to a day. */
  static final class OfADay extends DurationArgument {
    OfADay() {
      super(Duration.ofDays(1), "a day (24h)");
    }
  }

  /** Up to a year. */
  static final class OfAYear extends DurationArgument {
    OfAYear() {
      super(Duration.ofDays(365), "a year (8760h)");
    }
  }

  @Override
  public Duration convert(String text) {
    Duration time;
    try {
      time = Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.TypeConversionException("'" + text + "' " + e.getMessage());
    }
    if (time.compareTo(longest) > 0) {
      throw new CommandLine.TypeConversionException(
          "'" + text + "' is longer than " + longestInWords);
    }
    return time;
  }
}
