package io.vipd.daemon.loop;

/**
 * How near the lease of a group's addresses came to its end. Noted by the address thread, read by
 * any.
 */
final class LeaseWatch {
  /** What {@link #leftNanos} and {@link #leastLeftNanos} answer where nothing can run out. */
  static final long NO_LEASE = -1;

  private final long leaseNanos;
  private final long lateNanos;
  private volatile boolean held;
  private volatile long renewedAtNanos;
  private volatile long leastLeftNanos;
  private volatile long lateRenewals;

  /**
   * Nothing is held yet.
   *
   * @param leaseSeconds lifetime of the addresses, or {@link Lease#FOREVER}
   */
  LeaseWatch(long leaseSeconds) {
    boolean ends = leaseSeconds != Lease.FOREVER;
    this.leaseNanos = ends ? leaseSeconds * 1_000_000_000L : NO_LEASE;
    this.leastLeftNanos = leaseNanos;
    // One renewal in a row may be missed before it counts as late.
    this.lateNanos = ends ? 2 * Lease.renewalNanos(leaseSeconds) : Long.MAX_VALUE;
  }

  /** The kernel has given the addresses, or their lease anew. Address thread. */
  void renewed(long nowNanos) {
    if (held && leaseNanos != NO_LEASE) {
      leastLeftNanos = Math.min(leastLeftNanos, Math.max(0, leftNanos(nowNanos)));
      if (nowNanos - renewedAtNanos > lateNanos) {
        lateRenewals++;
      }
    }
    renewedAtNanos = nowNanos;
    held = true;
  }

  /** The addresses are wanted no longer. Address thread. */
  void released() {
    held = false;
  }

  /** Time left of the lease; {@link #NO_LEASE} where none runs. */
  long leftNanos(long nowNanos) {
    return held && leaseNanos != NO_LEASE
        ? Math.max(0, leaseNanos - (nowNanos - renewedAtNanos))
        : NO_LEASE;
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
