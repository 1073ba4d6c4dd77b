package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.machine.Role;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Preempt_Mode, preempt delay and the operator's hold: RFC 9568 6.1 and 6.4.2. */
class NodePreemptionTest {
  private static void hearEverySecond(Bench bench, int fromSecond, int toSecond) {
    for (int second = fromSecond; second < toSecond; second++) {
      bench.runUntil(1000 * second);
      bench.hear("192.0.2.3", 100);
    }
  }

  @Test
  void withoutPreemptionALowerPriorityStaysActive() { // RFC 9568 6.4.2, Preempt_Mode false
    Bench bench = new Bench();
    bench.preempt = false;
    bench.up();
    hearEverySecond(bench, 1, 100);
    assertEquals(Role.BACKUP, bench.router.role());
    assertEquals(99_000 + 3531.25, bench.deadline());
  }

  @Test
  void withoutPreemptionSilenceIsStillAnswered() { // RFC 9568 6.4.2
    Bench bench = new Bench();
    bench.preempt = false;
    bench.up();
    hearEverySecond(bench, 1, 10);
    bench.runUntil(9000 + 3531.25);
    assertEquals(Role.ACTIVE, bench.router.role());
    assertEquals(Cause.ACTIVE_DOWN_TIMER, bench.router.lastReport().cause());
  }

  @Test
  void whatWasIgnoredLongAgoAndWouldHaveFiredByNowFiresAtOnce() {
    Bench bench = new Bench();
    bench.centiseconds = 300;
    bench.checkWeights = List.of(-40);
    bench.up();
    bench.at(1000).hear("192.0.2.3", 100, 25); // of a shorter interval, and silent from now on
    bench.at(8000);
    bench.node.check(bench.router, 0, CheckVerdict.DOWN, bench.nowNanos());
    bench.take();
    bench.wake();
    assertEquals(
        List.of("advert 80", "install", "BACKUP to ACTIVE: ACTIVE_DOWN_TIMER"), bench.take());
  }

  @Test
  void whatWasIgnoredCountsOnceThePrioritySinksBelowIt() {
    Bench bench = new Bench();
    bench.checkWeights = List.of(-30);
    bench.up();
    hearEverySecond(bench, 1, 4);
    // It is about to preempt.
    assertEquals(3531.25, bench.deadline());
    bench.runUntil(3200);
    bench.node.check(bench.router, 0, CheckVerdict.DOWN, bench.nowNanos());
    assertEquals(3000 + 3000 + 648.4375, bench.deadline());
    bench.runUntil(4000);
    assertEquals(Role.BACKUP, bench.router.role());
  }

  @Test
  void aPriorityThatSinksAndStaysAboveChangesNoneOfIt() {
    Bench bench = new Bench();
    bench.checkWeights = List.of(-10);
    bench.up();
    hearEverySecond(bench, 1, 4);
    bench.node.check(bench.router, 0, CheckVerdict.DOWN, bench.nowNanos());
    assertEquals(3000 + 570.3125, bench.deadline());
    bench.runUntil(3600);
    assertEquals(Cause.PREEMPTED, bench.router.lastReport().cause());
  }

  /** A router that has just preempted another one and waits for the kernel. */
  private static Bench arriving(Integer... checkWeights) {
    Bench bench = new Bench();
    bench.checkWeights = List.of(checkWeights);
    bench.up();
    hearEverySecond(bench, 1, 4);
    bench.take();
    bench.runUntil(3531.25);
    assertEquals(List.of("install", "BACKUP to ACTIVE: PREEMPTED"), bench.take());
    return bench;
  }

  @Test
  void whoPreemptsSaysSoWhenItHasTheAddresses() {
    Bench bench = arriving();
    bench.at(3600);
    bench.hear("192.0.2.3", 100);
    assertEquals(List.of(), bench.take(), "the other one serves until then");
    bench.confirm();
    assertEquals(List.of("advert 120", "announce"), bench.take());
    assertEquals(4600, bench.deadline());
    bench.confirm();
    assertEquals(List.of("announce"), bench.take());
    bench.hear("192.0.2.3", 100);
    assertEquals(List.of("advert 120", "announce"), bench.take());
  }

  @Test
  void whoPreemptsAndWaitsForTheKernelAdvertisesWhenThatIsDue() {
    Bench bench = arriving();
    assertEquals(4531.25, bench.deadline());
    bench.runUntil(4531.25);
    assertEquals(List.of("advert 120"), bench.take());
    bench.confirm();
    assertEquals(List.of("announce"), bench.take());
  }

