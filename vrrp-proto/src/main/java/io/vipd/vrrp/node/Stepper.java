package io.vipd.vrrp.node;

import io.vipd.vrrp.machine.Action;
import io.vipd.vrrp.machine.Event;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.machine.TimerChange;
import io.vipd.vrrp.machine.Transition;
import io.vipd.vrrp.machine.VrrpMachine;
import io.vipd.vrrp.wire.Centiseconds;

/** Puts events to the table of {@link VrrpMachine} and carries out what it answers. */
final class Stepper {
  /**
   * Adverts that make an Active router answer are answered at most once in this time: the wire's
   * own resolution, so that two Actives sort themselves out at once and a flood cannot make us
   * another.
   */
  private static final long ANSWER_SPACING_NANOS = Centiseconds.NANOS;

  private final Effects effects;
  private final DeadlineHeap deadlines;

  /** Whether an Active_Adver_Interval has changed since somebody asked. */
  boolean intervalsChanged;

  Stepper(Effects effects, DeadlineHeap deadlines) {
    this.effects = effects;
    this.deadlines = deadlines;
  }

  /** Decides one event and carries the row of the table out. */
  void step(Router router, Event event, Peer sender, long nowNanos, long latenessNanos) {
    Transition transition =
        VrrpMachine.decide(
            router.role,
            event,
            router.isOwner(),
            router.preempting(nowNanos),
            router.arriving,
            router.leave());
    boolean provoked =
        sender != null && (transition == Transition.ADVERTISE || transition == Transition.REASSERT);
    if (provoked && !mayAnswer(router, nowNanos)) {
      router.answerOwed = true;
      reschedule(router);
      return;
    }
    Report report =
        transition.next() == null
            ? null
            : report(router, event, transition.next(), sender, nowNanos, latenessNanos);
    setInterval(router, transition.interval(), sender);
    if (transition.next() != null) {
      router.arriving = transition == Transition.PREEMPT;
    }
    setLeaving(router, transition, event);
    endPromotion(router, transition.timer(), report);
    if (transition == Transition.HASTEN) {
      hasten(router, sender, nowNanos);
    } else if (transition.timer() != TimerChange.KEEP) {
      setTimer(router, transition.timer(), event == Event.ADVER_TIMER, nowNanos);
    }
    if (report != null) {
      router.role = report.to();
      router.roleSinceNanos = nowNanos;
      router.lastReport = report;
      router.transitions++;
      router.ceded = false;
      router.addressesConfirmed = false;
    }
    for (int i = 0; i < transition.actions().size(); i++) {
      run(transition.actions().get(i), router, report, nowNanos);
    }
    if (transition.next() == Role.ACTIVE && !router.follows()) {
      hastenFollowers(router, nowNanos);
    }
    if (transition.interval() == Transition.Interval.LEARN && !router.follows()) {
      for (int i = 1; i < router.bond.length; i++) {
        step(router.bond[i], Event.LEADER_YIELDED, null, nowNanos, 0);
      }
    }
  }

  /** A Backup takes over, on silence or from a router that it has heard since it became Backup. */
  void takeOver(Router router, long nowNanos, long latenessNanos) {
    boolean served =
        router.hearsLower(nowNanos) && router.lastPeer.heardAtNanos() - router.roleSinceNanos >= 0;
    Event event = served ? Event.PREEMPT : Event.ACTIVE_DOWN_TIMER;
    step(router, event, null, nowNanos, latenessNanos);
  }

  private static void setLeaving(Router router, Transition transition, Event event) {
    if (transition == Transition.LEAVE || transition == Transition.CEDE) {
      router.leaving = Causes.ofLeaving(router, event);
      router.answerOwed = false; // it is silent from now on
    } else if (transition.next() != null || transition == Transition.STAY) {
      router.leaving = null;
    }
  }

  /**
   * Nobody has taken over in time from a router that leaves. If it stays ready, it does so itself,
   * as any Backup does whose timer has fired.
   */
  void nobodyTookOver(Router router, long nowNanos) {
    step(router, Event.LEAVING_TIMER, null, nowNanos, 0);
    if (router.role == Role.BACKUP) {
      dueNow(router, nowNanos);
    }
  }

  /** The Active router leaves; whoever says so twice puts nothing off. */
  private void hasten(Router router, Peer leaving, long nowNanos) {
    if (router.timer != TimerChange.SKEW_TIME) {
      setTimer(router, TimerChange.SKEW_TIME, false, nowNanos);
    }
    boolean leaderFirst = router.follows() && router.lead().role != Role.ACTIVE;
    if (router.inPair() && !leaderFirst && leaving.leavesTo(router.priority, nowNanos)) {
      dueNow(router, nowNanos);
    }
  }

  /** Those that follow an Active leader need not wait either. */
  private void hastenFollowers(Router leader, long nowNanos) {
    for (int i = 1; i < leader.bond.length; i++) {
      Router follower = leader.bond[i];
      if (follower.role == Role.BACKUP
          && follower.timer == TimerChange.SKEW_TIME
          && follower.inPair()) {
        dueNow(follower, nowNanos);
      }
    }
  }

  private void dueNow(Router router, long nowNanos) {
    router.timerSetAtNanos = nowNanos - router.timerLengthNanos();
    reschedule(router);
  }

  /** Who listens anew does not claim what it asked for; one that leaves only hurries it. */
  private void endPromotion(Router router, TimerChange timer, Report report) {
    if (timer != TimerChange.KEEP) {
      router.awaitsPromotion = false;
    }
    if (report != null) {
      router.unwilling = false;
    }
    if (router.promoting && timer != TimerChange.KEEP && timer != TimerChange.SKEW_TIME) {
      router.promoting = false;
      if (report == null) {
        effects.promotedInVain(router);
      }
    }
  }

