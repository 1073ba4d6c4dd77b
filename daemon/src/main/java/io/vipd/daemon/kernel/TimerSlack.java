package io.vipd.daemon.kernel;

/** How late the kernel may wake a thread of normal priority in order to save power. */
public final class TimerSlack {
  private static final int PR_SET_TIMERSLACK = 29;

  private TimerSlack() {}

  /** Lowers it from the usual 50 microseconds to one nanosecond, for the calling thread. */
  public static void minimise() throws KernelException {
    int result = Native.prctl(PR_SET_TIMERSLACK, 1);
    if (result < 0) {
      throw new KernelException("lower the timer slack", -result);
    }
  }
}
