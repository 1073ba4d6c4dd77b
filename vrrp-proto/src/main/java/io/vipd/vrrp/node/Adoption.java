package io.vipd.vrrp.node;

/**
 * What a router still has of an earlier life of the daemon, in which it was Active. First it is an
 * offer, which a router that starts in time accepts; then, for a bounded time, trust: checks that
 * have said nothing yet count as up, as they did before. Of two tied routers the leader's counts
 * for both.
 */
final class Adoption {
  private enum Phase {
    NONE,
    OFFERED,
    TRUSTED
  }

  private static final Phase[] PHASES = Phase.values();

  private Phase phase = Phase.NONE;
  private long untilNanos;

  void exchange(Words words) {
    phase = words.constant(phase, PHASES);
    untilNanos = words.number(untilNanos);
  }

  void offer(long untilNanos) {
    this.phase = Phase.OFFERED;
    this.untilNanos = untilNanos;
  }

  /** The offer is taken; so long the checks are trusted. */
  void accept(long untilNanos) {
    this.phase = Phase.TRUSTED;
    this.untilNanos = untilNanos;
  }

  void end() {
    phase = Phase.NONE;
  }

  /** Whether the router may be Active as soon as it starts. */
  boolean isOffered() {
    return phase == Phase.OFFERED;
  }

  /** Whether checks without a verdict count as up. */
  boolean trusts() {
    return phase != Phase.NONE;
  }

  /** When the offer or the trust ends; meaningful while {@link #trusts}. */
  long untilNanos() {
    return untilNanos;
  }

  /** Whether it should have ended by now. */
  boolean isOver(long nowNanos) {
    return trusts() && untilNanos - nowNanos <= 0;
  }
}
