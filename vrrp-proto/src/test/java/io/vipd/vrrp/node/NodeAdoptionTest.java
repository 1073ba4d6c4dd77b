package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.wire.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The daemon starts again and was Active a moment ago. Its last advert went out at 10 s, the
 * interval is 1 s; a peer of priority 254 takes over at 13.0078 s (RFC 9568 6.1).
 */
class NodeAdoptionTest {
  private static final long LAST_ADVERT_NANOS = 10_000_000_000L;

  /** Started at this time, adopted, nothing released yet. */
  private static Bench adopted(Bench bench, double millis) {
    bench.at(millis).add();
    bench.node.adopt(bench.router, LAST_ADVERT_NANOS, bench.nowNanos());
    return bench;
  }

  private static void releaseAt(Bench bench, double millis) {
    bench.at(millis);
    bench.node.release(bench.router, Inhibitor.INTERFACE_MISSING, bench.nowNanos());
    bench.node.sourceAddress(bench.router, IpAddress.parse(bench.ours), bench.nowNanos());
  }

  @Test
  void itGoesOnAtOnceAndSaysSoBeforeAnythingElse() {
    Bench bench = adopted(new Bench(), 10_400);
    assertEquals(List.of(), bench.take());
    releaseAt(bench, 10_450);
    assertEquals(List.of("advert 120", "install", "INITIALIZE to ACTIVE: ADOPTED"), bench.take());
    bench.confirm();
    assertEquals(List.of("announce"), bench.take());
    bench.runUntil(11_450);
    assertEquals(List.of("advert 120"), bench.take());
  }

  @Test
  void itDoesSoAsLongAsNoPeerCanHaveMissedIt() {
    Bench bench = adopted(new Bench(), 12_800);
    releaseAt(bench, 12_899.9);
    assertEquals(Role.ACTIVE, bench.router.role());
  }

  @ParameterizedTest(name = "interval {0} cs: until {1} ms after the last advert")
  @CsvSource({"1, 29", "10, 290", "100, 2900", "4095, 118755"})
  void theTimeForItIsATenthOfAnIntervalShortOfThree(int centiseconds, double millis) {
    for (boolean late : new boolean[] {false, true}) {
      Bench bench = new Bench();
      bench.centiseconds = centiseconds;
      adopted(bench, 10_001);
      releaseAt(bench, 10_000 + millis - (late ? 0 : 0.001));
      assertEquals(late ? Role.BACKUP : Role.ACTIVE, bench.router.role());
    }
  }

  @Test
  void whatStartsTooLateGivesTheAddressesUpBeforeItListensLikeAnyOther() {
    Bench bench = adopted(new Bench(), 12_800);
    releaseAt(bench, 12_900);
    assertEquals(List.of("remove", "INITIALIZE to BACKUP: STARTUP"), bench.take());
    bench.runUntil(12_900 + 3531.25);
    assertEquals(Cause.NOBODY_HEARD, bench.router.lastReport().cause());
  }

  @Test
  void whatDoesNotStartAtAllGivesTheAddressesUpInTime() {
    Bench bench = adopted(new Bench(), 10_400);
    assertEquals(12_900, bench.deadline());
    bench.runUntil(12_900);
    assertEquals(List.of("remove"), bench.take());
    bench.runUntil(60_000);
    assertEquals(List.of(), bench.take());
  }

  @Test
  void whatIsAdoptedTooLateGivesTheAddressesUpAtOnce() {
    Bench bench = adopted(new Bench(), 12_900);
    assertEquals(List.of("remove"), bench.take());
    assertEquals(-1, bench.deadline());
  }

  @Test
  void aStopBeforeTheStartGivesTheAddressesUp() {
    Bench bench = adopted(new Bench(), 10_400);
    bench.node.inhibit(bench.router, Inhibitor.STOPPING, bench.nowNanos());
    assertEquals(List.of("remove"), bench.take());
  }

