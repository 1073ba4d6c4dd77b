package io.vipd.vrrp.sim;

import static io.vipd.vrrp.sim.Simulation.MILLISECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.sim.Simulation.AnnouncePlan;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The segment loses, spoils and cuts. Nobody refreshes announcements, so that no error heals. */
class ScenarioWireTest {
  @RegisterExtension final Scenario scenario = new Scenario();
  private final SimNode a = scenario.add(NodeSpec.of("a", 200));
  private final SimNode b = scenario.add(NodeSpec.of("b", 100));

  @BeforeEach
  void start() {
    scenario.simulation.announcePlan = new AnnouncePlan(3, Simulation.SECOND, 0);
    scenario.startAll();
    scenario.assertServes(a);
  }

  @Test
  void twoLostAdvertsInARowCauseNoTakeover() {
    scenario.runUntilAdvertOf(a);
    scenario.faults.loss = 1;
    scenario.runFor(2.5);
    scenario.faults.calm();
    scenario.runFor(10);
    scenario.assertServes(a);
    assertEquals(1, b.process().router().transitions());
  }

  @Test
  void fourLostAdvertsCauseOneThatIsOverWithTheNextAdvert() {
    scenario.runUntilAdvertOf(a);
    scenario.faults.loss = 1;
    scenario.runFor(3.9);
    assertTrue(a.active() && b.active());
    scenario.faults.calm();
    scenario.runFor(1);
    scenario.assertServes(a);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 200, 300, 400, 500, 600, 700, 800, 900})
  void anActiveThatWasCutOffIsFoundAgainWheneverItReturns(int phaseMillis) {
    scenario.faults.isolate(a, scenario.simulation.nodes);
    scenario.runFor(10 + phaseMillis / 1000.0);
    assertTrue(a.active() && b.active());
    assertEquals(b, scenario.host.believed());
    scenario.faults.heal();
    scenario.runFor(1.1);
    scenario.assertServes(a);
  }

  @Test
  void aCutBetweenTheNodesMakesTwoActivesAndHealsWithinAnInterval() {
    scenario.faults.cutBothWays(a, b);
    scenario.runFor(10);
    assertTrue(a.active() && b.active());
    scenario.faults.heal();
    scenario.runFor(1.1);
    scenario.assertServes(a);
  }

  @Test
  void aLosingAdvertEndsAContestAtOnceAndNotWithTheNextInterval() { // RFC 9568 6.4.3
    scenario.runUntilAdvertOf(a);
    scenario.faults.cutBothWays(a, b);
    scenario.runFor(3.5);
    scenario.faults.heal();
    scenario.runFor(0.2);
    scenario.assertServes(a);
    assertEquals(3, b.process().router().transitions());
  }

  @Test
  void aBackupThatIsNotHeardByTheActiveIsNoMatter() {
    scenario.faults.cut(b, a);
    scenario.runFor(10);
    scenario.assertServes(a);
    assertEquals(0, scenario.longestOutageMillis());
  }

  @Test
  void aBackupThatDoesNotHearTheActiveIsContradictedUntilItDoes() {
    scenario.faults.cut(a, b);
    scenario.runFor(10.5);
    assertTrue(a.active() && b.active());
    assertEquals(a, scenario.host.believed());
    scenario.faults.heal();
    scenario.runFor(1.1);
    scenario.assertServes(a);
  }

  @Test
  void changedPacketsAreLikeLostOnes() {
    scenario.faults.corruption = 1;
    scenario.runFor(10);
    assertTrue(a.active() && b.active());
    assertEquals(10, b.process().router().advertsReceived(), 3);
    scenario.faults.calm();
    scenario.runFor(1.1);
    scenario.assertServes(a);
  }

  @Test
  void doubledPacketsAreHarmless() {
    scenario.faults.duplication = 1;
    scenario.runFor(30);
    scenario.assertServes(a);
    a.stop();
    scenario.runFor(1);
    scenario.assertServes(b);
    assertEquals(2, b.process().router().transitions());
  }

  @Test
  void delaysBelowTheIntervalCauseNoTakeover() {
    scenario.faults.leastDelayNanos = MILLISECOND;
    scenario.faults.mostDelayNanos = 900 * MILLISECOND;
    scenario.faults.reordering = true;
    scenario.runFor(120);
    scenario.assertServes(a);
    assertEquals(1, b.process().router().transitions());
  }

  @Test
  void threeNodesThatSplitInTwoAgreeAgain() {
    SimNode c = scenario.add(NodeSpec.of("c", 150));
    c.start();
    scenario.runFor(5);
    scenario.faults.isolate(a, scenario.simulation.nodes);
    scenario.runFor(10);
    assertTrue(c.active());
    assertFalse(b.active());
    scenario.faults.heal();
    scenario.runFor(1.1);
    scenario.assertServes(a);
  }
}
