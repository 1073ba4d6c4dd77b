package io.vipd.vrrp.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A daemon does not run for a while: its packets wait, its timers pass, its lease runs out. */
class ScenarioStallTest {
  @RegisterExtension final Scenario scenario = new Scenario();
  private final SimNode a = scenario.add(NodeSpec.of("a", 200));
  private final SimNode b = scenario.add(NodeSpec.of("b", 100));

  @Test
  void aBackupThatStalledTenSecondsReadsBeforeItFires() {
    scenario.startAll();
    b.stall();
    scenario.runFor(10);
    b.resume();
    scenario.runFor(5);
    scenario.assertServes(a);
    assertEquals(1, b.process().router().transitions());
    assertEquals(0, scenario.longestOutageMillis());
  }

  @Test
  void anActiveThatStallsLosesItsAddressBeforeTheSuccessorTakesIt() {
    scenario.startAll();
    scenario.runUntilAdvertOf(a);
    a.stall();
    scenario.runFor(2.1);
    assertFalse(a.kernel.holds());
    scenario.runFor(2);
    assertTrue(b.kernel.holds());
    assertEquals(1, scenario.simulation.invariants.takeMostHolders());
  }

  @Test
  void anActiveThatStalledListensBeforeItTakesBackWhatItsSuccessorHolds() {
    scenario.startAll();
    a.stall();
    scenario.runFor(10);
    assertTrue(b.active());
    a.resume();
    scenario.runFor(0.01);
    scenario.assertServes(b);
    scenario.runFor(1.25); // an interval and the skew of priority 200
    scenario.assertServes(a);
    assertEquals(1, a.process().router().stalls());
  }

  @Test
  void aPausedMachineLetsItsSuccessorGoOnEvenIfItHeardNothing() {
    scenario.startAll();
    a.pause(true);
    scenario.runFor(10);
    assertTrue(b.active());
    scenario.simulation.invariants.takeMostHolders();
    a.resume();
    scenario.runFor(0.9);
    scenario.assertServes(b);
    scenario.runFor(0.4);
    scenario.assertServes(a);
  }

  @Test
  void aPausedBackupDoesNotTakeOverFromAHealthyActive() {
    scenario.startAll();
    scenario.runUntilAdvertOf(a);
    b.pause(true);
    scenario.runFor(3.7); // its timer was due after 3.61 s
    b.resume();
    scenario.runFor(5);
    scenario.assertServes(a);
    assertEquals(1, b.process().router().transitions());
    assertEquals(0, scenario.longestOutageMillis());
  }

  @Test
  void aWholeClusterThatWasPausedServesAgainAfterAnIntervalAndASkew() {
    scenario.startAll();
    a.pause(true);
    b.pause(true);
    scenario.runFor(60);
    a.resume();
    b.resume();
    scenario.runFor(1.25);
    scenario.assertServes(a);
  }

  @Test
  void anActiveThatStalledYieldsToABetterSuccessor() {
    SimNode c = scenario.add(NodeSpec.of("c", 250));
    scenario.startAll();
    scenario.assertServes(c);
    c.cutPower();
    scenario.runFor(5);
    scenario.assertServes(a);
    a.stall();
    c.start();
    scenario.runFor(10);
    a.resume();
    scenario.runFor(0.01);
    scenario.assertServes(c);
  }

  @Test
  void aShortStallOfTheActiveChangesNothing() {
    scenario.startAll();
    scenario.runUntilAdvertOf(a);
    a.stall();
    scenario.runFor(1.4);
    a.resume();
    scenario.runFor(10);
    scenario.assertServes(a);
    assertEquals(1, b.process().router().transitions());
    assertEquals(0, scenario.longestOutageMillis());
  }

  @Test
  void aLeaseThatRanOutInAStallIsNoticedAndTheAddressPutBack() {
    scenario.startAll();
    scenario.runUntilAdvertOf(a);
    a.stall();
    scenario.runFor(2.6);
    a.resume();
    scenario.runFor(0.01);
    scenario.assertServes(a);
    assertEquals(1, a.process().router().addressesRestored());
    assertEquals(1, b.process().router().transitions());
  }
}
