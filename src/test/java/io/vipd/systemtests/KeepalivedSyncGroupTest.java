package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Both sides of a firewall: a sync group of vipd on node1, a {@code vrrp_sync_group} of keepalived
 * on node2.
 */
class KeepalivedSyncGroupTest {
  private static final String INSIDE = "10.98.0.100";

  @RegisterExtension final Lab lab = new Lab(2, "keepalived");

  private Vipd vipd;
  private Keepalived keepalived;

  @BeforeEach
  void addInside() {
    lab.addSegment("in0", "10.98.0.");
  }

  private void startVipd(int priority) throws IOException {
    vipd = lab.vipd(1).group("outside", Groups.web(priority, "500ms"));
    vipd.group(
        "inside",
        Groups.web(priority, "500ms")
            .replace("vrid: 51", "vrid: 52")
            .replace("eth0", "in0")
            .replace(VIP, INSIDE));
    Files.writeString(
        vipd.configFolder().resolve("vipd.yaml"), "sync: { firewall: [outside, inside] }\n");
    vipd.start();
  }

  private void startKeepalived(int priority) {
    keepalived =
        Keepalived.startTied(
            lab.node(2),
            lab.folder("keepalived"),
            KeepalivedInstance.of("outside", VIP + "/24").priority(priority),
            KeepalivedInstance.of("inside", INSIDE + "/24").on("in0").vrid(52).priority(priority));
  }

  @Test
  void aFaultOfEitherSideOfVipdMovesBothToKeepalivedAndNoCutLeavesThemSplit() throws Exception {
    startVipd(150);
    awaitBothAt(1);
    startKeepalived(100);

    for (String side : List.of("in0", "eth0")) {
      lab.node(1).ip("link", "set", side, "down");
      awaitBothAt(2);
      lab.node(1).ip("link", "set", side, "up");
      awaitBothAt(1);
    }

    vipd.vipctl("failover", "inside", "--hold", "0s").ok();
    awaitBothAt(2);
    awaitBothAt(1);

    // Two holders while neither hears the other, and one again afterwards.
    cut();
    awaitHeld("both both");
    healInside();
    lab.heal(1);
    awaitBothAt(1);
    assertEquals(List.of(), keepalived.complaints());
  }

  @Test
  void aFaultOfEitherSideOfKeepalivedMovesBothToVipdAndNoCutLeavesThemSplit() throws Exception {
    startKeepalived(150);
    awaitBothAt(2);
    startVipd(100);
    vipd.awaitBackupOf("outside", "10.99.0.2");

    for (String side : List.of("in0", "eth0")) {
      lab.node(2).ip("link", "set", side, "down");
      awaitBothAt(1);
      lab.node(2).ip("link", "set", side, "up");
      awaitBothAt(2);
    }

    // A cut of the leader's network alone: who is deaf there claims that side and no other.
    lab.cutSilently(1);
    awaitHeld("outside both");
    lab.heal(1);
    awaitBothAt(2);
    assertEquals("BACKUP", vipd.group("inside").role());
  }

  private void cut() {
    lab.cutSilently(1);
    lab.network().ip("link", "set", Lab.secondPort(lab.node(1)), "nomaster");
  }

  private void healInside() {
    lab.network().ip("link", "set", Lab.secondPort(lab.node(1)), "master", "br1");
  }

  private void awaitBothAt(int number) {
    awaitHeld(number == 1 ? "both none" : "none both");
  }

  private void awaitHeld(String wanted) {
    Await.until("the nodes hold " + wanted, this::held, wanted::equals);
  }

  private String held() {
    return held(1) + " " + held(2);
  }

  private String held(int number) {
    boolean outside = lab.node(number).addresses().contains(VIP);
    boolean inside = lab.node(number).addresses("in0").contains(INSIDE);
    return outside && inside ? "both" : outside ? "outside" : inside ? "inside" : "none";
  }
}
