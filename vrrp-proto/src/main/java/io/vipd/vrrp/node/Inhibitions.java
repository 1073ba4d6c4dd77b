package io.vipd.vrrp.node;

import io.vipd.vrrp.machine.Event;
import io.vipd.vrrp.machine.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Starts and stops routers as what inhibits them comes and goes: what inhibits one of several tied
 * routers holds up all.
 */
final class Inhibitions {
  /** What leaves a service in order, so that it can go on until another node has taken over. */
  private static final int PATIENT = Inhibitor.MAINTENANCE.bit() | Inhibitor.STOPPING.bit();

  private final Effects effects;
  private final Stepper stepper;

  Inhibitions(Effects effects, Stepper stepper) {
    this.effects = effects;
    this.stepper = stepper;
  }

  /** From now on these inhibit the router, as a set of {@link Inhibitor#bit}. */
  void set(Router router, int inhibitors, long nowNanos) {
    inhibitAlone(router, inhibitors, nowNanos);
    for (Router each : router.bond) {
      if (each != router) {
        inhibitAlone(each, asBondWantsIt(each), nowNanos);
      }
    }
  }

  /** What inhibits a router and does so by itself, or because it does so to another of its bond. */
  private static int asBondWantsIt(Router router) {
    int bit = Inhibitor.SIBLING.bit();
    for (Router other : router.bond) {
      if (other != router && (other.inhibitors & ~bit) != 0) {
        return router.inhibitors | bit;
      }
    }
    return router.inhibitors & ~bit;
  }

  /** These move together from now on, the first leads; see {@link Node#tie}. */
  void bind(List<Router> routers, long nowNanos) {
    List<Router> concerned = new ArrayList<>(routers);
    for (Router router : routers) {
      for (Router other : router.bond) {
        if (!concerned.contains(other)) {
          concerned.add(other);
          other.bond =
              Arrays.stream(other.bond)
                  .filter(kept -> !routers.contains(kept))
                  .toArray(Router[]::new);
        }
      }
    }
    Router[] bond = routers.toArray(Router[]::new);
    routers.forEach(router -> router.bond = bond);
    for (Router router : concerned) {
      weigh(router, nowNanos);
      inhibitAlone(router, asBondWantsIt(router), nowNanos);
    }
  }

  private void inhibitAlone(Router router, int inhibitors, long nowNanos) {
    int before = router.inhibitors;
    router.inhibitors = inhibitors;
    if (before != 0 && inhibitors == 0) {
      start(router, nowNanos);
    } else if (inhibitors != 0 && router.role != Role.INITIALIZE) {
      Event event = canWait(router) ? Event.DEPART : Event.SHUTDOWN;
      stepper.step(router, event, null, nowNanos, 0);
      stepper.reschedule(router); // it may have been about to leave, and has less time now
    }
  }

  /** Whether all that inhibits a router or its bond leaves what it serves in order. */
  private static boolean canWait(Router router) {
    int all = 0;
    for (Router each : router.bond) {
      all |= each.inhibitors;
    }
    int reasons = all & ~Inhibitor.SIBLING.bit();
    return reasons != 0 && (reasons & ~PATIENT) == 0;
  }

  private void start(Router router, long nowNanos) {
    if (router.role == Role.ACTIVE) { // it is about to leave
      stepper.step(router, Event.STARTUP, null, nowNanos, 0);
      return;
    }
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
    Router lead = router.lead();
    int before = lead.priority;
    weigh(router, nowNanos);
    set(
        router,
        router.inhibitors & ~Checks.INHIBITORS
            | Checks.inhibitors(
                router.config().checkWeights(), router.checks, router.trustsChecks()),
        nowNanos);
    boolean stillPreempts = lead.arriving && lead.hearsLower(nowNanos);
    if (lead.priority < before && lead.role == Role.ACTIVE && !stillPreempts) {
      cede(lead, nowNanos);
    }
  }

  /** Gives all that move together the priority that they have now. */
  void weigh(Router router, long nowNanos) {
    int priority = router.weighedPriority();
    for (Router each : router.bond) {
      if (each.priority != priority) {
        each.priority = priority;
        stepper.heedWhatWasIgnored(each, nowNanos);
        stepper.reschedule(each);
      }
    }
  }

  /**
   * The priority of an Active router has sunk, perhaps below that of a Backup, which is silent.
   * Whoever is better shall not have to wait, nor need to preempt: priority 0 has all Backups race,
   * and the router takes part by its own skew, so that it stays where it is if nobody is better.
   * Those that follow go along.
   */
  private void cede(Router router, long nowNanos) {
    if (!router.mayCede(nowNanos)) {
      return;
    }
    router.ceded = true;
    router.cededAtNanos = nowNanos;
    router.cededPriority = router.priority;
    for (Router each : router.bond) {
      stepper.step(each, Event.OUTRANKED, null, nowNanos, 0);
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
    if (!router.follows()) {
      for (int i = 1; i < router.bond.length; i++) {
        endAdoption(router.bond[i], nowNanos);
      }
    }
  }
}
