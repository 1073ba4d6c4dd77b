package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.machine.Leave;
import io.vipd.vrrp.machine.Role;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An Active router that leaves serves until another one has taken over. Our priority is 120. */
class NodeLeaveTest {
  private static final String PEER = "192.0.2.3";
  private static final long HOLD_NANOS = 60_000_000_000L;

  private final Bench bench = new Bench();

  private void relinquish() {
    bench.active();
    bench.at(5000);
    bench.node.relinquish(bench.router, HOLD_NANOS, bench.nowNanos());
    assertEquals(List.of("advert 0"), bench.take());
  }

  private void inhibit(Inhibitor inhibitor) {
    bench.node.inhibit(bench.router, inhibitor, bench.nowNanos());
  }

  private void release(Inhibitor inhibitor) {
    bench.node.release(bench.router, inhibitor, bench.nowNanos());
  }

  @Test
  void theOperatorHandsOverAndAPeerTakesOver() {
    relinquish();
    assertEquals(Role.ACTIVE, bench.router.role());
    assertEquals(Leave.TO_ANY, bench.router.leave());
    assertEquals(6531.25, bench.deadline()); // an interval and the skew
    bench.at(5600).hear(PEER, 100);
    assertEquals(List.of("remove", "ACTIVE to BACKUP: OPERATOR"), bench.take());
    assertEquals(Leave.NO, bench.router.leave());
    assertEquals(9131.25, bench.deadline());
    assertEquals(PEER, bench.router.lastReport().peer().toString());
  }

  @Test
  void aSuccessorOfAnyRankIsOne() {
    for (int priority : new int[] {1, 120, 121, 255}) {
      NodeLeaveTest other = new NodeLeaveTest();
      other.relinquish();
      other.bench.hear(PEER, priority);
      assertEquals(List.of("remove", "ACTIVE to BACKUP: OPERATOR"), other.bench.take());
    }
  }

  @Test
  void anotherOneThatLeavesIsNone() {
    relinquish();
    bench.at(5300).hear(PEER, 0);
    assertEquals(List.of(), bench.take());
    assertEquals(6531.25, bench.deadline());
  }

  @Test
  void theOperatorHandsOverAndNobodyIsThere() {
    relinquish();
    bench.at(6531.25).wake();
    assertEquals(
        List.of(
            "remove",
            "ACTIVE to BACKUP: OPERATOR",
            "advert 120",
            "install",
            "BACKUP to ACTIVE: NOBODY_TOOK_OVER"),
        bench.take());
    assertEquals(7531.25, bench.deadline());
  }

  @Test
  void whoAsksBeforeItClaimsAsksAgainWhenNobodyIsThere() {
    bench.promoteLimit = Duration.ofSeconds(2);
    bench.up();
    bench.runUntil(8000);
    assertEquals(Role.ACTIVE, bench.router.role());
    bench.node.relinquish(bench.router, HOLD_NANOS, bench.nowNanos());
    bench.take();
    assertEquals(8000 + 1531.25 + 2000, bench.deadline()); // others may ask as long
    bench.at(11_531.25).wake();
    assertEquals(List.of("remove", "ACTIVE to BACKUP: OPERATOR", "promote"), bench.take());
    assertTrue(bench.router.promoting());
  }

  @Test
  void whoIsAskedToTakeOverStays() {
    relinquish();
    bench.at(5300);
    assertTrue(bench.node.preemptNow(bench.router, bench.nowNanos()));
    assertEquals(List.of("advert 120", "announce"), bench.take());
    assertEquals(Leave.NO, bench.router.leave());
    assertEquals(6300, bench.deadline());
    assertFalse(bench.router.holdsBack(bench.nowNanos()));
  }

  @Test
  void whoStopsServesUntilAPeerTakesOver() { // RFC 9568 6.4.3, Shutdown
    bench.active();
    bench.at(5000);
    inhibit(Inhibitor.STOPPING);
    assertEquals(List.of("advert 0"), bench.take());
    assertEquals(Leave.FOR_GOOD, bench.router.leave());
    bench.at(5600).hear(PEER, 100);
    assertEquals(List.of("remove", "ACTIVE to INITIALIZE: INHIBITED"), bench.take());
  }

  @Test
  void whoStopsWaitsForNobodyLongerThanAnIntervalAndItsSkew() {
    bench.active();
    bench.at(5000);
    inhibit(Inhibitor.STOPPING);
    bench.take();
    bench.at(6531.25).wake();
    assertEquals(List.of("remove", "ACTIVE to INITIALIZE: INHIBITED"), bench.take());
  }

  @Test
  void whoStopsNeverWaitsLongerThanTenSeconds() {
    bench.centiseconds = 3000;
    bench.active();
    double now = bench.nowNanos() / 1e6;
    bench.node.relinquish(bench.router, HOLD_NANOS, bench.nowNanos());
    assertEquals(now + 30_000 * 1.53125, bench.deadline());
    inhibit(Inhibitor.STOPPING);
    assertEquals(now + 10_000, bench.deadline());
  }

  @Test
  void aMaintenanceThatIsTakenBackInTimeChangesNothing() {
    bench.active();
    bench.at(5000);
    inhibit(Inhibitor.MAINTENANCE);
    assertEquals(List.of("advert 0"), bench.take());
    bench.at(5100);
    release(Inhibitor.MAINTENANCE);
    assertEquals(List.of("advert 120", "announce"), bench.take());
    assertEquals(Role.ACTIVE, bench.router.role());
    assertEquals(6100, bench.deadline());
  }

  @Test
  void whatBreaksTheServiceEndsTheWait() {
    relinquish();
    inhibit(Inhibitor.CHECK_DOWN);
    assertEquals(List.of("remove", "ACTIVE to INITIALIZE: INHIBITED"), bench.take());

    NodeLeaveTest stops = new NodeLeaveTest();
    stops.bench.active();
    stops.inhibit(Inhibitor.STOPPING);
    stops.bench.take();
    stops.inhibit(Inhibitor.LINK_DOWN);
    assertEquals(List.of("remove", "ACTIVE to INITIALIZE: INHIBITED"), stops.bench.take());
  }

  @Test
  void itIsSilentWhateverChanges() {
    bench.checkWeights = List.of(-60);
    bench.active();
    bench.at(5000);
    bench.node.relinquish(bench.router, HOLD_NANOS, bench.nowNanos());
    bench.take();
    bench.node.check(bench.router, 0, CheckVerdict.DOWN, bench.nowNanos());
    bench.node.relinquish(bench.router, HOLD_NANOS, bench.nowNanos());
    bench.centiseconds = 50;
    bench.reconfigure(CheckVerdict.DOWN);
    bench.at(5200).wake();
    assertEquals(List.of(), bench.take());
  }

  @Test
  void whoWasDeafForLongMeanwhileListensBeforeItGoesOn() {
    relinquish();
    bench.at(9000);
    bench.node.stalled(3_000_000_000L, bench.nowNanos());
    assertEquals(List.of("remove", "ACTIVE to BACKUP: STALLED"), bench.take());

    NodeLeaveTest shortly = new NodeLeaveTest();
    shortly.relinquish();
    shortly.bench.at(5500);
    shortly.bench.node.stalled(400_000_000L, shortly.bench.nowNanos());
    assertEquals(List.of(), shortly.bench.take());
  }
}
