package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.LINK_LOCAL_VIP;
import static io.vipd.systemtests.Groups.VIP;
import static io.vipd.systemtests.Groups.VIP6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Groups with addresses of both families, which are always on the same node, and of IPv6 only. */
class DualStackTest {
  @RegisterExtension final Lab lab = new Lab(2, "tcpdump", "tshark", "ping");

  private Vipd first;
  private Vipd second;

  @BeforeEach
  void giveHostsIpv6() {
    lab.addIpv6();
  }

  private void startPair(String ofFirst, String ofSecond) {
    first = lab.vipd(1).group("web", ofFirst).start();
    awaitHoldsAll(lab.node(1));
    second = lab.vipd(2).group("web", ofSecond).start();
    second.awaitBackupOf("web", "10.99.0.1");
  }

  private static void awaitHoldsAll(Host node) {
    node.awaitHolds(VIP);
    node.awaitHolds(VIP6);
    node.awaitHolds(LINK_LOCAL_VIP);
  }

  private static void awaitHoldsNone(Host node) {
    node.awaitHoldsNot(VIP);
    node.awaitHoldsNot(VIP6);
    node.awaitHoldsNot(LINK_LOCAL_VIP);
  }

  /** Everything moves from one node to the other. */
  private void awaitMove(int from, int to) {
    awaitHoldsAll(lab.node(to));
    awaitHoldsNone(lab.node(from));
  }

  @Test
  void whenACableIsPulledBothFamiliesMoveAndTheClientReachesTheNewNode() {
    startPair(Groups.dualStack(150, "500ms"), Groups.dualStack(100, "500ms"));
    String firstMac = lab.node(1).mac();
    String secondMac = lab.node(2).mac();
    lab.client().run("ping", "-c", "1", "-W", "5", VIP6).ok();
    assertEquals(firstMac, lab.client().neighbour(VIP6));
    Capture capture = Capture.start(lab);

    lab.cut(1);

    // The client sends nothing: it can only know from the announcement.
    Await.until(
        "the client has the new node's MAC address",
        () -> lab.client().neighbour(VIP6),
        secondMac::equals);
    awaitMove(1, 2);
    lab.client().run("ping", "-c", "1", "-W", "5", VIP6).ok();
    lab.client().run("ping", "-c", "1", "-W", "5", VIP).ok();
    assertTrue(
        second.group("web").why().startsWith("no advert from 10.99.0.1 for "),
        () -> second.group("web").why());
    assertEquals("link eth0 is down", first.awaitRole("web", "FAULT").why());
    assertEquals("FAULT", first.groupIpv6("web").role());
    assertAnnounced(capture, VIP6, secondMac);
    assertAnnounced(capture, LINK_LOCAL_VIP, secondMac);

    lab.heal(1);
    awaitMove(2, 1);
    capture.assertSound("10.99.0.1", "10.99.0.2", "fe80::1", "fe80::2");
  }

  /** As RFC 9568 6.4.2 wants it: R, not S, O, the link-layer address, to all nodes. */
  private static void assertAnnounced(Capture capture, String address, String mac) {
    String announcement =
        "icmpv6.type == 136 && icmpv6.nd.na.target_address == " + address + " && eth.src == " + mac;
    List<List<String>> announcements =
        Await.until(
            address + " is announced",
            () ->
                capture.read(
                    announcement + " && ipv6.dst == ff02::1",
                    "eth.dst",
                    "ipv6.hlim",
                    "icmpv6.nd.na.flag.r",
                    "icmpv6.nd.na.flag.s",
                    "icmpv6.nd.na.flag.o",
                    "icmpv6.opt.linkaddr",
                    "icmpv6.checksum.status"),
            found -> !found.isEmpty());
    assertEquals(
        List.of(List.of("33:33:00:00:00:01", "255", "1", "0", "1", mac, "1")),
        announcements.stream().distinct().toList());
  }

  @Test
  void onAForcedFailoverAFailedCheckAndAStopBothFamiliesMove() throws Exception {
    Path works = new Scripts(lab).file("works");
    Scripts.touch(works);
    String check =
        "checks: { works: { script: [/usr/bin/test, -e, %s], every: 100ms, timeout: 5s, fall: 1, rise: 1 } }\n"
            .formatted(works);
    startPair(Groups.dualStack(150, "500ms") + check, Groups.dualStack(100, "500ms"));
    assertBothFamiliesAreShown();

    first.vipctl("failover", "web", "--hold", "1s").ok();
    awaitMove(1, 2);
    assertTrue(first.group("web").why().endsWith(" asked for a failover"));
    // The hold is over and the better node takes both back.
    awaitMove(2, 1);

    Files.delete(works);
    awaitMove(1, 2);
    assertEquals("check works is down", first.awaitRole("web", "FAULT").why());
    assertEquals("FAULT", first.groupIpv6("web").role());
    Scripts.touch(works);
    awaitMove(2, 1);

    Capture capture = Capture.start(lab);
    assertEquals(0, first.stop());
    awaitHoldsNone(lab.node(1));
    awaitMove(1, 2);
    // Skew_Time is 0.30 s; without the priority 0 it would be at least 1.3 s.
    double ipv4 = capture.secondsFromRelease("10.99.0.1", "10.99.0.2");
    double ipv6 = capture.secondsFromRelease("fe80::1", "fe80::2");
    assertTrue(ipv4 > 0.25 && ipv4 < 1.0, () -> "IPv4 took " + ipv4 + " s");
    assertTrue(ipv6 > 0.25 && ipv6 < 1.0, () -> "IPv6 took " + ipv6 + " s");
    capture.assertSound("10.99.0.1", "10.99.0.2", "fe80::1", "fe80::2");
  }

