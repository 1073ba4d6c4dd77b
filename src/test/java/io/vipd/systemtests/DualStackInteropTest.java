package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.LINK_LOCAL_VIP;
import static io.vipd.systemtests.Groups.VIP;
import static io.vipd.systemtests.Groups.VIP6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A group with addresses of both families on node1, beside somebody on node2 to whom these are two
 * routers of one VRID that know nothing of each other. Each dies once while it is Active.
 */
class DualStackInteropTest {
  @RegisterExtension final Lab lab = new Lab(2, "keepalived", "vtysh", "tcpdump", "tshark");

  private Capture capture;
  private Vipd vipd;

  @BeforeEach
  void start() {
    lab.addIpv6();
    capture = Capture.start(lab);
    vipd = lab.vipd(1).group("web", Groups.dualStack(150, "500ms")).start();
    awaitHolds(1);
  }

  private void awaitHolds(int node) {
    lab.node(node).awaitHolds(VIP);
    lab.node(node).awaitHolds(VIP6);
  }

  /** Its second life: of lower priority, and a Backup in both families. */
  private void restartAsBackup() {
    vipd.group("web", Groups.dualStack(50, "500ms")).start();
    vipd.awaitBackupOf("web", "10.99.0.2");
    Await.until(
        "the other one is heard over IPv6",
        () -> vipd.groupIpv6("web"),
        group -> group.role().equals("BACKUP") && group.number("adverts-received") > 1);
    assertEquals(1, vipd.group("web").transitions());
    assertEquals(1, vipd.groupIpv6("web").transitions());
  }

  @Test
  void besideTwoInstancesOfKeepalivedBothFamiliesMoveTogether() {
    Keepalived keepalived =
        Keepalived.start(
            lab.node(2),
            lab.folder("keepalived"),
            KeepalivedInstance.of("web", VIP + "/24"),
            KeepalivedInstance.of("web6", LINK_LOCAL_VIP + "/64", VIP6 + "/64"));

    vipd.kill();
    awaitHolds(2);

    restartAsBackup();
    keepalived.kill();
    awaitHolds(1);
    assertActive("fe80::2");
    assertEquals(List.of(), keepalived.complaints());
    capture.assertSound("10.99.0.1", "10.99.0.2", "fe80::1", "fe80::2");
  }

  @Test
  void besideFrrBothFamiliesMoveTogether() {
    Frr frr =
        Frr.start(
            lab.node(2),
            lab.folder("frr"),
            FrrRouter.of(VIP + "/24", LINK_LOCAL_VIP + "/64", VIP6 + "/64"));

    vipd.kill();
    frr.awaitMaster();
    capture.await("vrrp && ipv6.dst == ff02::12 && vrrp.prio == 100");

    restartAsBackup();
    String peer = vipd.groupIpv6("web").text("active");
    frr.kill();
    awaitHolds(1);
    assertActive(peer);
    capture.assertSound("10.99.0.1", "10.99.0.2", "fe80::1", peer);
  }

  /** It is Active again in both families, and has nothing to say of the peer that died. */
  private void assertActive(String ipv6Peer) {
    capture.await("vrrp && ip.src == 10.99.0.1 && vrrp.prio == 50");
    capture.await("vrrp && ipv6.src == fe80::1 && vrrp.prio == 50");
    GroupStatus ipv4 = vipd.group("web");
    GroupStatus ipv6 = vipd.groupIpv6("web");
    assertEquals("ACTIVE", ipv4.role());
    assertEquals("ACTIVE", ipv6.role());
    assertTrue(ipv4.peer("10.99.0.2").get("warning").isJsonNull(), ipv4::toString);
    assertTrue(ipv6.peer(ipv6Peer).get("warning").isJsonNull(), ipv6::toString);
  }
}
