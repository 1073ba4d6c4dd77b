package io.vipd.daemon.cli;

import io.vipd.daemon.config.Durations;
import java.time.Duration;
import picocli.CommandLine;

/** A time on the command line, up to a day, written as in the configuration: {@code 1.5s}. */
final class DurationArgument implements CommandLine.ITypeConverter<Duration> {
  private static final Duration LONGEST = Duration.ofDays(1);

  @Override
  public Duration convert(String text) {
    Duration time;
    try {
      time = Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.TypeConversionException("'" + text + "' " + e.getMessage());
    }
    if (time.compareTo(LONGEST) > 0) {
      throw new CommandLine.TypeConversionException("'" + text + "' is longer than a day (24h)");
    }
    return time;
  }
}