  /**
   * Gives an answer that was put off, if it is time: a router that yields within the spacing must
   * not be the last that the hosts heard of.
   *
   * @return whether it was time
   */
  boolean answerLate(Router router, long nowNanos) {
    if (!router.answerOwed || nowNanos - router.answeredAtNanos < ANSWER_SPACING_NANOS) {
      return false;
    }
    router.answerOwed = false;
    reschedule(router);
    if (router.role == Role.ACTIVE) {
      router.answeredAtNanos = nowNanos;
      run(Action.SEND_ADVERT, router, null, nowNanos);
      run(Action.ANNOUNCE, router, null, nowNanos);
    }
    return true;
  }

  private static boolean mayAnswer(Router router, long nowNanos) {
    if (router.answered && nowNanos - router.answeredAtNanos < ANSWER_SPACING_NANOS) {
      return false;
    }
    router.answered = true;
    router.answeredAtNanos = nowNanos;
    return true;
  }

  private void setInterval(Router router, Transition.Interval interval, Peer sender) {
    long before = router.activeAdverIntervalNanos;
    switch (interval) {
      case KEEP -> {}
      case OWN -> {
        router.activeAdverIntervalNanos = router.intervalNanos();
        router.intervalLearned = false;
      }
      case LEARN -> {
        router.activeAdverIntervalNanos = sender.intervalCentiseconds() * Centiseconds.NANOS;
        router.intervalLearned = true;
      }
    }
    intervalsChanged |= router.activeAdverIntervalNanos != before;
  }

  /**
   * Sets the timer from now on; one that fired for a regular advert is set from when it was due, so
   * that lateness does not add up, unless a whole interval was missed.
   */
  void setTimer(Router router, TimerChange timer, boolean regular, long nowNanos) {
    router.timer = timer;
    boolean keepsPace = regular && nowNanos - router.timerDeadlineNanos < router.timerLengthNanos();
    router.timerSetAtNanos = keepsPace ? router.timerDeadlineNanos : nowNanos;
    reschedule(router);
  }

  /**
   * The router has another priority, or another Preempt_Mode. A Backup that preempts lets the
   * adverts of a lower priority pass; one that it would not preempt any more counts after all, as
   * if it had been heeded when it came. Otherwise a router whose priority sinks shortly before its
   * timer fires would take over from a healthy one.
   */
  void heedWhatWasIgnored(Router router, long nowNanos) {
    Peer active = router.lastPeer;
    if (router.role == Role.BACKUP
        && active != null
        && active.priority() != 0
        && (active.priority() >= router.priority || !router.preempting(nowNanos))
        && active.heardAtNanos() - router.timerSetAtNanos >= 0) {
      setInterval(router, Transition.Interval.LEARN, active);
      router.timer = TimerChange.ACTIVE_DOWN_INTERVAL;
      router.timerSetAtNanos = active.heardAtNanos();
      if (router.timerSetAtNanos + router.timerLengthNanos() - nowNanos > 0) {
        endPromotion(router, router.timer, null);
      } else {
        router.timerSetAtNanos = nowNanos - router.timerLengthNanos(); // due now, and not late
      }
    }
  }

  void reschedule(Router router) {
    router.timerDeadlineNanos = router.timerSetAtNanos + router.timerLengthNanos();
    boolean timed = router.timer != TimerChange.CANCEL;
    if (timed) {
      deadlines.set(
          router, router.promoting ? router.promoteUntilNanos : router.timerDeadlineNanos);
    } else {
      deadlines.clear(router);
    }
    if (router.answerOwed) {
      deadlines.advance(router, router.answeredAtNanos + ANSWER_SPACING_NANOS);
    }
    if (router.retrying) {
      deadlines.advance(router, router.retryAtNanos);
    }
    if (router.adoption.trusts()) {
      deadlines.advance(router, router.adoption.untilNanos());
    }
  }

  void run(Action action, Router router, Report report, long nowNanos) {
    switch (action) {
      case SEND_ADVERT -> {
        router.advertsSent++;
        router.advertisedAtNanos = nowNanos;
        router.arriving = false;
        effects.sendAdvert(router, router.priority);
      }
      case SEND_RELEASE -> {
        router.advertsSent++;
        effects.sendAdvert(router, 0);
      }
      case INSTALL_ADDRESSES -> {
        router.claim++;
        effects.installAddresses(router);
      }
      case REMOVE_ADDRESSES -> effects.removeAddresses(router);
      case ANNOUNCE -> {
        // Before that we would attract traffic that we cannot take; the answer will announce.
        if (router.addressesConfirmed) {
          effects.announce(router);
        }
      }
      case STOP_ANNOUNCING -> effects.stopAnnouncing(router);
      case REPORT -> effects.report(router, report);
    }
  }

  private static Report report(
      Router router, Event event, Role to, Peer sender, long nowNanos, long latenessNanos) {
    Peer heard = sender != null ? sender : router.lastPeer;
    long ageNanos = heard == null ? -1 : nowNanos - heard.heardAtNanos();
    return new Report(
        router.role,
        to,
        Causes.of(router, event, to, heard, ageNanos, nowNanos),
        router.inhibitors(),
        router.priority,
        heard == null ? null : heard.address(),
        heard == null ? -1 : heard.priority(),
        ageNanos,
        latenessNanos);
  }
}
