package io.vipd.vrrp.node;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.machine.TimerChange;

/**
 * A router that would become Active may ask first whether what it serves is ready, and waits for
 * the answer for a bounded time. It listens meanwhile: whoever else claims the addresses ends it.
 * Without an answer it claims them all the same, since nobody else may be there; only an explicit
 * no has it listen for another Active_Down_Interval. Of routers that move together the leader asks
 * for all.
 */
final class Promotions {
  private final Effects effects;
  private final Stepper stepper;

  Promotions(Effects effects, Stepper stepper) {
    this.effects = effects;
    this.stepper = stepper;
  }

  /** The router would claim its addresses; whether it may at once, or asks first. */
  boolean mayClaim(Router router, long nowNanos) {
    if (router.follows() || router.role != Role.BACKUP || !router.asksBeforeClaim()) {
      return true;
    }
    if (!router.promoting) {
      router.promoting = true;
      router.promotion++;
      router.promoteUntilNanos = nowNanos + router.promoteLimitNanos();
      stepper.reschedule(router);
      effects.promote(router);
    }
    return false;
  }

  /** A deadline of a router that waits has come: nobody waits longer. */
  void endInTime(Router router, long nowNanos) {
    if (router.promoteUntilNanos - nowNanos > 0) {
      stepper.reschedule(router);
      return;
    }
    claim(router, nowNanos);
  }

  /** The answer is there. */
  void answered(Router router, boolean willing, long nowNanos) {
    if (willing) {
      claim(router, nowNanos);
      return;
    }
    router.promoting = false;
    router.unwilling = true;
    stepper.setTimer(router, TimerChange.ACTIVE_DOWN_INTERVAL, false, nowNanos);
  }

  private void claim(Router router, long nowNanos) {
    router.promoting = false;
    stepper.takeOver(router, nowNanos, 0);
    for (int i = 1; i < router.bond.length; i++) {
      Router follower = router.bond[i];
      if (follower.awaitsPromotion && follower.role == Role.BACKUP) {
        follower.timerSetAtNanos = nowNanos - follower.timerLengthNanos();
        stepper.reschedule(follower);
      }
    }
  }

  /** A follower does not go ahead of a leader that has yet to ask. */
  static boolean holdsBack(Router router) {
    return router.follows()
        && router.role == Role.BACKUP
        && router.lead().role == Role.BACKUP
        && router.lead().asksBeforeClaim();
  }
}
