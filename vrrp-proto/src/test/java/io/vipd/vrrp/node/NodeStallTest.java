package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.vrrp.machine.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The daemon does not run for a while and learns of it before it reads what waits. Priority 120 and
 * an interval of 1 s unless a test says otherwise: a skew of 0.53125 s, and an Active router that
 * sent its last advert at 3.53125 s.
 */
class NodeStallTest {
  private static void stalled(Bench bench, double millis) {
    bench.node.stalled(Math.round(millis * 1_000_000), bench.nowNanos());
  }

  @Test
  void anActiveThatItsPeersMayHaveMissedGivesTheAddressesUpAndSaysNothing() {
    Bench bench = new Bench().active();
    bench.at(16_000);
    stalled(bench, 11_500);
    bench.wake();
    assertEquals(List.of("remove", "ACTIVE to BACKUP: STALLED"), bench.take());
    assertEquals(11_500_000_000L, bench.router.lastReport().latenessNanos());
    assertEquals(1, bench.router.stalls());
    assertEquals(11_500_000_000L, bench.router.longestStallNanos());
  }

  @Test
  void itListensForOneIntervalAndItsSkewAndGoesOnIfNobodyIsThere() {
    Bench bench = new Bench().active();
    bench.at(16_000);
    stalled(bench, 11_500);
    bench.take();
    assertEquals(17_531.25, bench.deadline());
    bench.runUntil(17_531.25);
    assertEquals(List.of("advert 120", "install", "BACKUP to ACTIVE: NOBODY_HEARD"), bench.take());
  }

  @Test
  void itYieldsToABetterOneWithoutAWordThatItEverDoubted() {
    Bench bench = new Bench().active();
    bench.at(16_000);
    stalled(bench, 11_500);
    bench.take();
    bench.hear("192.0.2.3", 200);
    assertEquals(List.of(), bench.take());
    assertEquals(19_531.25, bench.deadline());
    assertEquals(Role.BACKUP, bench.router.role());
  }

  @Test
  void itTakesOverFromALowerOneOnceItHasListened() {
    Bench bench = new Bench().active();
    bench.at(16_000);
    stalled(bench, 11_500);
    for (int unread = 0; unread < 8; unread++) {
      bench.hear("192.0.2.3", 100);
    }
    bench.at(17_000).hear("192.0.2.3", 100);
    bench.take();
    bench.runUntil(17_531.25);
    assertEquals(Cause.PREEMPTED, bench.router.lastReport().cause());
  }

  @Test
  void withoutPreemptionItLeavesTheRoleToItsSuccessor() {
    Bench bench = new Bench();
    bench.preempt = false;
    bench.active();
    bench.at(16_000);
    stalled(bench, 11_500);
    bench.hear("192.0.2.3", 100);
    bench.wake();
    assertEquals(Role.BACKUP, bench.router.role());
    assertEquals(19_531.25, bench.deadline());
  }

  @ParameterizedTest(name = "interval {0} cs: {1} ms after the last advert")
  @CsvSource({"1, 100", "3, 100", "4, 116", "10, 290", "100, 2900", "1000, 29000"})
  void itStandsBackOnceAPeerMayHaveMissedItAndNeverBefore(int centiseconds, double millis) {
    for (boolean missed : new boolean[] {false, true}) {
      Bench bench = new Bench();
      bench.centiseconds = centiseconds;
      bench.active();
      double lastAdvert = bench.router.lastAdvertNanos() / 1e6;
      bench.at(lastAdvert + millis - (missed ? 0 : 0.001));
      stalled(bench, millis - 10 * centiseconds);
      bench.wake();
      assertEquals(missed ? Role.BACKUP : Role.ACTIVE, bench.router.role());
    }
  }

  @Test
  void aCallerThatTellsNothingIsFoundOutByTheLateTimer() {
    Bench bench = new Bench().active();
    bench.at(16_000).wake();
    assertEquals(List.of("remove", "ACTIVE to BACKUP: STALLED"), bench.take());
    assertEquals(17_531.25, bench.deadline());
  }

  @Test
  void anAdvertThatWasAnsweredLatelyCountsAsOne() {
    Bench bench = new Bench().active();
    bench.at(4400).hear("192.0.2.3", 100); // answered at once, out of turn
    bench.take();
    bench.at(7000);
    stalled(bench, 2468.75);
    bench.wake();
    assertEquals(List.of("advert 120"), bench.take());
  }

