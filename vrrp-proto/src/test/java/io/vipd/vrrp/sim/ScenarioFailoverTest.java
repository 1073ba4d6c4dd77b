package io.vipd.vrrp.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.machine.Leave;
import io.vipd.vrrp.node.Cause;
import io.vipd.vrrp.node.CheckVerdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Active goes, in every way that it can. */
class ScenarioFailoverTest {
  @RegisterExtension final Scenario scenario = new Scenario();

  /** Skew of priority 100 at an interval of one second; three intervals more on silence. */
  private static final double SKEW_MILLIS = 609.375;

  private static final double DOWN_MILLIS = 3609.375;

  /** Packets, turns and kernel of the simulation together. */
  private static final double TURN_MILLIS = 2;

  private SimNode a;
  private SimNode b;

  private void start(NodeSpec first, NodeSpec second) {
    a = scenario.add(first);
    b = scenario.add(second);
    scenario.startAll();
  }

  private void start() {
    start(NodeSpec.of("a", 200), NodeSpec.of("b", 100));
    scenario.assertServes(a);
  }

  @Test
  void aPowerCutIsOverAfterTheDownInterval() {
    start();
    scenario.runUntilAdvertOf(a);
    a.cutPower();
    scenario.runFor(DOWN_MILLIS / 1000 - 0.01);
    assertFalse(b.active());
    scenario.runFor(0.01 + TURN_MILLIS / 1000);
    scenario.assertServes(b);
    assertEquals(DOWN_MILLIS, scenario.longestOutageMillis(), 2 * TURN_MILLIS);
  }

  @Test
  void aCrashedActiveLosesItsAddressBeforeTheSuccessorTakesIt() {
    start();
    scenario.runUntilAdvertOf(a);
    a.crash();
    scenario.runFor(1.4);
    assertTrue(a.kernel.holds());
    scenario.runFor(0.7);
    assertFalse(a.kernel.holds());
    scenario.runFor(2);
    scenario.assertServes(b);
    assertEquals(1, scenario.simulation.invariants.takeMostHolders());
  }

  @Test
  void aCrashThatNobodyCanHaveNoticedCostsNothing() {
    start();
    scenario.runUntilAdvertOf(a);
    a.crash();
    scenario.runFor(1.2);
    a.start();
    scenario.runFor(10);
    scenario.assertServes(a);
    assertEquals(0, scenario.longestOutageMillis(), TURN_MILLIS);
    assertEquals(1, b.process().router().transitions());
    assertEquals(1, scenario.simulation.invariants.takeMostHolders());
  }

  @Test
  void aDaemonThatIsRestartedTooLateSweepsWhatItsPredecessorLeft() {
    start(NodeSpec.of("a", 200).withCentiseconds(25), NodeSpec.of("b", 100).withCentiseconds(25));
    scenario.runUntilAdvertOf(a);
    a.crash();
    scenario.runFor(0.75);
    assertTrue(a.kernel.holds());
    a.start();
    scenario.runFor(0.01);
    assertFalse(a.kernel.holds());
    scenario.runFor(10);
    scenario.assertServes(a);
  }

  @Test
  void aCleanStopIsOverAfterTheSkewAndNobodyNoticesIt() {
    start();
    a.stop();
    scenario.runFor(SKEW_MILLIS / 1000 - 0.01);
    assertTrue(a.kernel.holds());
    scenario.runFor(0.01 + TURN_MILLIS / 1000);
    scenario.assertServes(b);
    assertEquals(0, scenario.longestOutageMillis(), TURN_MILLIS);
  }

  @Test
  void aCleanStopOfTheOnlyOneEndsAfterAnIntervalAndItsSkew() {
    start();
    b.cutPower();
    a.stop();
    scenario.runFor(1.2);
    assertTrue(a.active());
    scenario.runFor(0.02);
    assertNull(a.process());
    assertFalse(a.kernel.holds());
  }

  @Test
  void aCleanStopDuringAHandOverWaitsForTheSameSuccessor() {
    start();
    a.relinquish(60 * Simulation.SECOND);
    scenario.runFor(0.3);
    a.stop();
    scenario.runFor(SKEW_MILLIS / 1000 - 0.3 + TURN_MILLIS / 1000);
    scenario.assertServes(b);
    assertEquals(0, scenario.longestOutageMillis(), TURN_MILLIS);
    assertNull(a.process());
  }

