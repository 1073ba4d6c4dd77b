package io.vipd.daemon.loop;

/**
 * So many at once, then one in so much time: what may be repeated for ever, but not in a tight
 * loop. For one thread, and without a clock of its own.
 */
final class Allowance {
  private final long spacingNanos;
  private final long burstNanos;
  private boolean used;
  private long spentUntilNanos;

  /**
   * Unused yet.
   *
   * @param burst how many at once, at least 1
   * @param spacingNanos the time in which another one is allowed
   */
  Allowance(int burst, long spacingNanos) {
    this.spacingNanos = spacingNanos;
    this.burstNanos = (burst - 1) * spacingNanos;
  }

  /** Whether it may be done now; if so, it counts as done. */
  boolean take(long nowNanos) {
    if (nanosUntilNext(nowNanos) > 0) {
      return false;
    }
    if (!used || spentUntilNanos - nowNanos < 0) {
      spentUntilNanos = nowNanos;
    }
    used = true;
    spentUntilNanos += spacingNanos;
    return true;
  }

  /** Time until {@link #take} allows another one; 0 for now. */
  long nanosUntilNext(long nowNanos) {
    return used ? Math.max(0, spentUntilNanos - burstNanos - nowNanos) : 0;
  }
}
