package io.vipd.daemon.loop;

import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.kernel.AddressChange;
import java.time.Duration;

/**
 * How long the kernel keeps an address that nobody renews. A daemon that is dead or frozen cannot
 * take its addresses away, so the kernel must, and before a peer takes over where that is possible:
 * the kernel counts whole seconds, and a healthy daemon must be able to renew several times in
 * each.
 */
final class Lease {
  /** Lifetime of an address that stays until it is removed. */
  static final long FOREVER = AddressChange.FOREVER;

  /** Shorter ones could run out under a healthy daemon on a loaded machine. */
  private static final int SHORTEST_SECONDS = 2;

  private static final int LONGEST_SECONDS = 10;

  /** The kernel may be this late to take an address away. */
  private static final Duration EXPIRY_LATENESS = Duration.ofMillis(200);

  /** A lease is renewed so many times in its life. */
  private static final int RENEWALS = 4;

  private Lease() {}

  /** Whole seconds, or {@link #FOREVER}. */
  static long seconds(GroupConfig config) {
    if (config.lease() != null) {
      return config.lease().isZero() ? FOREVER : config.lease().toSeconds();
    }
    // A peer waits for three intervals at least, but from the last advert on, which may be one
    // interval older than the last renewal.
    Duration untilTakeover = Duration.ofNanos(2 * config.interval().toNanos());
    long fitting = untilTakeover.minus(EXPIRY_LATENESS).toSeconds();
    return Math.clamp(fitting, SHORTEST_SECONDS, LONGEST_SECONDS);
  }

  /** Time between two renewals, in nanoseconds. */
  static long renewalNanos(long seconds) {
    return Duration.ofSeconds(seconds).dividedBy(RENEWALS).toNanos();
  }
}