  @Test
  void aBackupThatMayHaveMissedAdvertsListensOnceMore() {
    Bench bench = new Bench().up();
    bench.at(1000).hear("192.0.2.3", 200);
    bench.at(6000); // without a packet: they were lost while the machine was paused
    stalled(bench, 4500);
    bench.wake();
    assertEquals(List.of("INITIALIZE to BACKUP: STARTUP"), bench.take());
    assertEquals(7531.25, bench.deadline());
    bench.at(6900).hear("192.0.2.3", 200);
    bench.runUntil(10_000);
    assertEquals(Role.BACKUP, bench.router.role());
  }

  @Test
  void aStallThatEndsJustInTimeMayHaveLostAdvertsToo() {
    Bench bench = new Bench().up();
    bench.at(1000).hear("192.0.2.3", 200);
    bench.at(4500); // the timer is due at 4531.25
    stalled(bench, 3000);
    assertEquals(6031.25, bench.deadline());
  }

  @Test
  void aStallLongBeforeTheTimerIsDueCostsNothing() {
    Bench bench = new Bench().up();
    bench.at(1000).hear("192.0.2.3", 200);
    bench.at(2900);
    stalled(bench, 1500);
    assertEquals(4531.25, bench.deadline());
    assertEquals(1, bench.router.stalls());
  }

  @Test
  void noiseOfScheduleDelaysNothing() {
    Bench bench = new Bench().up();
    bench.at(1000).hear("192.0.2.3", 200);
    bench.at(4600);
    stalled(bench, 68.75);
    bench.wake();
    assertEquals(Role.ACTIVE, bench.router.role());
    assertEquals(0, bench.router.stalls());
  }

  @Test
  void shortStallsInARowDelayATakeoverOnceOnly() {
    Bench bench = new Bench().up();
    bench.at(1000).hear("192.0.2.3", 200);
    bench.at(6000);
    stalled(bench, 1500);
    bench.at(7600);
    stalled(bench, 1500);
    bench.wake();
    assertEquals(Role.ACTIVE, bench.router.role());
  }

  @Test
  void aLongStallWhileItListensMakesItListenAgain() {
    Bench bench = new Bench().up();
    bench.at(1000).hear("192.0.2.3", 200);
    bench.at(6000);
    stalled(bench, 1500);
    bench.at(10_000);
    stalled(bench, 2900);
    bench.wake();
    assertEquals(Role.BACKUP, bench.router.role());
    assertEquals(11_531.25, bench.deadline());
  }

  @Test
  void aSlowActiveIsAwaitedForItsOwnInterval() {
    Bench bench = new Bench().up();
    bench.at(1000).hear("192.0.2.3", 200, 300);
    bench.at(20_000);
    stalled(bench, 15_000);
    assertEquals(20_000 + 3000 + 1593.75, bench.deadline());
  }

  @Test
  void whatIsInitializeStaysSo() {
    Bench bench = new Bench().add();
    bench.at(100_000);
    stalled(bench, 90_000);
    assertEquals(Role.INITIALIZE, bench.router.role());
    assertEquals(-1, bench.deadline());
  }

  @Test
  void theFollowerStandsBackWithItsLeader() {
    Bench bench = new Bench();
    Router leader = bench.up().router;
    bench.virtual = "2001:db8::100";
    bench.ours = "fe80::2";
    Router follower = bench.up().router;
    bench.node.tie(List.of(leader, follower), bench.nowNanos());
    bench.runUntil(4000);
    assertEquals(Role.ACTIVE, follower.role());
    bench.take();
    bench.at(16_000);
    stalled(bench, 11_500);
    assertEquals(Role.BACKUP, leader.role());
    assertEquals(Role.BACKUP, follower.role());
    bench.runUntil(17_531.25);
    assertEquals(Role.ACTIVE, leader.role());
    assertEquals(Role.ACTIVE, follower.role());
  }

  @ParameterizedTest(name = "interval {0} cs: every {1} ms")
  @CsvSource({"1, 10", "25, 250", "100, 500", "4095, 500"})
  void theCallerIsAskedToComeOftenEnoughToNoticeAStall(int centiseconds, long millis) {
    Bench bench = new Bench();
    bench.centiseconds = centiseconds;
    bench.add();
    assertEquals(millis * 1_000_000, bench.node.longestAbsenceNanos());
  }
}