  @Test
  void aCheckThatFailsDuringAHandOverEndsTheWait() {
    start(NodeSpec.of("a", 200).withChecks(0), NodeSpec.of("b", 100));
    a.relinquish(60 * Simulation.SECOND);
    scenario.runFor(0.3);
    a.check(0, CheckVerdict.DOWN);
    scenario.runFor(0.01);
    assertFalse(a.kernel.holds());
    scenario.runFor(SKEW_MILLIS / 1000 - 0.3);
    scenario.assertServes(b);
  }

  @Test
  void aPriorityThatSinksIsOverAfterTheSkewOfABackupThatWasOnceActive() {
    start(NodeSpec.of("a", 200).withChecks(-150), NodeSpec.of("b", 100).withoutPreemption());
    a.stop();
    scenario.runFor(1);
    a.start();
    scenario.runFor(5);
    scenario.assertServes(a);
    scenario.longestOutageMillis();
    a.check(0, CheckVerdict.DOWN);
    scenario.runFor((SKEW_MILLIS + TURN_MILLIS) / 1000);
    scenario.assertServes(b);
    assertEquals(0, scenario.longestOutageMillis(), TURN_MILLIS);
    scenario.runFor(10);
    scenario.assertServes(b);
  }

  @Test
  void aPriorityThatSinksWhileTheBackupIsGoneCostsNothing() {
    start(NodeSpec.of("a", 200).withChecks(-150, -20), NodeSpec.of("b", 100));
    a.stop();
    scenario.runFor(1);
    a.start();
    scenario.runFor(5);
    scenario.assertServes(a);
    b.cutPower();
    scenario.longestOutageMillis();
    a.check(0, CheckVerdict.DOWN);
    scenario.runFor(1);
    scenario.assertServes(a);
    assertEquals(0, scenario.longestOutageMillis(), TURN_MILLIS);
    a.check(1, CheckVerdict.DOWN);
    scenario.runFor(10);
    assertEquals(0, scenario.longestOutageMillis(), TURN_MILLIS);
    scenario.assertServes(a);
  }

  @Test
  void inAPairAFailedCheckIsOverAtOnce() {
    scenario.simulation.pair = true;
    start(NodeSpec.of("a", 200).withChecks(0), NodeSpec.of("b", 100));
    a.check(0, CheckVerdict.DOWN);
    scenario.runFor(TURN_MILLIS / 1000);
    scenario.assertServes(b);
    a.check(0, CheckVerdict.UP);
    scenario.runFor(5);
    scenario.assertServes(a);
    a.relinquish(60 * Simulation.SECOND);
    scenario.runFor(TURN_MILLIS / 1000);
    scenario.assertServes(b);
  }

  @Test
  void inAPairAPriorityThatSinksALittleMovesNothing() {
    scenario.simulation.pair = true;
    start(NodeSpec.of("a", 200).withChecks(-50), NodeSpec.of("b", 100));
    a.check(0, CheckVerdict.DOWN);
    scenario.runFor(10);
    scenario.assertServes(a);
    assertEquals(1, b.process().router().transitions());
    assertEquals(0, scenario.longestOutageMillis());
  }

  @Test
  void aFailedCheckIsOverAfterTheSkewAndTheReturnIsSeamless() {
    start(NodeSpec.of("a", 200).withChecks(0), NodeSpec.of("b", 100));
    scenario.assertServes(a);
    a.check(0, CheckVerdict.DOWN);
    scenario.runFor(1);
    scenario.assertServes(b);
    assertEquals(SKEW_MILLIS, scenario.longestOutageMillis(), TURN_MILLIS);
    a.check(0, CheckVerdict.UP);
    scenario.runFor(5);
    scenario.assertServes(a);
    assertEquals(0, scenario.longestOutageMillis(), TURN_MILLIS);
  }

