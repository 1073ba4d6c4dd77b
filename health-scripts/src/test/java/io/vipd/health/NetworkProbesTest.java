package io.vipd.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.health.Probe.Finding;
import io.vipd.health.Surroundings.LinkState;
import io.vipd.health.Surroundings.NeighbourState;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Interfaces, routes and hosts. */
class NetworkProbesTest {
  private static final long SECOND = 1_000_000_000L;

  private final FakeSurroundings surroundings = new FakeSurroundings();
  private int woken;

  private InterfaceProbe link(boolean up) {
    return new InterfaceProbe(new CheckSpec.Interface("eth1", up), surroundings, () -> woken++);
  }

  private RouteProbe route(String text, String address, int prefixLength) {
    return new RouteProbe(
        new CheckSpec.Route(text, address, prefixLength), surroundings, () -> woken++);
  }

  @Test
  void anInterfacePassesWhileItIsUpAndOneThatIsMissingIsNot() throws IOException {
    InterfaceProbe probe = link(true);
    assertEquals(Finding.fail("eth1 does not exist"), probe.look(SECOND));
    surroundings.links.put("eth1", LinkState.DOWN);
    assertEquals(Finding.fail("eth1 is down"), probe.look(SECOND));
    surroundings.links.put("eth1", LinkState.UP);
    assertEquals(Finding.pass("eth1 is up"), probe.look(SECOND));
  }

  @Test
  void anInterfaceThatIsToBeDownPassesWhileItIsDownOrMissing() throws IOException {
    InterfaceProbe probe = link(false);
    assertEquals(Finding.pass("eth1 does not exist"), probe.look(SECOND));
    surroundings.links.put("eth1", LinkState.DOWN);
    assertEquals(Finding.pass("eth1 is down"), probe.look(SECOND));
    surroundings.links.put("eth1", LinkState.UP);
    assertEquals(Finding.fail("eth1 is up"), probe.look(SECOND));
  }

  @Test
  void aRoutePassesWhenItIsAsNarrowAsWanted() throws IOException {
    RouteProbe probe = route("10.1.0.0/16", "10.1.0.0", 16);
    assertEquals(Finding.fail("there is no route to 10.1.0.0/16"), probe.look(SECOND));
    surroundings.routes.put("10.1.0.0", 0);
    assertEquals(
        Finding.fail("there is no route to 10.1.0.0/16 but the default route"), probe.look(SECOND));
    surroundings.routes.put("10.1.0.0", 8);
    assertEquals(
        Finding.fail("there is no route to 10.1.0.0/16 but a route of length /8"),
        probe.look(SECOND));
    surroundings.routes.put("10.1.0.0", 16);
    assertEquals(Finding.pass("a route of length /16 leads to 10.1.0.0/16"), probe.look(SECOND));
  }

  @Test
  void theDefaultRoutePassesWhateverLeadsOut() throws IOException {
    RouteProbe probe = route("default", "1.0.0.0", 0);
    assertEquals(Finding.fail("there is no default route"), probe.look(SECOND));
    surroundings.routes.put("1.0.0.0", 0);
    assertEquals(Finding.pass("the default route leads out"), probe.look(SECOND));
  }

  @Test
  void changesOfTheNetworkWakeTheChecksUntilTheyAreClosed() throws IOException {
    InterfaceProbe link = link(true);
    RouteProbe route = route("default", "1.0.0.0", 0);
    link.look(SECOND);
    link.look(SECOND);
    route.look(SECOND);
    assertEquals(Set.of("links", "routes"), surroundings.watched());
    surroundings.change("links");
    surroundings.change("routes");
    assertEquals(2, woken);
    link.close();
    route.close();
    assertEquals(Set.of(), surroundings.watched());
  }

  @Test
  void whereTheKernelRefusesToTellTheLooksThemselvesMustDo() throws IOException {
    surroundings.refuses = true;
    InterfaceProbe probe = link(true);
    surroundings.links.put("eth1", LinkState.UP);
    assertTrue(probe.look(SECOND).passed());
    surroundings.links.put("eth1", LinkState.DOWN);
    assertFalse(probe.look(SECOND).passed());
  }

  @Test
  void aHostThatAnswersPassesAndOneThatDoesNotFailsWithinItsTime() throws IOException {
    Finding answered = new PingProbe(new CheckSpec.Ping("127.0.0.1")).look(5 * SECOND);
    assertTrue(answered.passed());
    assertTrue(answered.sentence().matches("127\\.0\\.0\\.1 answered in [0-9]+\\.[0-9] ms"));
    // Nothing is ever sent to this one (RFC 5735): the kernel has no route that takes it.
    Finding silent = new PingProbe(new CheckSpec.Ping("240.0.0.1")).look(SECOND / 10);
    assertEquals(Finding.fail("no answer from 240.0.0.1 within 100 ms"), silent);
  }

  private Finding neighbour(NeighbourState state, String by) throws IOException {
    surroundings.neighbours.put("192.0.2.254", state);
    return new NeighbourProbe(new CheckSpec.Neighbour("192.0.2.254", by), surroundings)
        .look(SECOND / 2);
  }

  @Test
  void aNeighbourPassesWhenItHasAnsweredAndSaysOtherwiseWhatTheKernelThinks() throws IOException {
    Finding answered = neighbour(NeighbourState.REACHABLE, null);
    assertTrue(answered.passed());
    assertTrue(
        answered.sentence().matches("192\\.0\\.2\\.254 answered on eth0 in [0-9]+\\.[0-9] ms"));
    assertEquals(
        Finding.fail("no answer from 192.0.2.254 on eth1 within 500 ms; it is INCOMPLETE"),
        neighbour(NeighbourState.INCOMPLETE, "eth1"));
    assertEquals(
        Finding.fail("no answer from 192.0.2.254 on eth0 within 500 ms; it is STALE"),
        neighbour(NeighbourState.STALE, null));
    assertEquals(
        Finding.fail(
            "the entry of 192.0.2.254 on eth0 is permanent, so the kernel never asks; use ping"),
        neighbour(NeighbourState.PERMANENT, null));
    assertEquals(
        Finding.fail("on tun0 nobody is asked (NOARP); use ping"),
        neighbour(NeighbourState.NOARP, "tun0"));
  }
}
