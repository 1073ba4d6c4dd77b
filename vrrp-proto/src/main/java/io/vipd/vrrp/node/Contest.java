package io.vipd.vrrp.node;

/**
 * Counts how often somebody else takes a router's addresses away. An accident takes them once, a
 * network manager that is configured anew two or three times; ten times in ten seconds is a program
 * that does not want them here, and another node may be better off. Each time that it comes to
 * that, the router leaves the role to others for longer, because it costs an outage if there is
 * nobody.
 */
final class Contest {
  private static final int LOSSES = 10;
  private static final long WINDOW_NANOS = 10_000_000_000L;
  private static final long FIRST_HOLD_NANOS = 60_000_000_000L;
  private static final int DOUBLINGS = 6;

  /** Whoever kept its addresses for so long begins anew. */
  private static final long PEACE_NANOS = 4 * 3_600_000_000_000L;

  private int losses;
  private long windowSinceNanos;
  private int handOvers;
  private long handedOverAtNanos;

  void exchange(Words words) {
    losses = words.number(losses);
    windowSinceNanos = words.number(windowSinceNanos);
    handOvers = words.number(handOvers);
    handedOverAtNanos = words.number(handedOverAtNanos);
  }

  /** An address was taken away; whether that was once too often. */
  boolean isLost(long nowNanos) {
    if (losses == 0 || nowNanos - windowSinceNanos > WINDOW_NANOS) {
      losses = 0;
      windowSinceNanos = nowNanos;
    }
    return ++losses >= LOSSES;
  }

  /** The router hands over now; how long it shall leave the role to others. */
  long handOver(long nowNanos) {
    if (handOvers > 0 && nowNanos - handedOverAtNanos > PEACE_NANOS) {
      handOvers = 0;
    }
    losses = 0;
    handedOverAtNanos = nowNanos;
    return FIRST_HOLD_NANOS << Math.min(handOvers++, DOUBLINGS);
  }
}
