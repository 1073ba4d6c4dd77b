package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.LINK_LOCAL_VIP;
import static io.vipd.systemtests.Groups.VIP;
import static io.vipd.systemtests.Groups.VIP6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Accept_Mode false (RFC 9568 6.1) on an Active node on which nginx listens. */
class AcceptModeTest {
  private static final List<String> VIRTUAL = List.of(VIP, VIP6, LINK_LOCAL_VIP + "%eth0");
  private static final List<String> OWN = List.of("10.99.0.1", "2001:db8:99::1", "fe80::1%eth0");

  @RegisterExtension final Lab lab = new Lab(1, "nft", "ping", "nginx", "curl");

  private Vipd vipd;

  @BeforeEach
  void start() {
    lab.addIpv6();
    Nginx.start(lab.node(1), lab.folder("nginx"));
    nft("add table inet admin");
    nft("add chain inet admin input { type filter hook input priority 0; policy accept; }");
    nft("add rule inet admin input tcp dport 81 drop");
    vipd = lab.vipd(1).group("web", Groups.dualStack(100, "500ms") + "accept: false\n");
  }

  private String nft(String command) {
    return lab.node(1).run("nft", command).ok().out();
  }

  private void awaitHoldsAll() {
    lab.node(1).awaitHolds(VIP);
    lab.node(1).awaitHolds(VIP6);
    lab.node(1).awaitHolds(LINK_LOCAL_VIP);
  }

  private boolean answers(String address) {
    return lab.client().run("ping", "-c", "1", "-W", "1", address).exitCode() == 0;
  }

  private boolean serves(String address) {
    return lab.client()
        .run("curl", "-s", "-m", "1", "http://" + address + "/")
        .out()
        .equals("node1");
  }

  @Test
  void whatIsSentToTheAddressesIsDroppedWhileArpAndNeighbourDiscoveryAreAnswered() {
    String admins = nft("list table inet admin");
    vipd.start();
    awaitHoldsAll();

    for (String address : VIRTUAL) {
      assertFalse(answers(address), address);
    }
    assertFalse(serves(VIP));
    assertFalse(serves("[" + VIP6 + "]"));
    String mac = lab.node(1).mac();
    assertEquals(mac, lab.client().neighbour(VIP));
    assertEquals(mac, lab.client().neighbour(VIP6));
    assertEquals(mac, lab.client().neighbour(LINK_LOCAL_VIP));
    for (String address : OWN) {
      assertTrue(answers(address), address);
    }
    assertTrue(serves("10.99.0.1"));
    assertTrue(serves("[2001:db8:99::1]"));
    assertEquals(admins, nft("list table inet admin"));
    assertEquals(2, nft("list tables").lines().count());

    // The rules file of most hosts begins with this.
    nft("flush ruleset");
    assertFalse(answers(VIP));

    assertEquals(0, vipd.stop());
    assertEquals("", nft("list tables"));
    // The same without the line: it was vipd that dropped them.
    vipd.group("web", Groups.dualStack(100, "500ms")).start();
    awaitHoldsAll();
    for (String address : VIRTUAL) {
      assertTrue(answers(address), address);
    }
    assertTrue(serves(VIP));
    assertTrue(serves("[" + VIP6 + "]"));
  }

  @Test
  void aDaemonThatIsKilledLeavesNoRuleBehind() {
    vipd.start();
    awaitHoldsAll();
    assertEquals(2, nft("list tables").lines().count());

    vipd.kill();

    Await.until(
        "only the administrator's table is left", () -> nft("list tables").lines().count() == 1);
    assertEquals("table inet admin\n", nft("list tables"));
  }
}
