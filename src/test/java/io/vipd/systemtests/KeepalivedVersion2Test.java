package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** vipd on node1 and a real keepalived on node2 by VRRPv2, which keepalived speaks unless told. */
class KeepalivedVersion2Test {
  private static final String PASSWORD = "auth: { password: open-sez }\n";

  @RegisterExtension final Lab lab = new Lab(2, "keepalived", "tcpdump", "tshark");

  private Capture capture;

  @BeforeEach
  void record() {
    capture = Capture.start(lab);
  }

  private Vipd vipd(String group) {
    return lab.vipd(1).group("web", group).start();
  }

  private Keepalived keepalived(KeepalivedInstance instance) {
    return Keepalived.start(lab.node(2), lab.folder("keepalived"), instance);
  }

  private static KeepalivedInstance web(int priority) {
    return KeepalivedInstance.of("web", VIP + "/24").version(2).interval("1").priority(priority);
  }

  @Test
  void keepalivedReplacesAVipdThatStopsAndVipdAKeepalivedThatIsKilled() {
    Vipd vipd = vipd(Groups.version2(150));
    lab.node(1).awaitHolds(VIP);
    Keepalived keepalived = keepalived(web(100));

    assertEquals(0, vipd.stop());
    lab.node(2).awaitHolds(VIP);
    assertReleaseHonoured("10.99.0.1", "10.99.0.2");

    vipd.group("web", Groups.version2(50)).start();
    assertEquals(1, vipd.awaitBackupOf("web", "10.99.0.2").transitions());
    keepalived.kill();
    GroupStatus active = vipd.awaitRole("web", "ACTIVE");
    assertTrue(active.why().startsWith("no advert from 10.99.0.2 for "), active::why);
    assertTrue(active.peer("10.99.0.2").get("warning").isJsonNull(), active::toString);
    lab.node(1).awaitHolds(VIP);
    capture.await("vrrp.prio == 50");
    assertWireIsSound(keepalived);
  }

  @Test
  void withAPasswordVipdReplacesAKeepalivedThatStopsAndKeepalivedAVipdThatIsKilled() {
    Keepalived keepalived = keepalived(web(150).password("open-sez"));
    keepalived.awaitMaster();
    Vipd vipd = vipd(Groups.version2(200) + PASSWORD);
    lab.node(1).awaitHolds(VIP);
    lab.node(2).awaitHoldsNot(VIP);

    vipd.kill();
    lab.node(2).awaitHolds(VIP);
    lab.node(1).awaitHoldsNot(VIP);

    vipd.group("web", Groups.version2(100) + PASSWORD).start();
    vipd.awaitBackupOf("web", "10.99.0.2");
    keepalived.stop();
    assertEquals(
        "10.99.0.2 gave up the addresses (priority 0)", vipd.awaitRole("web", "ACTIVE").why());
    lab.node(1).awaitHolds(VIP);
    assertReleaseHonoured("10.99.0.2", "10.99.0.1");
    assertEquals(
        List.of(List.of("1", "open-sez")),
        capture.read("vrrp", "vrrp.auth_type", "vrrp.auth_string").stream().distinct().toList());
    assertWireIsSound(keepalived);
  }

  /** Skew_Time of priority 100 is 0.61 s; a node that ignores priority 0 takes at least 2.6 s. */
  private void assertReleaseHonoured(String from, String to) {
    double gap = capture.secondsFromRelease(from, to);
    assertTrue(gap > 0.55 && gap < 1.5, () -> to + " took over after " + gap + " s");
  }

  /** tshark finds nothing wrong with anybody's adverts, keepalived nothing with ours. */
  private void assertWireIsSound(Keepalived keepalived) {
    capture.assertSoundVersion2("10.99.0.1", "10.99.0.2");
    assertEquals(List.of(), keepalived.complaints());
  }
}