  @Test
  void whoIsRefusedTheAddressesTakesThemFromNobody() {
    Bench bench = arriving();
    bench.refuse();
    assertEquals(List.of("remove", "ACTIVE to INITIALIZE: INHIBITED"), bench.take());
  }

  @Test
  void theOneThatIsPreemptedLeavesMeanwhileAndIsReplacedAtOnce() {
    Bench bench = arriving();
    bench.hear("192.0.2.3", 0);
    assertEquals(List.of("advert 120"), bench.take());
  }

  @Test
  void aBetterOneThatSpeaksMeanwhileIsGivenWayTo() {
    Bench bench = arriving();
    bench.hear("192.0.2.9", 200);
    assertEquals(
        List.of("advert 120", "remove", "ACTIVE to BACKUP: HIGHER_PRIORITY"), bench.take());
  }

  @Test
  void whoIsToLeaveBeforeItHasSaidThatItCameStaysBackup() {
    Bench bench = arriving();
    bench.node.relinquish(bench.router, 60_000_000_000L, bench.nowNanos());
    assertEquals(List.of("remove", "ACTIVE to BACKUP: OPERATOR"), bench.take());
    assertTrue(bench.router.holdsBack(bench.nowNanos()));
  }

  @Test
  void whoStopsBeforeItHasSaidThatItCameSaysNothing() {
    for (Inhibitor why : List.of(Inhibitor.STOPPING, Inhibitor.LINK_DOWN)) {
      Bench bench = arriving();
      bench.node.inhibit(bench.router, why, bench.nowNanos());
      assertEquals(List.of("remove", "ACTIVE to INITIALIZE: INHIBITED"), bench.take());
    }
  }

  @Test
  void aPriorityThatSinksMeanwhileAndStaysAboveChangesNothing() {
    Bench bench = arriving(-10);
    bench.node.check(bench.router, 0, CheckVerdict.DOWN, bench.nowNanos());
    assertEquals(List.of(), bench.take());
    bench.confirm();
    assertEquals(List.of("advert 110", "announce"), bench.take());
  }

  @Test
  void aPriorityThatSinksBelowMeanwhileLeavesTheAddressesWhereTheyAre() {
    Bench bench = arriving(-30);
    bench.node.check(bench.router, 0, CheckVerdict.DOWN, bench.nowNanos());
    assertEquals(List.of("remove", "ACTIVE to BACKUP: OUTRANKED"), bench.take());
  }

  @Test
  void whoStandsStillForAnIntervalBeforeItHasSaidThatItCameListens() {
    Bench bench = arriving();
    bench.at(4000);
    bench.node.stalled(450_000_000L, bench.nowNanos());
    assertEquals(List.of(), bench.take());
    bench.at(5100);
    bench.node.stalled(1_050_000_000L, bench.nowNanos());
    assertEquals(List.of("remove", "ACTIVE to BACKUP: STALLED"), bench.take());
  }

  @Test
  void anOwnerPreemptsEvenWithoutPreemption() { // RFC 9568 6.1
    Bench bench = new Bench();
    bench.preempt = false;
    bench.priority = 255;
    bench.up();
    bench.node.relinquish(bench.router, 0, bench.nowNanos());
    hearEverySecond(bench, 1, 3);
    assertEquals(Role.BACKUP, bench.router.role());
    hearEverySecond(bench, 4, 6);
    assertEquals(Role.ACTIVE, bench.router.role());
  }

  @Test
  void aPreemptDelayKeepsFromPreemptingUntilItEnds() {
    Bench bench = new Bench();
    bench.preemptDelay = Duration.ofSeconds(10);
    bench.up();
    assertEquals(10_000_000_000L, bench.router.holdUntilNanos());
    hearEverySecond(bench, 1, 13);
    assertEquals(Role.BACKUP, bench.router.role());
    // The last advert that counted came at 9 s.
    assertEquals(12_531.25, bench.deadline());
    bench.runUntil(12_531.25);
    assertEquals(Role.ACTIVE, bench.router.role());
    assertEquals(Cause.PREEMPTED, bench.router.lastReport().cause());
  }

