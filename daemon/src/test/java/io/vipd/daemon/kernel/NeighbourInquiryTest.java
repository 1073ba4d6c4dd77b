package io.vipd.daemon.kernel;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.health.Surroundings.Neighbour;
import io.vipd.health.Surroundings.NeighbourState;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host, a gateway on a cable, and what the host's kernel hears when it asks. */
class NeighbourInquiryTest {
  private static final Neighbour ANSWERED = new Neighbour("vtk-l", NeighbourState.REACHABLE);

  private NetworkNamespace host;
  private NetworkNamespace gateway;
  private KernelSurroundings surroundings;

  @BeforeEach
  void connect() throws Exception {
    host = new NetworkNamespace();
    gateway = new NetworkNamespace();
    NetworkNamespace.cable(host, "192.0.2.1/24", gateway, "192.0.2.254/24");
    host.ip("address add 2001:db8::1/64 dev vtk-l nodad");
    gateway.ip("address add 2001:db8::254/64 dev vtk-r nodad");
    gateway.ip("address add fe80::254/64 dev vtk-r nodad");
    surroundings = new KernelSurroundings();
    eventually("the cable carries", () -> host.ip("-o link show dev vtk-l").contains("state UP"));
  }

  @AfterEach
  void close() {
    surroundings.close();
    host.close();
    gateway.close();
  }

  private Neighbour ask(String address, String by, long millis) throws Exception {
    return host.call(() ->
        surroundings.ask(
            InetAddress.getByName(address), by, TimeUnit.MILLISECONDS.toNanos(millis)));
  }

  private String entry(String address) throws Exception {
    return host.ip("neigh show " + address + " dev vtk-l");
  }

  /** The gateway goes away; the host's own carrier stays. */
  private void silence() throws Exception {
    gateway.ip("address flush dev vtk-r");
  }

  @Test
  void whoAnswersArpIsThereWhateverWasKnownBefore() throws Exception {
    assertEquals(ANSWERED, ask("192.0.2.254", null, 5_000));
    assertEquals(ANSWERED, ask("192.0.2.254", null, 5_000)); // REACHABLE
    host.ip("neigh change 192.0.2.254 dev vtk-l nud stale");
    assertEquals(ANSWERED, ask("192.0.2.254", "vtk-l", 5_000));
    host.ip("neigh flush dev vtk-l");
    host.ip("neigh replace 192.0.2.254 dev vtk-l nud failed");
    assertEquals(ANSWERED, ask("192.0.2.254", null, 5_000));
  }

  @Test
  void whoAnswersNeighbourSolicitationIsThereToo() throws Exception {
    assertEquals(ANSWERED, ask("2001:db8::254", null, 5_000));
    assertEquals(ANSWERED, ask("2001:db8::254", null, 5_000));
    assertEquals(ANSWERED, ask("fe80::254", "vtk-l", 5_000));
    host.ip("neigh replace fe80::254 dev vtk-l lladdr 02:00:00:00:00:01 router nud stale");
    gateway.ip("link set vtk-r address 02:00:00:00:00:01");
    assertEquals(ANSWERED, ask("fe80::254", "vtk-l", 5_000));
  }

  @Test
  void whatTheKernelStillBelievesIsNoAnswer() throws Exception {
    assertEquals(ANSWERED, ask("192.0.2.254", null, 5_000));
    assertEquals(ANSWERED, ask("2001:db8::254", null, 5_000));
    silence();
    assertTrue(entry("192.0.2.254").contains("REACHABLE"));
    assertEquals(new Neighbour("vtk-l", NeighbourState.PROBE), ask("192.0.2.254", null, 200));
    assertEquals(new Neighbour("vtk-l", NeighbourState.PROBE), ask("2001:db8::254", null, 200));
  }

  @Test
  void whoWasNeverThereIsLookedForAndWhoComesBackIsFound() throws Exception {
    silence();
    assertEquals(new Neighbour("vtk-l", NeighbourState.INCOMPLETE), ask("192.0.2.254", null, 200));
    gateway.ip("address add 192.0.2.254/24 dev vtk-r");
    assertEquals(ANSWERED, ask("192.0.2.254", null, 10_000));
  }

  @Test
  void aGatewayWithAnotherMacIsFoundByAskingEverybodyInTheEnd() throws Exception {
    assertEquals(ANSWERED, ask("192.0.2.254", null, 5_000));
    gateway.ip("link set vtk-r address 02:00:00:00:00:77");
    assertEquals(ANSWERED, ask("192.0.2.254", null, 20_000));
    assertTrue(entry("192.0.2.254").contains("02:00:00:00:00:77"));
  }

  @Test
  void anEntryThatSomebodyWroteDownStaysAsItIs() throws Exception {
    host.ip("neigh add 192.0.2.254 dev vtk-l lladdr 02:00:00:00:00:01 nud permanent");
    assertEquals(new Neighbour("vtk-l", NeighbourState.PERMANENT), ask("192.0.2.254", null, 5_000));
    assertTrue(entry("192.0.2.254").contains("PERMANENT"));
    host.ip("link set vtk-l arp off");
    assertEquals(new Neighbour("vtk-l", NeighbourState.NOARP), ask("192.0.2.7", null, 5_000));
  }

  private String refused(String address, String by) {
    return assertThrows(IOException.class, () -> ask(address, by, 5_000)).getMessage();
  }

  @Test
  void whoCannotBeAskedIsSaidAtOnce() throws Exception {
    assertEquals(
        "cannot ask 198.51.100.7: Network is unreachable (ENETUNREACH)",
        refused("198.51.100.7", null));
    host.ip("route add default via 192.0.2.254");
    assertEquals(
        "198.51.100.7 is no neighbour: the route there leads by another router, or to this host",
        refused("198.51.100.7", null));
    assertEquals(
        "192.0.2.1 is no neighbour: the route there leads by another router, or to this host",
        refused("192.0.2.1", null));
    assertEquals(
        "cannot ask 192.0.2.254 on eth9: No such device (ENODEV)", refused("192.0.2.254", "eth9"));
    gateway.ip("link set vtk-r down");
    eventually(
        "the carrier is gone", () -> !host.ip("-o link show dev vtk-l").contains("state UP"));
    assertEquals(
        "cannot ask 192.0.2.254 on vtk-l: Network is down (ENETDOWN)",
        refused("192.0.2.254", null));
    assertFalse(entry("192.0.2.254").contains("REACHABLE"));
  }
}