  private void assertBothFamiliesAreShown() {
    GroupStatus ipv4 = first.group("web");
    GroupStatus ipv6 = first.groupIpv6("web");
    assertEquals("ipv4", ipv4.text("family"));
    assertEquals("[\"10.99.0.100/24\"]", ipv4.json().get("addresses").toString());
    assertEquals("10.99.0.1", ipv4.text("active"));
    assertEquals(
        "[\"fe80::100/64\",\"2001:db8:99::100/64\"]", ipv6.json().get("addresses").toString());
    assertEquals("ACTIVE", ipv6.role());
    assertEquals("fe80::1", ipv6.text("active"));
    assertEquals("fe80::1", second.groupIpv6("web").text("active"));
    String text = second.vipctl("status").ok().out();
    assertTrue(text.contains("VRRPv3 over IPv4, VRID 51 on eth0, adverts every 500 ms"), text);
    assertTrue(text.contains("VRRPv3 over IPv6, VRID 51 on eth0, adverts every 500 ms"), text);
  }

  @Test
  void afterKillNineNoAddressOfEitherFamilyHasTwoHolders() {
    List<String> addresses = List.of(VIP, VIP6);
    List<AddressLog> ofFirst = logs(lab.node(1), addresses);
    List<AddressLog> ofSecond = logs(lab.node(2), addresses);
    startPair(Groups.dualStack(150, "1s"), Groups.dualStack(100, "1s"));

    first.kill();

    awaitMove(1, 2);
    for (int i = 0; i < addresses.size(); i++) {
      AddressLog taken = ofSecond.get(i);
      Await.until("node2's tenure is logged", () -> !taken.tenures().isEmpty());
      List<AddressLog.Tenure> before = ofFirst.get(i).tenures();
      AddressLog.Tenure after = taken.tenures().getFirst();
      assertEquals(1, before.size(), before::toString);
      assertTrue(
          before.getFirst().to().isBefore(after.from()), () -> before + " overlaps " + after);
    }
  }

  private static List<AddressLog> logs(Host host, List<String> addresses) {
    return addresses.stream().map(address -> AddressLog.start(host, address)).toList();
  }

  @Test
  void anIpv6AddressStandsBesideTheNodesOwnAndIsPutBackWhenSomebodyRemovesIt() {
    String before = onLinkRoute();
    first = lab.vipd(1).group("web", Groups.dualStack(150, "500ms") + "lease: off\n").start();
    awaitHoldsAll(lab.node(1));

    for (String address : List.of(VIP6, LINK_LOCAL_VIP)) {
      JsonObject held = lab.node(1).address(address);
      assertTrue(held.get("nodad").getAsBoolean(), held::toString);
      assertTrue(held.get("deprecated").getAsBoolean(), held::toString);
      assertFalse(held.has("tentative"), held::toString);
    }
    assertTheNodesOwnAddressIsTheSource();
    assertEquals(before, onLinkRoute());

    lab.node(1).ip("addr", "del", VIP6 + "/64", "dev", "eth0");
    first.awaitLog("somebody removed an address of web/ipv6; putting it back");
    lab.node(1).awaitHolds(VIP6);
    assertEquals(2, first.groupIpv6("web").transitions());
    assertEquals(1, first.groupIpv6("web").number("addresses-restored"));

    // What a killed daemon leaves behind is known for its own; what is somebody else's stays.
    lab.node(1).ip("addr", "add", "2001:db8:99::77/64", "dev", "eth0", "nodad");
    first.kill();
    assertTrue(lab.node(1).holds(VIP6));
    first.group("web", Groups.web(150, "500ms")).start();
    lab.node(1).awaitHoldsNot(VIP6);
    lab.node(1).awaitHoldsNot(LINK_LOCAL_VIP);
    assertTrue(lab.node(1).holds("2001:db8:99::77"));
    assertTrue(lab.node(1).holds("fe80::1"));
    assertEquals(before, onLinkRoute());
  }

  private void assertTheNodesOwnAddressIsTheSource() {
    String route = lab.node(1).ip("-6", "route", "get", "2001:db8:99::9").out();
    assertTrue(route.contains(" src 2001:db8:99::1 "), route);
  }

  private String onLinkRoute() {
    return lab.node(1).ip("-6", "route", "show", "2001:db8:99::/64").out();
  }

  @Test
  void aGroupOfIpv6OnlyElectsAndFailsOver() {
    first = lab.vipd(1).group("web", Groups.ipv6(150, "500ms")).start();
    lab.node(1).awaitHolds(VIP6);
    second = lab.vipd(2).group("web", Groups.ipv6(100, "500ms")).start();
    second.awaitBackupOf("web", "fe80::1");
    Capture capture = Capture.start(lab);

    assertEquals(0, first.stop());

    lab.node(2).awaitHolds(VIP6);
    lab.node(2).awaitHolds(LINK_LOCAL_VIP);
    assertFalse(lab.node(1).holds(VIP6));
    GroupStatus taken = second.group("web");
    assertEquals("ipv6", taken.text("family"));
    assertEquals("fe80::1 gave up the addresses (priority 0)", taken.why());
    capture.assertSound("fe80::1", "fe80::2");
  }
}