  @Test
  void aPreemptDelayNeverDelaysATakeoverOnSilence() {
    Bench bench = new Bench();
    bench.preemptDelay = Duration.ofSeconds(1000);
    bench.up();
    bench.runUntil(3531.25);
    assertEquals(Role.ACTIVE, bench.router.role());
  }

  @Test
  void aHoldNeverDelaysATakeoverOnAFarewell() {
    Bench bench = new Bench().active();
    bench.node.relinquish(bench.router, 1_000_000_000_000L, bench.nowNanos());
    bench.at(5000).hear("192.0.2.3", 100);
    bench.at(6000).hear("192.0.2.3", 0);
    assertEquals(6531.25, bench.deadline());
    bench.runUntil(6531.25);
    assertEquals(Role.ACTIVE, bench.router.role());
  }

  @Test
  void aHoldKeepsFromPreemptingUntilItEnds() {
    Bench bench = new Bench().active();
    bench.at(4000);
    bench.node.relinquish(bench.router, 60_000_000_000L, bench.nowNanos());
    assertTrue(bench.router.holdsBack(bench.nowNanos()));
    hearEverySecond(bench, 5, 68);
    // At 64 s it ends; the last advert that counted came at 63 s.
    assertEquals(66_531.25, bench.router.roleSinceNanos() / 1e6);
    assertEquals(Role.ACTIVE, bench.router.role());
    assertFalse(bench.router.holdsBack(bench.nowNanos()));
  }

  @Test
  void aCheckThatFlapsDoesNotEndTheOperatorsHold() {
    Bench bench = new Bench().active();
    bench.at(4000);
    bench.node.relinquish(bench.router, 60_000_000_000L, bench.nowNanos());
    bench.at(5000);
    bench.node.inhibit(bench.router, Inhibitor.CHECK_DOWN, bench.nowNanos());
    bench.at(6000);
    bench.node.release(bench.router, Inhibitor.CHECK_DOWN, bench.nowNanos());
    assertTrue(bench.router.holdsBack(bench.nowNanos()));
    assertEquals(64_000_000_000L, bench.router.holdUntilNanos());
  }

  @Test
  void aShorterHoldDoesNotEndAPreemptDelay() {
    Bench bench = new Bench();
    bench.preemptDelay = Duration.ofSeconds(100);
    bench.active();
    bench.node.relinquish(bench.router, 0, bench.nowNanos());
    assertTrue(bench.router.holdsBack(bench.nowNanos()));
    assertEquals(100_000_000_000L, bench.router.holdUntilNanos());
  }

  @Test
  void whoIsAskedToTakesOverAtOnceFromALowerOneAndEndsItsHold() {
    Bench bench = new Bench();
    bench.preempt = false;
    bench.preemptDelay = Duration.ofSeconds(60);
    bench.up();
    bench.at(1000);
    bench.hear("192.0.2.9", 110);
    bench.at(1500);
    bench.take();

    assertTrue(bench.node.preemptNow(bench.router, bench.nowNanos()));

    assertEquals(Role.ACTIVE, bench.router.role());
    assertEquals(Cause.PREEMPTED, bench.router.lastReport().cause());
    assertFalse(bench.router.holdsBack(bench.nowNanos()));
  }

  @Test
  void nobodyIsTakenOverFromWhoRanksAsHighOrHigherOrIsNotHeardAnyMore() {
    for (int theirs : new int[] {120, 200, 0}) {
      Bench bench = new Bench().up();
      bench.at(1000);
      bench.hear("192.0.2.9", theirs);
      assertFalse(bench.node.preemptNow(bench.router, bench.nowNanos()), "priority " + theirs);
      assertEquals(Role.BACKUP, bench.router.role());
    }
    Bench silent = new Bench().up();
    silent.at(100);
    silent.hear("192.0.2.9", 110);
    silent.at(2200);
    assertFalse(silent.node.preemptNow(silent.router, silent.nowNanos()));
    Bench nobody = new Bench().up();
    assertFalse(nobody.node.preemptNow(nobody.router, nobody.nowNanos()));
    Bench out = new Bench().add();
    assertFalse(out.node.preemptNow(out.router, out.nowNanos()));
    assertEquals(Role.INITIALIZE, out.router.role());
  }

  @Test
  void whoIsActiveAlreadyStaysSoWhenAsked() {
    Bench bench = new Bench().active();
    assertTrue(bench.node.preemptNow(bench.router, bench.nowNanos()));
    assertEquals(List.of(), bench.take());
  }
}