  @Test
  void aPriorityThatSinksBelowThePeersMovesTheAddress() {
    start(NodeSpec.of("a", 200).withChecks(-150), NodeSpec.of("b", 100));
    scenario.assertServes(a);
    a.check(0, CheckVerdict.DOWN);
    scenario.runFor(5);
    scenario.assertServes(b);
    a.check(0, CheckVerdict.UP);
    scenario.runFor(5);
    scenario.assertServes(a);
  }

  @Test
  void aLinkThatGoesDownMovesTheAddressAndComesBackQuietly() {
    start();
    a.link(false);
    scenario.runFor(4);
    scenario.assertServes(b);
    a.link(true);
    scenario.runFor(5);
    scenario.assertServes(a);
  }

  @Test
  void withoutPreemptionTheReturningOneListens() {
    start(NodeSpec.of("a", 200).withoutPreemption(), NodeSpec.of("b", 100));
    scenario.assertServes(a);
    a.cutPower();
    scenario.runFor(5);
    a.start();
    scenario.runFor(60);
    scenario.assertServes(b);
    b.cutPower();
    scenario.runFor(5);
    scenario.assertServes(a);
  }

  @Test
  void theHandOverByTheOperatorCostsNothingAndTheHoldIsKept() {
    start();
    a.relinquish(60 * Simulation.SECOND);
    scenario.runFor(1);
    scenario.assertServes(b);
    assertEquals(0, scenario.longestOutageMillis(), TURN_MILLIS);
    scenario.runFor(58);
    scenario.assertServes(b);
    scenario.runFor(6);
    scenario.assertServes(a);
  }

  @Test
  void aHeldRouterStillTakesOverFromADeadOne() {
    start();
    a.relinquish(600 * Simulation.SECOND);
    scenario.runFor(5);
    b.cutPower();
    scenario.runFor(4);
    scenario.assertServes(a);
  }

  @Test
  void whoLeavesDoesNotCallTheHostBackFromItsSuccessor() {
    start();
    long activeNanos = a.localNanos() - a.process().router().roleSinceNanos();
    scenario.runFor(12 - activeNanos / 1e9 - 0.9); // three times in two seconds, then after ten
    scenario.faults.cut(b, a); // it does not hear that it has been replaced
    scenario.longestOutageMillis();
    a.relinquish(60 * Simulation.SECOND);
    scenario.runFor(0.8);
    assertTrue(a.active() && b.active());
    assertEquals(b, scenario.host.believed());
    scenario.runFor(0.3); // the refresh would have been due
    assertEquals(b, scenario.host.believed());
    assertEquals(0, scenario.longestOutageMillis());
  }

  @Test
  void aHandOverInTheMiddleOfAClaimLeavesNothingBehind() {
    start();
    a.crash();
    b.relinquishAtNextClaim(60 * Simulation.SECOND);
    scenario.runFor(3.7);
    assertEquals(Leave.TO_ANY, b.process().router().leave());
    scenario.runFor(4);
    assertEquals(Cause.NOBODY_TOOK_OVER, b.process().router().lastReport().cause());
    scenario.assertServes(b);
  }

  @Test
  void ofEqualPrioritiesTheHigherAddressWinsAStart() {
    start(NodeSpec.of("a", 100), NodeSpec.of("b", 100));
    scenario.assertServes(b);
  }

  @Test
  void theSlowerIntervalIsLearnedAndAwaited() {
    start(NodeSpec.of("a", 200).withCentiseconds(300), NodeSpec.of("b", 100));
    scenario.runFor(30);
    scenario.assertServes(a);
    assertEquals(3_000_000_000L, b.process().router().activeAdverIntervalNanos());
    scenario.runUntilAdvertOf(a);
    a.cutPower();
    scenario.runFor(10.8);
    assertFalse(b.active());
    scenario.runFor(0.1);
    scenario.assertServes(b);
  }

  @Test
  void clocksThatDisagreeByAPercentCauseNoTakeover() {
    start(
        NodeSpec.of("a", 200).withClock(-10_000, Long.MAX_VALUE - 60 * Simulation.SECOND),
        NodeSpec.of("b", 100).withClock(10_000, -20 * Simulation.SECOND));
    scenario.runFor(600);
    scenario.assertServes(a);
    assertEquals(1, b.process().router().transitions());
  }
}
