package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.LINK_LOCAL_VIP;
import static io.vipd.systemtests.Groups.VIP6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** vipd on node1 and a real keepalived on node2 by VRRPv3 over IPv6. */
class KeepalivedIpv6Test {
  @RegisterExtension final Lab lab = new Lab(2, "keepalived", "tcpdump", "tshark");

  private Capture capture;

  @BeforeEach
  void record() {
    lab.addIpv6();
    capture = Capture.start(lab);
  }

  private Vipd vipd(String group) {
    return lab.vipd(1).group("web", group + "strict: true\n").start();
  }

  private Keepalived keepalived(KeepalivedInstance instance) {
    return Keepalived.start(lab.node(2), lab.folder("keepalived"), instance);
  }

  private static KeepalivedInstance web(int priority) {
    return KeepalivedInstance.of("web", LINK_LOCAL_VIP + "/64", VIP6 + "/64").priority(priority);
  }

  @Test
  void keepalivedReplacesAVipdThatIsKilledAndVipdAKeepalivedThatStops() {
    Vipd vipd = vipd(Groups.ipv6(150, "500ms"));
    lab.node(1).awaitHolds(VIP6);
    Keepalived keepalived = keepalived(web(100));

    vipd.kill();
    lab.node(2).awaitHolds(VIP6);
    lab.node(1).awaitHoldsNot(VIP6);

    vipd.group("web", Groups.ipv6(50, "500ms") + "strict: true\n").start();
    assertEquals(1, vipd.awaitBackupOf("web", "fe80::2").transitions());
    keepalived.stop();
    GroupStatus active = vipd.awaitRole("web", "ACTIVE");
    assertEquals("fe80::2 gave up the addresses (priority 0)", active.why());
    assertTrue(active.peer("fe80::2").get("warning").isJsonNull(), active::toString);
    lab.node(1).awaitHolds(VIP6);
    // Skew_Time of priority 50 is 0.40 s; without the priority 0 it would be at least 1.5 s.
    double gap = capture.secondsFromRelease("fe80::2", "fe80::1");
    assertTrue(gap > 0.35 && gap < 1.1, () -> "vipd took over after " + gap + " s");
    capture.assertSound("fe80::1", "fe80::2");
    assertEquals(List.of(), keepalived.complaints());
  }

  /**
   * By unicast keepalived 2.2.7 leaves the hop limit at the kernel's 64, so 255 is no condition.
   */
  @Test
  void byUnicastEachReplacesTheOtherAndAHopLimitThatIsTooLowIsNamed() {
    String peers = "peers: ['2001:db8:99::2']\n";
    Vipd vipd = vipd(Groups.ipv6(150, "500ms") + peers);
    lab.node(1).awaitHolds(VIP6);
    Keepalived keepalived = keepalived(web(100).unicast("2001:db8:99::2", "2001:db8:99::1"));

    assertEquals(0, vipd.stop());
    lab.node(2).awaitHolds(VIP6);
    // Skew_Time of priority 100 is 0.30 s; without the priority 0 it would be at least 1.3 s.
    double gap = capture.secondsFromRelease("2001:db8:99::1", "2001:db8:99::2");
    assertTrue(gap > 0.25 && gap < 1.0, () -> "keepalived took over after " + gap + " s");

    vipd.group("web", Groups.ipv6(50, "500ms") + peers).start();
    Await.until(
        "keepalived is refused",
        () -> vipd.group("web").peer("2001:db8:99::2").get("warning").getAsString(),
        "its adverts are refused: it came through a router (TTL or hop limit)"::equals);
    assertEquals(0, vipd.stop());
    vipd.group("web", Groups.ipv6(50, "500ms") + peers + "min-ttl: 64\n").start();
    vipd.awaitBackupOf("web", "2001:db8:99::2");
    keepalived.kill();
    lab.node(1).awaitHolds(VIP6);
    capture.await("vrrp.prio == 50");
    capture.stop();
    assertEquals(List.of(), capture.read("vrrp && ipv6.dst == ff02::12", "ipv6.src"));
    assertEquals(List.of(), capture.read("vrrp && vrrp.checksum.status != 1", "ipv6.src"));
    assertEquals(
        List.of(List.of("255")),
        capture.read("vrrp && !icmpv6 && ipv6.src == 2001:db8:99::1", "ipv6.hlim").stream()
            .distinct()
            .toList());
    assertEquals(List.of(), keepalived.complaints());
  }
}
