package io.vipd.daemon.loop;

import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.kernel.AddressChange;
import io.vipd.vrrp.machine.Timers;
import java.time.Duration;

/**
 * How long the kernel keeps an address that nobody renews. A daemon that is dead or frozen cannot
 * take its addresses away, so the kernel must, and before a peer takes over where that is possible:
 * the kernel counts whole seconds, and a healthy daemon must be able to renew several times in
 * each.
 *
 * @param seconds the lifetime that is given with an advert, in whole seconds, or {@link #FOREVER}
 * @param promiseNanos how long after an advert the kernel may keep the addresses; {@link #FIXED}
 *     where adverts do not count
 * @param intervalNanos time between two adverts; 0 where they do not count
 */
record Lease(long seconds, long promiseNanos, long intervalNanos) {
  /** Lifetime of an address that stays until it is removed. */
  static final long FOREVER = AddressChange.FOREVER;

  private static final long FIXED = -1;

  private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

  /** Shorter ones could run out under a healthy daemon on a loaded machine. */
  private static final int SHORTEST_SECONDS = 2;

  private static final long SHORTEST_NANOS = SHORTEST_SECONDS * SECOND_NANOS;

  /** The kernel may be this late to take an address away. */
  private static final long EXPIRY_LATENESS_NANOS = Duration.ofMillis(300).toNanos();

  /** A lease is renewed about so many times in its life at most. */
  private static final int RENEWALS = 4;

  /** A router is silent when its advert is so late. */
  private static final long SILENCE_NANOS = Duration.ofMillis(100).toNanos();

  /** A renewal takes so long at most, or the next one comes a little later. */
  private static final long ON_THE_WAY_NANOS = Duration.ofMillis(20).toNanos();

  /** Of the priorities of those who do not own the addresses (RFC 9568 5.2.4). */
  private static final int HIGHEST_PRIORITY = 254;

  /** That of addresses which nobody leases. */
  static Lease forever() {
    return fixed(FOREVER);
  }

  /** What the group's file says. */
  static Lease of(GroupConfig config) {
    if (config.lease() != null) {
      return config.lease().isZero() ? forever() : fixed(config.lease().toSeconds());
    }
    // A Backup is below this node. If it is not, it was told not to preempt, as this node was.
    int highest = config.preempt() ? config.priority() : HIGHEST_PRIORITY;
    long intervalNanos = config.interval().toNanos();
    long untilTakeoverNanos =
        Timers.activeDownNanos(
            highest, intervalNanos, Timers.skewBaseNanos(config.version(), intervalNanos));
    long promiseNanos = Math.max(SHORTEST_NANOS, untilTakeoverNanos - EXPIRY_LATENESS_NANOS);
    return new Lease(promiseNanos / SECOND_NANOS, promiseNanos, intervalNanos);
  }

  private static Lease fixed(long seconds) {
    return new Lease(seconds, FIXED, 0);
  }

  private static long worthNanos(long seconds) {
    return seconds * SECOND_NANOS / RENEWALS;
  }

  /** Whether there is anything to renew. */
  boolean ends() {
    return seconds != FOREVER;
  }

  /**
   * Until when the kernel may keep the addresses: as long as the last advert keeps the peers
   * waiting, or as long as the file says. A router that is silent, because it leaves or cannot
   * send, goes on with the shortest lease.
   */
  long untilNanos(long advertisedAtNanos, long nowNanos) {
    if (promiseNanos == FIXED) {
      return nowNanos + seconds * SECOND_NANOS;
    }
    long promised = advertisedAtNanos + promiseNanos;
    long least = nowNanos + SHORTEST_NANOS;
    boolean silent = nowNanos - advertisedAtNanos > intervalNanos + SILENCE_NANOS;
    return silent && least - promised > 0 ? least : promised;
  }

  /** The lifetime to ask the kernel for now, so that it ends by then; as {@link #seconds}. */
  long secondsUntil(long untilNanos, long nowNanos) {
    return promiseNanos == FIXED
        ? seconds
        : Math.clamp((untilNanos - nowNanos) / SECOND_NANOS, SHORTEST_SECONDS, seconds);
  }

  /**
   * Whether the kernel would keep the addresses so much longer that it is worth a request.
   *
   * @param leftNanos what is left of the present lease
   */
  boolean isWorthRenewing(long leftNanos, long untilNanos, long nowNanos) {
    long anew = secondsUntil(untilNanos, nowNanos);
    return anew * SECOND_NANOS - leftNanos >= worthNanos(anew) - ON_THE_WAY_NANOS;
  }

  /** Whether a renewal that comes so long after the last one is late: another had been missed. */
  boolean isLate(long sinceLastNanos) {
    return sinceLastNanos > 2 * Math.max(intervalNanos, worthNanos(seconds)) + SILENCE_NANOS;
  }
}
