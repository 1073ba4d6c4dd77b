package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One group of three nodes, each with another implementation: vipd on node1, keepalived on node2,
 * FRR on node3. The best is Active; when it dies, the next one follows.
 */
class MixedGroupTest {
  @RegisterExtension final Lab lab = new Lab(3, "keepalived", "vtysh", "tcpdump", "tshark");

  private Capture capture;

  @BeforeEach
  void record() {
    capture = Capture.start(lab);
  }

  private Vipd vipd(int priority) {
    return lab.vipd(1).group("web", Groups.web(priority, "500ms")).start();
  }

  private Keepalived keepalived(int priority) {
    return Keepalived.start(
        lab.node(2),
        lab.folder("keepalived"),
        KeepalivedInstance.of("web", VIP + "/24").priority(priority));
  }

  private Frr frr(int priority) {
    return Frr.start(lab.node(3), lab.folder("frr"), FrrRouter.of(VIP + "/24").priority(priority));
  }

  @Test
  void vipdThenKeepalivedThenFrr() {
    Vipd vipd = vipd(200);
    vipd.awaitRole("web", "ACTIVE");
    Keepalived keepalived = keepalived(150);
    Frr frr = frr(100);
    awaitHeard(frr);

    vipd.kill();
    keepalived.awaitMaster();
    keepalived.kill();
    frr.awaitMaster();

    assertActiveInTurn("10.99.0.1 200", "10.99.0.2 150", "10.99.0.3 100");
  }

  @Test
  void keepalivedThenFrrThenVipd() {
    Keepalived keepalived = keepalived(200);
    keepalived.awaitMaster();
    Vipd vipd = vipd(100);
    Frr frr = frr(150);
    vipd.awaitBackupOf("web", "10.99.0.2");
    awaitHeard(frr);

    keepalived.kill();
    frr.awaitMaster();
    vipd.awaitBackupOf("web", "10.99.0.3");
    frr.kill();
    lab.node(1).awaitHolds(VIP);

    assertActiveInTurn("10.99.0.2 200", "10.99.0.3 150", "10.99.0.1 100");
  }

  /** Until then its timer runs from its own start, and may end after that of a worse node. */
  private static void awaitHeard(Frr frr) {
    Await.until("FRR has heard the Active router", () -> frr.advertsReceived() > 0);
  }

  /** These nodes, with their priorities, have advertised, each as long as it was Active. */
  private void assertActiveInTurn(String... nodes) {
    List<String> expected = List.of(nodes);
    capture.await("vrrp && ip.src == " + expected.getLast().split(" ")[0]);
    capture.assertSound("10.99.0.1", "10.99.0.2", "10.99.0.3");
    List<String> senders =
        capture.adverts().stream()
            .map(advert -> advert.source() + " " + advert.priority())
            .toList();
    assertEquals(expected, senders.stream().distinct().toList());
    assertEquals(
        senders.stream().sorted((a, b) -> expected.indexOf(a) - expected.indexOf(b)).toList(),
        senders);
  }
}
