package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.wire.IpAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A router of priority 120 that asks before it claims, for two seconds at most: its
 * Active_Down_Interval is 3531.25 ms.
 */
class NodePromotionTest {
  private final Bench bench = new Bench();

  private Bench up() {
    bench.promoteLimit = Duration.ofSeconds(2);
    bench.up();
    bench.take();
    return bench;
  }

  private Bench asking() {
    up().runUntil(3532);
    assertEquals(List.of("promote"), bench.take());
    assertTrue(bench.router.promoting());
    return bench;
  }

  private static List<String> claim(String cause) {
    return List.of("advert 120", "install", "BACKUP to ACTIVE: " + cause);
  }

  private void answer(boolean willing) {
    bench.node.promoted(bench.router, bench.router.promotion(), willing, bench.nowNanos());
  }

  @Test
  void itAsksBeforeItsFirstAdvertAndClaimsWithTheAnswer() {
    asking();
    bench.runUntil(4000);
    assertEquals(List.of(), bench.take());
    assertEquals(Role.BACKUP, bench.router.role());
    answer(true);
    assertEquals(claim("NOBODY_HEARD"), bench.take());
    assertEquals(Cause.NOBODY_HEARD, bench.router.lastReport().cause());
    assertFalse(bench.router.promoting());
  }

  @Test
  void withoutAnAnswerItClaimsAtTheEndOfItsPatience() {
    asking();
    assertEquals(5531.25, bench.deadline());
    bench.runUntil(5531);
    assertEquals(List.of(), bench.take());
    bench.runUntil(5532);
    assertEquals(claim("NOBODY_HEARD"), bench.take());
    answer(false); // too late
    assertEquals(List.of(), bench.take());
    assertEquals(Role.ACTIVE, bench.router.role());
  }

  @Test
  void aNoHasItListenAgainAndAskAgain() {
    asking();
    bench.runUntil(4000);
    answer(false);
    assertTrue(bench.router.unwilling());
    assertEquals(7531.25, bench.deadline());
    bench.runUntil(7532);
    assertEquals(List.of("promote"), bench.take());
    answer(true);
    assertEquals(claim("NOBODY_HEARD"), bench.take());
    assertFalse(bench.router.unwilling());
  }

  @Test
  void whoeverElseIsActiveMeanwhileEndsIt() {
    asking();
    bench.at(4000).hear("192.0.2.3", 200);
    assertEquals(List.of("promoted in vain"), bench.take());
    assertFalse(bench.router.promoting());
    bench.runUntil(7000);
    bench.node.promoted(bench.router, 1, true, bench.nowNanos()); // of the time before
    assertEquals(List.of(), bench.take());
    bench.runUntil(7532);
    assertEquals(List.of("promote"), bench.take());
    assertEquals(2, bench.router.promotion());
  }

  @Test
  void theAdvertsOfOneThatItPreemptsDoNot() {
    up().at(1000).hear("192.0.2.3", 50);
    bench.runUntil(3532);
    assertEquals(List.of("promote"), bench.take());
    bench.hear("192.0.2.3", 50);
    bench.at(4000);
    answer(true);
    assertEquals(List.of("install", "BACKUP to ACTIVE: PREEMPTED"), bench.take());
    assertEquals(Cause.PREEMPTED, bench.router.lastReport().cause());
  }

  @Test
  void anActiveThatLeavesDoesNotCutItShort() {
    up().at(1000).hear("192.0.2.3", 200);
    bench.hear("192.0.2.3", 0);
    bench.runUntil(1532);
    assertEquals(List.of("promote"), bench.take());
    bench.hear("192.0.2.4", 0);
    bench.runUntil(3000);
    assertEquals(List.of(), bench.take());
    bench.runUntil(3532);
    assertEquals(claim("ACTIVE_RELEASED"), bench.take());
  }

  @Test
  void aFaultEndsItAndItsOwnReportSaysSo() {
    asking();
    bench.node.inhibit(bench.router, Inhibitor.LINK_DOWN, bench.nowNanos());
    assertEquals(List.of("BACKUP to INITIALIZE: INHIBITED"), bench.take());
    answer(true);
    assertEquals(List.of(), bench.take());
    assertEquals(-1, bench.deadline());
  }

  @Test
  void aPriorityThatSinksBelowAnActiveThatItIgnoredEndsIt() {
    bench.checkWeights = List.of(-100);
    up().at(2600).hear("192.0.2.3", 50);
    bench.runUntil(3532);
    bench.take();
    bench.node.check(bench.router, 0, CheckVerdict.DOWN, bench.nowNanos());
    assertEquals(List.of("promoted in vain"), bench.take());
    bench.runUntil(5532);
    assertEquals(List.of(), bench.take());
    assertEquals(Role.BACKUP, bench.router.role());
  }

  @Test
  void whoDidNotRunListensFirst() {
    asking();
    bench.at(5000);
    bench.node.stalled(1_400_000_000L, bench.nowNanos());
    assertEquals(List.of("promoted in vain"), bench.take());
    bench.runUntil(6531);
    assertEquals(List.of(), bench.take());
    bench.runUntil(6532);
    assertEquals(List.of("promote"), bench.take());
  }

  @Test
  void anOperatorsFailbackAsksToo() {
    bench.preempt = false;
    up().at(1000).hear("192.0.2.3", 50);
    assertFalse(bench.node.preemptNow(bench.router, bench.nowNanos()));
    assertEquals(List.of("promote"), bench.take());
    assertTrue(bench.router.promoting());
    answer(true);
    assertEquals(List.of("install", "BACKUP to ACTIVE: PREEMPTED"), bench.take());
  }

  @Test
  void anOwnerAndWhoGoesOnFromAnEarlierLifeDoNotAsk() {
    bench.priority = 255;
    bench.promoteLimit = Duration.ofSeconds(2);
    bench.up();
    assertEquals(List.of("advert 255", "install", "INITIALIZE to ACTIVE: OWNER"), bench.take());
    Bench adopted = new Bench();
    adopted.promoteLimit = Duration.ofSeconds(2);
    adopted.add();
    adopted.node.adopt(adopted.router, adopted.nowNanos(), adopted.nowNanos());
    adopted.node.release(adopted.router, Inhibitor.INTERFACE_MISSING, adopted.nowNanos());
    adopted.node.sourceAddress(adopted.router, IpAddress.parse(Bench.OURS), adopted.nowNanos());
    assertEquals(List.of("advert 120", "install", "INITIALIZE to ACTIVE: ADOPTED"), adopted.take());
  }

  @Test
  void aRecordingTellsOfItAndIsReplayed() {
    Tape tape = new Tape(10_000);
    Bench taped = new Bench(effects -> new TapedNode(effects, tape));
    taped.promoteLimit = Duration.ofSeconds(2);
    taped.up().runUntil(3532);
    taped.node.promoted(taped.router, 1, false, taped.nowNanos());
    taped.runUntil(7532);
    taped.hear("192.0.2.3", 200);
    taped.runUntil(12_000);
    taped.node.promoted(taped.router, 3, true, taped.nowNanos());
    assertEquals(Role.ACTIVE, taped.router.role());
    int[] steps = new int[1];
    Replay.run(
        tape.copy().stream().map(Tape.Copy::chapter).toList(),
        step -> {
          steps[0]++;
          assertEquals(step.recorded(), step.decided(), step.input().toString());
        });
    assertTrue(steps[0] > 5);
  }
}
