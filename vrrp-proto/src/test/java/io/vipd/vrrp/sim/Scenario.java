package io.vipd.vrrp.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** A simulation that a test plays by hand, with a trace to print when the test fails. */
final class Scenario implements TestWatcher {
  private final Trace trace = new Trace(true);
  final Simulation simulation = new Simulation(1, trace);
  final Faults faults = simulation.segment.faults;
  final Host host = simulation.segment.host();

  SimNode add(NodeSpec spec) {
    return simulation.add(spec);
  }

  /** Starts all machines at once and waits until the election is over. */
  void startAll() {
    simulation.nodes.forEach(SimNode::start);
    runFor(10);
    host.takeLongestUnservedNanos();
    simulation.invariants.takeMostHolders();
  }

  void runFor(double seconds) {
    simulation.runFor(nanos(seconds));
  }

  void after(double seconds, Runnable action) {
    simulation.after(nanos(seconds), action);
  }

  /** Runs until just after the next advert of this machine has been read by everybody. */
  void runUntilAdvertOf(SimNode node) {
    long sent = node.process().router().advertsSent();
    while (node.process().router().advertsSent() == sent) {
      simulation.runFor(Simulation.MILLISECOND);
    }
    simulation.runFor(Simulation.MILLISECOND);
  }

  double longestOutageMillis() {
    return host.takeLongestUnservedNanos() / 1e6;
  }

  /** This one and nobody else is Active, has the address, and is believed by the host. */
  void assertServes(SimNode node) {
    for (SimNode each : simulation.nodes) {
      assertEquals(each == node, each.active(), each + " is Active");
      assertEquals(each == node, each.kernel.holds(), each + " holds the address");
    }
    assertEquals(node, host.believed(), "where the host sends to");
  }

  private static long nanos(double seconds) {
    return Math.round(seconds * 1e9);
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    System.err.println(context.getDisplayName() + " failed; the last seconds:\n" + trace.tail());
  }
}
