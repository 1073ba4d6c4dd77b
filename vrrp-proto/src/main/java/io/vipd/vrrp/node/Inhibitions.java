package io.vipd.vrrp.node;

import io.vipd.vrrp.machine.Event;
import io.vipd.vrrp.machine.Role;

/**
 * Starts and stops routers as what inhibits them comes and goes: what inhibits one of two tied
 * routers holds up both.
 */
final class Inhibitions {
  private final Effects effects;
  private final Stepper stepper;

  Inhibitions(Effects effects, Stepper stepper) {
    this.effects = effects;
    this.stepper = stepper;
  }

  /** From now on these inhibit the router, as a set of {@link Inhibitor#bit}. */
  void set(Router router, int inhibitors, long nowNanos) {
    inhibitAlone(router, inhibitors, nowNanos);
    Router sibling = router.sibling();
    if (sibling != null) {
      int bit = Inhibitor.SIBLING.bit();
      boolean heldUp = (router.inhibitors & ~bit) != 0;
      inhibitAlone(
          sibling, heldUp ? sibling.inhibitors | bit : sibling.inhibitors & ~bit, nowNanos);
    }
  }

  private void inhibitAlone(Router router, int inhibitors, long nowNanos) {
    int before = router.inhibitors;
    router.inhibitors = inhibitors;
    if (before != 0 && inhibitors == 0) {
      start(router, nowNanos);
    } else if (before == 0 && inhibitors != 0) {
      stepper.step(router, Event.SHUTDOWN, null, nowNanos, 0);
    }
  }

  private void start(Router router, long nowNanos) {
    if (!router.adoption.isOffered()) {
      RouterConfig.Patience patience = router.config().patience();
      router.hold(patience.preemptDelay().toNanos(), nowNanos);
      if (router.started) {
        router.hold(patience.recoverHold().toNanos(), nowNanos);
      } else {
        router.doubtSilence(patience.bootHold().toNanos(), nowNanos);
      }
      router.started = true;
      stepper.step(router, Event.STARTUP, null, nowNanos, 0);
      return;
    }
    router.started = true;
    router.adoption.accept(nowNanos + router.config().patience().verdictLimit().toNanos());
    stepper.step(router, Event.ADOPT, null, nowNanos, 0);
  }

  /** Checks have said something, or are judged in another way. */
  void reweigh(Router router, long nowNanos) {
    RouterConfig config = router.config();
    boolean trusting = router.trustsChecks();
    int priority =
        Checks.priority(config.priority(), config.checkWeights(), router.checks, trusting);
    boolean sank = priority < router.priority;
    if (priority != router.priority) {
      router.priority = priority;
      stepper.heedWhatWasIgnored(router, nowNanos);
      stepper.reschedule(router);
    }
    set(
        router,
        router.inhibitors & ~Checks.INHIBITORS
            | Checks.inhibitors(config.checkWeights(), router.checks, trusting),
        nowNanos);
    if (sank && router.role == Role.ACTIVE && router.leader == null) {
      cede(router, nowNanos);
    }
  }

  /**
   * The priority of an Active router has sunk. If that would lose against a peer that is likely to
   * be there, the peer shall not have to wait: it is told by priority 0. A follower goes with its
   * leader. If nobody takes over, the router does so itself after its skew, and does not try this
   * again before it has heard from such a peer.
   */
  private void cede(Router router, long nowNanos) {
    Peer better = router.peers.likelyAbove(router.priority, router.config().peers());
    if (better == null) {
      return;
    }
    router.peers.triedAbove(router.priority);
    stepper.step(router, Event.OUTRANKED, better, nowNanos, 0);
    if (router.follower != null) {
      stepper.step(router.follower, Event.OUTRANKED, null, nowNanos, 0);
    }
  }

  /** Ends an offer that was not taken in time, and trust that was not justified in time. */
  void endAdoptionInTime(Router router, long nowNanos) {
    if (router.adoption.isOver(nowNanos)) {
      endAdoption(router, nowNanos);
    }
  }

  void endAdoption(Router router, long nowNanos) {
    if (router.adoption.isOffered()) {
      effects.removeAddresses(router);
    }
    router.adoption.end();
    stepper.reschedule(router);
    reweigh(router, nowNanos);
    if (router.follower != null) {
      endAdoption(router.follower, nowNanos);
    }
  }
}
