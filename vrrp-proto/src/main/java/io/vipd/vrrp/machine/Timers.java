package io.vipd.vrrp.machine;

/** The intervals of RFC 9568 6.1 that follow from others, in nanoseconds and without rounding. */
public final class Timers {
  private Timers() {}

  /**
   * Skew_Time = ((256 - priority) x Active_Adver_Interval) / 256.
   *
   * @param priority 1 to 255
   * @param activeAdverIntervalNanos as learned from the Active router
   */
  public static long skewNanos(int priority, long activeAdverIntervalNanos) {
    return (256 - priority) * activeAdverIntervalNanos / 256;
  }

  /** Active_Down_Interval = 3 x Active_Adver_Interval + Skew_Time. */
  public static long activeDownNanos(int priority, long activeAdverIntervalNanos) {
    return 3 * activeAdverIntervalNanos + skewNanos(priority, activeAdverIntervalNanos);
  }
}
