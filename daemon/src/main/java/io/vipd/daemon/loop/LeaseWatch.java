package io.vipd.daemon.loop;

/**
 * How near the lease of a group's addresses came to its end. Noted by the address thread, read by
 * any.
 */
final class LeaseWatch {
  /** What {@link #leftNanos} and {@link #leastLeftNanos} answer where nothing can run out. */
  static final long NO_LEASE = -1;

  private static final long SECOND_NANOS = 1_000_000_000;

  private final Lease lease;
  private volatile boolean held;
  private volatile long renewedAtNanos;
  private volatile long endsAtNanos;
  private volatile long leastLeftNanos;
  private volatile long lateRenewals;

  /** Nothing is held yet. */
  LeaseWatch(Lease lease) {
    this.lease = lease;
    this.leastLeftNanos = lease.ends() ? lease.seconds() * SECOND_NANOS : NO_LEASE;
  }

  /**
   * The kernel has given the addresses, or their lease anew. Address thread.
   *
   * @param seconds for how long
   */
  void renewed(long seconds, long nowNanos) {
    if (held && lease.ends()) {
      leastLeftNanos = Math.min(leastLeftNanos, leftNanos(nowNanos));
      if (isLate(nowNanos)) {
        lateRenewals++;
      }
    }
    renewedAtNanos = nowNanos;
    endsAtNanos = nowNanos + seconds * SECOND_NANOS;
    held = true;
  }

  /** The addresses are wanted no longer. Address thread. */
  void released() {
    held = false;
  }

  /** Time left of the lease; {@link #NO_LEASE} where none runs. */
  long leftNanos(long nowNanos) {
    return held && lease.ends() ? Math.max(0, endsAtNanos - nowNanos) : NO_LEASE;
  }

  /** Whether a renewal at this moment is late. */
  boolean isLate(long nowNanos) {
    return held && lease.isLate(nowNanos - renewedAtNanos);
  }

  /** The least that was left at any renewal since start; {@link #NO_LEASE} without a lease. */
  long leastLeftNanos() {
    return leastLeftNanos;
  }

  /** Renewals that came so late that another one had been missed. */
  long lateRenewals() {
    return lateRenewals;
  }
}