  @Test
  void itYieldsAtOnceToABetterOneThatTookOver() { // RFC 9568 6.4.3
    Bench bench = adopted(new Bench(), 10_400);
    releaseAt(bench, 10_450);
    bench.take();
    bench.at(10_451).hear("192.0.2.3", 200);
    assertEquals(
        List.of("advert 120", "remove", "ACTIVE to BACKUP: HIGHER_PRIORITY"), bench.take());
  }

  @Test
  void anOwnerGoesOnToo() {
    Bench bench = new Bench();
    bench.priority = 255;
    adopted(bench, 10_400);
    releaseAt(bench, 10_450);
    assertEquals(Cause.ADOPTED, bench.router.lastReport().cause());
  }

  @Test
  void noPreemptDelayHoldsItBack() {
    Bench bench = new Bench();
    bench.preemptDelay = Duration.ofSeconds(60);
    adopted(bench, 10_400);
    releaseAt(bench, 10_450);
    assertFalse(bench.router.holdsBack(bench.nowNanos()));
  }

  @Test
  void aClockThatOverflowsMeanwhileDoesNotMatter() {
    Bench bench = new Bench(Long.MAX_VALUE - 10_500_000_000L);
    bench.at(10_400).add();
    bench.node.adopt(bench.router, Long.MAX_VALUE - 500_000_000L, bench.nowNanos());
    releaseAt(bench, 12_899);
    assertEquals(Role.ACTIVE, bench.router.role());
  }

  /**
   * Adopted and Active with a check that has not spoken, of weight 0 unless this says otherwise.
   */
  private static Bench trusting(Integer... weights) {
    Bench bench = new Bench();
    bench.checkWeights = List.of(weights);
    adopted(bench, 10_400);
    releaseAt(bench, 10_450);
    assertEquals(Role.ACTIVE, bench.router.role());
    bench.confirm();
    bench.take();
    return bench;
  }

  @Test
  void aCheckThatHasSaidNothingYetDoesNotKeepItFromGoingOn() {
    Bench bench = trusting(0);
    bench.at(12_000);
    bench.node.check(bench.router, 0, CheckVerdict.UP, bench.nowNanos());
    bench.runUntil(60_000);
    assertEquals(Role.ACTIVE, bench.router.role());
    assertEquals(1, bench.router.transitions());
  }

  @Test
  void aCheckThatTurnsOutToBeDownMakesItHandOver() {
    Bench bench = trusting(0);
    bench.at(12_000);
    bench.node.check(bench.router, 0, CheckVerdict.DOWN, bench.nowNanos());
    assertEquals(List.of("advert 0", "remove", "ACTIVE to INITIALIZE: INHIBITED"), bench.take());
    assertEquals(Set.of(Inhibitor.CHECK_DOWN), bench.router.inhibitors());
  }

  @Test
  void aCheckThatNeverSaysAnythingIsTrustedForABoundedTime() {
    Bench bench = trusting(0); // the limit is 7 s
    bench.runUntil(17_449.9);
    assertEquals(Role.ACTIVE, bench.router.role());
    bench.take();
    bench.runUntil(17_450);
    assertTrue(bench.take().contains("advert 0"));
    assertEquals(Set.of(Inhibitor.CHECK_WAITING), bench.router.inhibitors());
  }

  @Test
  void aWeightCountsAsItDidAtTheBestUntilItsCheckSpeaks() {
    Bench bench = trusting(30, -20);
    assertEquals(150, bench.router.priority());
    bench.node.check(bench.router, 1, CheckVerdict.DOWN, bench.nowNanos());
    assertEquals(130, bench.router.priority());
    bench.runUntil(17_450);
    assertEquals(100, bench.router.priority());
    assertEquals(Role.ACTIVE, bench.router.role());
  }

  @Test
  void whatWasNotAdoptedInTimeWaitsForItsChecks() {
    Bench bench = new Bench();
    bench.checkWeights = List.of(0);
    adopted(bench, 12_800);
    releaseAt(bench, 12_950);
    assertEquals(Set.of(Inhibitor.CHECK_WAITING), bench.router.inhibitors());
    assertEquals(List.of("remove"), bench.take());
  }
}
