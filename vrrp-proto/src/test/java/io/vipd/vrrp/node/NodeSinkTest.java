package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.vrrp.machine.Leave;
import io.vipd.vrrp.machine.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * An Active router whose checks weigh its priority down makes way if somebody better is there. Our
 * priority is 120, one check takes 60 and another 40.
 */
class NodeSinkTest {
  private static final String PEER = "192.0.2.3";
  private static final List<String> GOES_ON = List.of("advert 60", "announce");

  private final Bench bench = new Bench();

  /** Active at 4 s. */
  private void active() {
    bench.checkWeights = List.of(-60, -40);
    bench.active();
  }

  private void check(int index, CheckVerdict verdict) {
    bench.node.check(bench.router, index, verdict, bench.nowNanos());
  }

  /** The first check goes down at 10 s, which makes 60 of the priority. */
  private void sunk() {
    active();
    bench.at(10_000);
    check(0, CheckVerdict.DOWN);
    assertEquals(List.of("advert 60", "advert 0"), bench.take());
    assertEquals(Leave.TO_BETTER, bench.router.leave());
  }

  @Test
  void aPriorityThatSinksIsAFarewellAtOnceAndWhoeverIsBetterTakesOver() {
    sunk();
    bench.at(10_600).hear(PEER, 100);
    assertEquals(List.of("remove", "ACTIVE to BACKUP: OUTRANKED"), bench.take());
    assertEquals(60, bench.router.lastReport().priority());
    assertEquals(PEER, bench.router.lastReport().peer().toString());
    assertEquals(100, bench.router.lastReport().peerPriority());
    bench.runUntil(11_000);
    assertEquals(Role.BACKUP, bench.router.role());
  }

  @Test
  void whenNobodyTakesOverItGoesOnAfterItsSkew() { // RFC 9568 6.1, Skew_Time
    sunk();
    assertEquals(10_000 + 765.625, bench.deadline());
    bench.runUntil(10_765.625);
    assertEquals(GOES_ON, bench.take());
    assertEquals(11_765.625, bench.deadline());
    assertEquals(Role.ACTIVE, bench.router.role());
  }

  @Test
  void whoeverIsNoBetterHearsThatItStays() {
    sunk();
    bench.at(10_700).hear(PEER, 59);
    assertEquals(GOES_ON, bench.take());
    assertEquals(11_700, bench.deadline());
  }

  @Test
  void aCheckThatFlapsSilencesItOnceAMinute() {
    sunk();
    bench.runUntil(10_765.625);
    bench.take();
    for (int again = 0; again < 3; again++) {
      check(0, CheckVerdict.UP);
      check(0, CheckVerdict.DOWN);
      assertEquals(Leave.NO, bench.router.leave());
    }
    check(1, CheckVerdict.DOWN); // lower than ever
    assertEquals(Leave.TO_BETTER, bench.router.leave());
    bench.runUntil(69_000);
    check(0, CheckVerdict.UP);
    check(0, CheckVerdict.DOWN);
    assertEquals(Leave.NO, bench.router.leave());
    bench.runUntil(71_000);
    check(0, CheckVerdict.UP);
    check(0, CheckVerdict.DOWN);
    assertEquals(Leave.TO_BETTER, bench.router.leave());
  }

  @Test
  void whoBecomesActiveAnewTriesAnew() {
    sunk();
    bench.hear(PEER, 100);
    bench.runUntil(15_000);
    assertEquals(Role.ACTIVE, bench.router.role());
    check(0, CheckVerdict.UP);
    check(0, CheckVerdict.DOWN);
    assertEquals(Leave.TO_BETTER, bench.router.leave());
  }

  @Test
  void anOperatorWhoAsksForAFailoverMeanwhileHasWhoeverIsThereTakeOver() {
    sunk();
    bench.at(10_300);
    bench.node.relinquish(bench.router, 60_000_000_000L, bench.nowNanos());
    assertEquals(List.of("advert 0"), bench.take());
    bench.hear(PEER, 1);
    assertEquals(List.of("remove", "ACTIVE to BACKUP: OPERATOR"), bench.take());
  }

  @Test
  void aPriorityThatRisesOrABackupsThatSinksHandsNothingOver() {
    sunk();
    bench.hear(PEER, 100);
    bench.take();
    check(1, CheckVerdict.DOWN);
    assertEquals(20, bench.router.priority());
    check(0, CheckVerdict.UP);
    check(1, CheckVerdict.UP);
    assertEquals(List.of(), bench.take());
  }

  @Test
  void whoRecoversBeforeItsSkewHasRunTakesPartInTheRaceWithItsWholePriority() {
    sunk();
    bench.at(10_300);
    check(0, CheckVerdict.UP);
    assertEquals(10_000 + 531.25, bench.deadline());
  }

  @Test
  void aCheckThatInhibitsIsNoMatterOfPriorities() {
    bench.checkWeights = List.of(0);
    bench.up();
    check(0, CheckVerdict.UP);
    bench.runUntil(6000);
    bench.take();
    check(0, CheckVerdict.DOWN);
    assertEquals(List.of("advert 0", "remove", "ACTIVE to INITIALIZE: INHIBITED"), bench.take());
  }

  @Test
  void anOwnersPriorityNeverSinks() { // RFC 9568 5.2.4
    bench.priority = 255;
    bench.checkWeights = List.of(-60);
    bench.up();
    bench.take();
    check(0, CheckVerdict.DOWN);
    assertEquals(255, bench.router.priority());
    assertEquals(List.of(), bench.take());
  }

  @Test
  void theOtherAddressFamilyGoesToo() {
    active();
    Router leader = bench.router;
    bench.virtual = "2001:db8::100";
    bench.ours = "fe80::2";
    bench.up();
    Router follower = bench.router;
    bench.node.tie(List.of(leader, follower), bench.nowNanos());
    bench.runUntil(8000);
    assertEquals(Role.ACTIVE, follower.role());
    bench.take();
    bench.node.check(leader, 0, CheckVerdict.DOWN, bench.nowNanos());
    bench.node.check(follower, 0, CheckVerdict.DOWN, bench.nowNanos());
    assertEquals(List.of("advert 60", "advert 0", "advert 60", "advert 0"), bench.take());
    bench.hear(PEER, 100);
    assertEquals(
        List.of(
            "remove", "ACTIVE to BACKUP: OUTRANKED", "remove", "ACTIVE to BACKUP: LEADER_YIELDED"),
        bench.take());
  }

  @Test
  void theOtherAddressFamilyStaysToo() {
    active();
    Router leader = bench.router;
    bench.virtual = "2001:db8::100";
    bench.ours = "fe80::2";
    bench.up();
    bench.node.tie(List.of(leader, bench.router), bench.nowNanos());
    bench.runUntil(8000);
    bench.node.check(leader, 0, CheckVerdict.DOWN, bench.nowNanos());
    bench.node.check(bench.router, 0, CheckVerdict.DOWN, bench.nowNanos());
    bench.take();
    bench.runUntil(8765.625); // priority 60, both
    assertEquals(List.of("advert 60", "advert 60", "announce"), bench.take());
    assertEquals(Role.ACTIVE, bench.router.role());
  }
}
