package io.vipd.vrrp.sim;

/**
 * A client of the virtual address. Its ARP cache holds the last announcement it heard and nothing
 * else corrects it: a real one asks again, but after seconds without service.
 */
final class Host {
  private final Simulation simulation;
  private SimNode believed;
  private long unservedSinceNanos = -1;
  private long longestUnservedNanos;

  Host(Simulation simulation) {
    this.simulation = simulation;
  }

  void heardAnnouncement(SimNode from) {
    if (believed != from) {
      simulation.trace(() -> "host: now at " + from);
    }
    believed = from;
  }

  /** Where it sends to; null before the first announcement. */
  SimNode believed() {
    return believed;
  }

  /** Whether what it sends now arrives at a machine that has the address. */
  boolean served() {
    return believed != null
        && believed.kernel.holds()
        && believed.linkUp()
        && !believed.paused()
        && !simulation.segment.faults.cutsFromHost(believed);
  }

  /** Notes how it fares; to be called after everything that happens. */
  void observe(long nowNanos) {
    if (served()) {
      unservedSinceNanos = -1;
    } else {
      unservedSinceNanos = unservedSinceNanos < 0 ? nowNanos : unservedSinceNanos;
      longestUnservedNanos = Math.max(longestUnservedNanos, nowNanos - unservedSinceNanos);
    }
  }

  /** The longest time without service since the last call. */
  long takeLongestUnservedNanos() {
    long longest = longestUnservedNanos;
    longestUnservedNanos = 0;
    unservedSinceNanos = -1;
    observe(simulation.nowNanos());
    return longest;
  }
}
