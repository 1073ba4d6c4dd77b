package io.vipd.vrrp.wire;

import java.time.Duration;

/**
 * A VRRPv3 advertisement interval: 1 to 4095 hundredths of a second (RFC 9568 5.2.7).
 *
 * @param value hundredths of a second, 1 to 4095
 */
public record Centiseconds(int value) {
  /** The longest interval that the twelve bits of the field hold. */
  public static final int MAX = 4095;

  /** Nanoseconds in one hundredth of a second. */
  public static final long NANOS = 10_000_000L;

  private static final Duration LONGEST = Duration.ofNanos(MAX * NANOS);

  /** Refuses what the field cannot hold. */
  public Centiseconds {
    if (value < 1 || value > MAX) {
      throw new IllegalArgumentException(
          value + " is outside 1.." + MAX + " centiseconds (RFC 9568 5.2.7)");
    }
  }

  /**
   * The interval of this length.
   *
   * @throws IllegalArgumentException unless it is a whole number of centiseconds in the range
   */
  public static Centiseconds of(Duration length) {
    if (!length.isPositive() || length.compareTo(LONGEST) > 0 || length.toNanos() % NANOS != 0) {
      throw new IllegalArgumentException(
          length + " is not a whole number of centiseconds from 1 to " + MAX + " (RFC 9568 5.2.7)");
    }
    return new Centiseconds((int) (length.toNanos() / NANOS));
  }

  /** The same length. */
  public Duration toDuration() {
    return Duration.ofNanos(toNanos());
  }

  /** The same length in nanoseconds. */
  public long toNanos() {
    return value * NANOS;
  }
}
