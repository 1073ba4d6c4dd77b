package io.vipd.vrrp.node;

import io.vipd.vrrp.machine.Event;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.machine.TimerChange;
import io.vipd.vrrp.machine.Timers;

/**
 * What becomes of routers when the daemon did not run for a while. An Active router that its peers
 * may have missed stands back and listens; a Backup does not take time in which it was deaf for
 * silence. Both listen for one Active_Adver_Interval and their skew, in which any Active router is
 * heard.
 */
final class Stalls {
  /**
   * An Active router that was silent for less than this goes on whatever its interval: two Actives
   * that advertise so often sort themselves out sooner than listening would.
   */
  private static final long SHORTEST_SILENCE_NANOS = 100_000_000L;

  private final Stepper stepper;

  Stalls(Stepper stepper) {
    this.stepper = stepper;
  }

  /**
   * The daemon did not run for so long.
   *
   * @return whether that changed what the router does
   */
  boolean happened(Router router, long stallNanos, long nowNanos) {
    if (stallNanos >= router.intervalNanos()) {
      router.stalls++;
      router.longestStallNanos = Math.max(router.longestStallNanos, stallNanos);
    }
    return serve(router, stallNanos, nowNanos);
  }

  /** The same for a router whose timer is late; a stall that was told of is not counted twice. */
  boolean serve(Router router, long stallNanos, long nowNanos) {
    boolean matters =
        switch (router.role) {
          case INITIALIZE -> false;
          case BACKUP -> wasDeaf(router, stallNanos, nowNanos);
          case ACTIVE -> wasMissed(router, stallNanos, nowNanos);
        };
    if (matters) {
      stepper.step(router, Event.STALLED, null, nowNanos, stallNanos);
      for (int i = 1; i < router.bond.length && !router.follows(); i++) {
        if (router.bond[i].role == Role.ACTIVE) {
          stepper.step(router.bond[i], Event.STALLED, null, nowNanos, stallNanos);
        }
      }
    }
    return matters;
  }

  /**
   * Peers do not miss a follower as long as they hear its leader. One that arrives or leaves is
   * silent by itself; what counts is whether it was deaf for what another Active router says.
   */
  private static boolean wasMissed(Router router, long stallNanos, long nowNanos) {
    if (router.arriving || router.leaving != null) {
      return stallNanos >= router.intervalNanos();
    }
    Router missed = router.lead().role == Role.ACTIVE ? router.lead() : router;
    return nowNanos - missed.advertisedAtNanos >= missedAfterNanos(missed.intervalNanos());
  }

  private static long missedAfterNanos(long intervalNanos) {
    return Math.max(Timers.unmissedNanos(intervalNanos), SHORTEST_SILENCE_NANOS);
  }

  /**
   * One missed advert in three is what the protocol allows for. Who is listening already goes on
   * with it unless he was away for long, so that short stalls one after the other cannot keep an
   * address without a holder for ever.
   */
  private static boolean wasDeaf(Router router, long stallNanos, long nowNanos) {
    long intervalNanos = router.activeAdverIntervalNanos;
    boolean listening = router.timer == TimerChange.LISTENING_INTERVAL;
    return stallNanos >= (listening ? missedAfterNanos(intervalNanos) : intervalNanos)
        && router.timerDeadlineNanos - nowNanos < router.listeningNanos();
  }
}
