package io.vipd.daemon.kernel;

/** The kernel's clock of the day; it is looked at and never set. */
public final class Clock {
  private static final int TIMEX_BYTES = 208;

  /** What adjtimex answers where nothing keeps the clock right (TIME_ERROR). */
  private static final int TIME_ERROR = 5;

  private Clock() {}

  /** Whether something, such as an NTP client, keeps it right; adjtimex(2) with no mode set. */
  public static boolean isSynchronised() {
    int state = Native.adjtimex(new Block(TIMEX_BYTES), 0, TIMEX_BYTES);
    return state >= 0 && state != TIME_ERROR;
  }
}
