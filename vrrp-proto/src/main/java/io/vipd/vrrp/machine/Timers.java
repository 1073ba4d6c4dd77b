package io.vipd.vrrp.machine;

/** The intervals of RFC 9568 6.1 that follow from others, in nanoseconds and without rounding. */
public final class Timers {
  private static final long VERSION_2_SKEW_BASE_NANOS = 1_000_000_000L;

  private Timers() {}

  /**
   * What Skew_Time is a part of: Active_Adver_Interval, but for version 2 one second whatever the
   * interval (RFC 3768 6.1).
   *
   * @param version 2 or 3
   */
  public static long skewBaseNanos(int version, long activeAdverIntervalNanos) {
    return version == 2 ? VERSION_2_SKEW_BASE_NANOS : activeAdverIntervalNanos;
  }

  /**
   * Skew_Time = ((256 - priority) x Active_Adver_Interval) / 256.
   *
   * @param priority 1 to 255
   * @param baseNanos {@link #skewBaseNanos} of what was learned from the Active router
   */
  public static long skewNanos(int priority, long baseNanos) {
    return (256 - priority) * baseNanos / 256;
  }

  /** Active_Down_Interval = 3 x Active_Adver_Interval + Skew_Time. */
  public static long activeDownNanos(
      int priority, long activeAdverIntervalNanos, long skewBaseNanos) {
    return 3 * activeAdverIntervalNanos + skewNanos(priority, skewBaseNanos);
  }

  /**
   * How long after its last advert no peer can have missed an Active router. A peer waits three
   * intervals and its skew, of which 1/128 of an interval is left for priority 254; a tenth of an
   * interval is kept for clocks that differ by one per cent and for the advert's way.
   *
   * @param intervalNanos Advertisement_Interval of the Active router
   */
  public static long unmissedNanos(long intervalNanos) {
    return 3 * intervalNanos - intervalNanos / 10;
  }
}
