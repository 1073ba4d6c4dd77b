package io.vipd.vrrp.node;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.machine.TimerChange;

/**
 * Everything that a router remembers and that decides what it does next, listed once for both ways.
 * The last refused advert, keys and what is known of signed adverts decide nothing on a tape, which
 * has accepted adverts alone.
 */
final class RouterWords {
  private static final Role[] ROLES = Role.values();
  private static final TimerChange[] TIMERS = TimerChange.values();
  private static final Cause[] CAUSES = Cause.values();

  private RouterWords() {}

  static void exchange(Router router, Words words) {
    router.role = words.constant(router.role, ROLES);
    router.priority = words.number(router.priority);
    router.inhibitors = words.number(router.inhibitors);
    router.arriving = words.flag(router.arriving);
    router.leaving = words.constant(router.leaving, CAUSES);
    router.ceded = words.flag(router.ceded);
    router.cededAtNanos = words.number(router.cededAtNanos);
    router.cededPriority = words.number(router.cededPriority);
    router.source = words.address(router.source);
    router.activeAdverIntervalNanos = words.number(router.activeAdverIntervalNanos);
    router.intervalLearned = words.flag(router.intervalLearned);
    router.timer = words.constant(router.timer, TIMERS);
    router.timerSetAtNanos = words.number(router.timerSetAtNanos);
    router.timerDeadlineNanos = words.number(router.timerDeadlineNanos);
    router.retrying = words.flag(router.retrying);
    router.retryAtNanos = words.number(router.retryAtNanos);
    router.refusals = words.number(router.refusals);
    router.holding = words.flag(router.holding);
    router.holdUntilNanos = words.number(router.holdUntilNanos);
    router.answered = words.flag(router.answered);
    router.answerOwed = words.flag(router.answerOwed);
    router.answeredAtNanos = words.number(router.answeredAtNanos);
    router.claim = words.number(router.claim);
    router.addressesConfirmed = words.flag(router.addressesConfirmed);
    router.roleSinceNanos = words.number(router.roleSinceNanos);
    router.transitions = words.number(router.transitions);
    router.advertsSent = words.number(router.advertsSent);
    router.advertsReceived = words.number(router.advertsReceived);
    router.addressesRestored = words.number(router.addressesRestored);
    router.started = words.flag(router.started);
    router.doubting = words.flag(router.doubting);
    router.doubtUntilNanos = words.number(router.doubtUntilNanos);
    router.promoting = words.flag(router.promoting);
    router.promoteUntilNanos = words.number(router.promoteUntilNanos);
    router.promotion = words.number(router.promotion);
    router.unwilling = words.flag(router.unwilling);
    router.awaitsPromotion = words.flag(router.awaitsPromotion);
    router.advertisedAtNanos = words.number(router.advertisedAtNanos);
    router.worstLatenessNanos = words.number(router.worstLatenessNanos);
    router.stalls = words.number(router.stalls);
    router.longestStallNanos = words.number(router.longestStallNanos);
    router.heapIndex = words.number(router.heapIndex);
    router.deadlineNanos = words.number(router.deadlineNanos);
    router.adoption.exchange(words);
    router.contest.exchange(words);
    router.peers.exchange(words);
    lastPeer(router, words);
    checks(router, words);
    router.lastReport = report(router.lastReport, words);
  }

  /** One of the peers, or one that had to make room for another. */
  private static void lastPeer(Router router, Words words) {
    Peer last = router.lastPeer;
    int index = words.number(last == null ? -1 : router.peers.indexOf(last));
    if (words.isReading()) {
      last = index < 0 || index == PeerTable.CAPACITY ? null : router.peers.get(index);
    }
    router.lastPeer = index == PeerTable.CAPACITY ? Peer.exchange(last, words) : last;
  }

  private static void checks(Router router, Words words) {
    for (int i = 0; i < router.checks.length; i++) {
      CheckVerdict verdict = router.checks[i];
      long code = words.number(Tape.code(verdict));
      router.checks[i] = words.isReading() ? Tape.verdict(code) : verdict;
    }
  }

  private static Report report(Report report, Words words) {
    if (!words.flag(report != null)) {
      return null;
    }
    Report some = report != null ? report : Report.NONE;
    Report same =
        new Report(
            words.constant(some.from(), ROLES),
            words.constant(some.to(), ROLES),
            words.constant(some.cause(), CAUSES),
            Inhibitor.set(words.number(Inhibitor.bits(some.inhibitors()))),
            words.number(some.priority()),
            words.address(some.peer()),
            words.number(some.peerPriority()),
            words.number(some.lastAdvertAgeNanos()),
            words.number(some.latenessNanos()));
    return words.isReading() ? same : report;
  }
}
