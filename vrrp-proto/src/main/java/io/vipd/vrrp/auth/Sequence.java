package io.vipd.vrrp.auth;

/**
 * The sequence number of a trailer as one long: 32 bits of seconds since the epoch, 16 bits of
 * their binary fraction, 16 bits that count within it. That is a time in units of 2<sup>-32</sup>
 * seconds, and the next number is always the last plus one.
 *
 * <p>Numbers are compared by difference (serial number arithmetic, RFC 1982), so that nothing
 * happens in the year 2106, when the seconds begin anew.
 */
final class Sequence {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long COUNTER = 0xffffL;

  private Sequence() {}

  /** The first number of this moment, in nanoseconds since the epoch. */
  static long at(long epochNanos) {
    long seconds = Math.floorDiv(epochNanos, SECOND_NANOS);
    return seconds << 32 | span(Math.floorMod(epochNanos, SECOND_NANOS)) & ~COUNTER;
  }

  /** A length of time in the units of a number; at most 2<sup>31</sup> seconds. */
  static long span(long nanos) {
    return (nanos / SECOND_NANOS << 32) + ((nanos % SECOND_NANOS) << 32) / SECOND_NANOS;
  }

  /** Whether this number is newer than the other. */
  static boolean after(long sequence, long other) {
    return sequence - other > 0;
  }

  /** How far the time in this number is ahead of a clock; negative where it is behind. */
  static long ahead(long sequence, long clock) {
    return (sequence & ~COUNTER) - (clock & ~COUNTER);
  }

  /** Whether the time in this number is no further from a clock than the span, either way. */
  static boolean within(long span, long sequence, long clock) {
    long ahead = ahead(sequence, clock);
    return -span <= ahead && ahead <= span;
  }

  /** A difference of two numbers in nanoseconds. */
  static long toNanos(long difference) {
    return (difference >> 32) * SECOND_NANOS + ((difference & 0xffffffffL) * SECOND_NANOS >>> 32);
  }
}
