package io.vipd.vrrp.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The kernel refuses, dawdles, or is robbed. */
class ScenarioKernelTest {
  @RegisterExtension final Scenario scenario = new Scenario();
  private final SimNode a = scenario.add(NodeSpec.of("a", 200));
  private final SimNode b = scenario.add(NodeSpec.of("b", 100));

  @Test
  void aRefusalHandsOverAfterTheSkewAndTheReturnComesWithTheKernel() {
    a.kernel.refuses = true;
    scenario.startAll();
    scenario.assertServes(b);
    a.kernel.refuses = false;
    scenario.runFor(20);
    scenario.assertServes(a);
  }

  @Test
  void aPreemptionLeavesNoMomentWithoutAHolder() {
    scenario.startAll();
    a.cutPower();
    scenario.runFor(5);
    scenario.assertServes(b);
    a.kernel.slownessNanos = 100 * Simulation.MILLISECOND;
    scenario.longestOutageMillis();
    a.start();
    while (!a.kernel.holds()) {
      assertTrue(b.kernel.holds());
      scenario.runFor(0.0001);
    }
    assertTrue(b.active(), "it has not been told");
    scenario.runFor(0.002);
    scenario.assertServes(a);
    assertEquals(0, scenario.longestOutageMillis());
  }

  @Test
  void aPreemptionByARouterWhoseKernelTakesLongerThanAnIntervalIsSaidAllTheSame() {
    scenario.startAll();
    a.cutPower();
    scenario.runFor(5);
    a.kernel.slownessNanos = 30 * Simulation.SECOND;
    a.start();
    while (b.active()) {
      scenario.runFor(0.001);
    }
    assertEquals(1e9, a.localNanos() - a.process().router().roleSinceNanos(), 2e6);
    assertFalse(a.kernel.holds());
  }

  @Test
  void anotherThatRanksHigherStopsAPreemptionThatNobodyHasHeardOf() {
    SimNode best = scenario.add(NodeSpec.of("best", 250));
    scenario.startAll();
    a.cutPower();
    best.cutPower();
    scenario.runFor(5);
    scenario.assertServes(b);
    a.kernel.slownessNanos = 900 * Simulation.MILLISECOND;
    scenario.longestOutageMillis();
    a.start();
    best.start();
    scenario.runFor(10);
    scenario.assertServes(best);
    assertEquals(0, scenario.longestOutageMillis());
  }

  @Test
  void aRouterThatWasRefusedThreeTimesLeavesItsHealthyPeerAlone() {
    scenario.startAll();
    a.cutPower();
    scenario.runFor(5);
    scenario.assertServes(b);
    scenario.longestOutageMillis();
    a.kernel.refuses = true;
    a.start();
    scenario.runFor(300);
    assertEquals(3, a.process().router().claim());
    assertEquals(0, scenario.longestOutageMillis(), "nobody has noticed");
    scenario.runFor(300);
    assertEquals(3, a.process().router().claim());
    scenario.assertServes(b);
  }

  @Test
  void aRefusedRouterStillTakesOverOnSilenceAndPreemptsAgainOnceTheKernelAgreed() {
    scenario.startAll();
    a.cutPower();
    scenario.runFor(5);
    a.kernel.refuses = true;
    a.start();
    scenario.runFor(60);
    a.kernel.refuses = false;
    scenario.runFor(60);
    scenario.assertServes(b);
    b.cutPower();
    scenario.runFor(5);
    scenario.assertServes(a);
    assertFalse(a.process().router().refusedForGood());
  }

  @Test
  void nothingIsAnnouncedBeforeASlowKernelHasAnswered() {
    scenario.startAll();
    b.kernel.slownessNanos = 900 * Simulation.MILLISECOND;
    a.cutPower();
    while (!b.active()) {
      scenario.runFor(0.001);
    }
    assertEquals(a, scenario.host.believed());
    assertFalse(b.kernel.holds());
    scenario.runFor(1);
    scenario.assertServes(b);
  }

  @Test
  void anAddressThatIsDeletedIsBackWithinMilliseconds() {
    scenario.startAll();
    a.kernel.lose("somebody deleted it");
    scenario.runFor(0.005);
    scenario.assertServes(a);
    assertEquals(1, a.process().router().addressesRestored());
    assertTrue(scenario.longestOutageMillis() < 1);
  }

  @Test
  void anAddressThatIsDeletedAndRefusedMovesToThePeer() {
    scenario.startAll();
    a.kernel.refuses = true;
    a.kernel.lose("somebody deleted it");
    scenario.runFor(0.7);
    scenario.assertServes(b);
  }
}
