package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.wire.IpAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * An Active router whose checks weigh its priority down hands over if it knows of somebody better.
 * Our priority is 120, one check takes 60 and another 40.
 */
class NodeSinkTest {
  private static final String PEER = "192.0.2.3";

  private final Bench bench = new Bench();

  /** Active, having preempted a peer of this priority at 3.6 s. */
  private void preempted(int priority) {
    bench.checkWeights = List.of(-60, -40);
    bench.up();
    for (int second = 1; second < 4; second++) {
      bench.runUntil(1000 * second);
      bench.hear(PEER, priority);
    }
    bench.runUntil(4000);
    bench.confirm();
    assertEquals(Role.ACTIVE, bench.router.role());
    bench.take();
  }

  private void check(int index, CheckVerdict verdict) {
    bench.node.check(bench.router, index, verdict, bench.nowNanos());
  }

  @Test
  void aPriorityThatSinksBelowAKnownPeersIsAnsweredByAFarewellAtOnce() {
    preempted(100);
    bench.at(1_000_000);
    check(0, CheckVerdict.DOWN);
    assertEquals(List.of("advert 0"), bench.take());
    bench.at(1_000_600).hear(PEER, 100);
    assertEquals(List.of("remove", "ACTIVE to BACKUP: OUTRANKED"), bench.take());
    assertEquals(60, bench.router.lastReport().priority());
    assertEquals(PEER, bench.router.lastReport().peer().toString());
    assertEquals(100, bench.router.lastReport().peerPriority());
    bench.runUntil(1_001_000);
    assertEquals(Role.BACKUP, bench.router.role());
  }

  @Test
  void whenNobodyTakesOverItIsBackAfterItsSkewAndDoesNotTryAgain() { // RFC 9568 6.1, Skew_Time
    preempted(100);
    bench.at(10_000);
    check(1, CheckVerdict.DOWN);
    assertEquals(10_000 + 687.5, bench.deadline()); // priority 80
    bench.take();
    bench.runUntil(10_687.5);
    assertEquals(
        List.of(
            "remove",
            "ACTIVE to BACKUP: OUTRANKED",
            "advert 80",
            "install",
            "BACKUP to ACTIVE: NOBODY_TOOK_OVER"),
        bench.take());
    bench.confirm();
    bench.at(11_000);
    check(0, CheckVerdict.DOWN);
    check(1, CheckVerdict.UP);
    check(1, CheckVerdict.DOWN);
    assertEquals(Role.ACTIVE, bench.router.role());
    bench.take();

    // Until it has heard from the peer again.
    bench.hear(PEER, 15);
    check(0, CheckVerdict.UP);
    check(0, CheckVerdict.DOWN);
    assertEquals(Role.ACTIVE, bench.router.role());
    check(0, CheckVerdict.UP);
    bench.hear(PEER, 70);
    bench.take();
    check(0, CheckVerdict.DOWN);
    assertEquals(List.of("advert 0"), bench.take());
  }

  @Test
  void aPeerThatHandedOverIsStillLikelyToBeThere() {
    preempted(100);
    bench.hear(PEER, 0);
    bench.take();
    check(0, CheckVerdict.DOWN);
    assertEquals(List.of("advert 0"), bench.take());
    bench.hear(PEER, 100);
    assertEquals(Cause.OUTRANKED, bench.router.lastReport().cause());
    assertEquals(100, bench.router.lastReport().peerPriority());
  }

  @Test
  void aPriorityThatStaysAtOrAboveThePeersChangesNothing() {
    preempted(80);
    check(1, CheckVerdict.DOWN);
    assertEquals(80, bench.router.priority());
    assertEquals(List.of(), bench.take());
  }

  @Test
  void aPriorityThatSinksWhereNobodyIsKnownIsLeftToPreemption() {
    bench.checkWeights = List.of(-60);
    bench.active();
    check(0, CheckVerdict.DOWN);
    assertEquals(Role.ACTIVE, bench.router.role());
    assertEquals(List.of(), bench.take());
  }

  @Test
  void aPriorityThatRisesOrABackupsThatSinksHandsNothingOver() {
    preempted(100);
    check(0, CheckVerdict.DOWN);
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
    preempted(100);
    bench.at(10_000);
    check(0, CheckVerdict.DOWN);
    bench.at(10_300);
    check(0, CheckVerdict.UP);
    assertEquals(10_000 + 531.25, bench.deadline());
  }

  @Test
  void aCheckThatInhibitsIsNoMatterOfPriorities() {
    bench.checkWeights = List.of(0);
    bench.up();
    check(0, CheckVerdict.UP);
    bench.hear(PEER, 200);
    bench.runUntil(6000);
    bench.take();
    check(0, CheckVerdict.DOWN);
    assertEquals(List.of("advert 0", "remove", "ACTIVE to INITIALIZE: INHIBITED"), bench.take());
  }

  @Test
  void anOwnersPriorityNeverSinks() { // RFC 9568 5.2.4
    bench.priority = 255;
    preempted(100);
    check(0, CheckVerdict.DOWN);
    assertEquals(255, bench.router.priority());
    assertEquals(Role.ACTIVE, bench.router.role());
  }

  @Test
  void onlyConfiguredUnicastPeersCount() {
    PeerTable peers = new PeerTable();
    peers
        .at(Bench.advert(PEER, Bench.OURS, 51, 100, 100, "192.0.2.100"))
        .heard(Bench.advert(PEER, Bench.OURS, 51, 100, 100, "192.0.2.100"), false, 0);
    assertEquals(100, peers.likelyAbove(99, List.of()).rank());
    assertNull(peers.likelyAbove(99, List.of(IpAddress.parse("192.0.2.4"))));
    assertNull(peers.likelyAbove(100, List.of()));
  }

  @Test
  void theOtherAddressFamilyGoesToo() {
    preempted(100);
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
    assertEquals(List.of("advert 0", "advert 0"), bench.take());
    assertEquals(8000 + 765.625, bench.deadline()); // priority 60, both
    bench.runUntil(8765.625);
    assertEquals(Role.ACTIVE, leader.role());
    assertEquals(Role.ACTIVE, follower.role());
    assertEquals(Cause.NOBODY_TOOK_OVER, leader.lastReport().cause());
  }
}
