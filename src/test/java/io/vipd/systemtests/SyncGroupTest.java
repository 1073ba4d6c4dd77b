package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Both sides of a firewall move together. */
class SyncGroupTest {
  private static final String INSIDE = "10.98.0.100";

  @RegisterExtension final Lab lab = new Lab(2);

  private Vipd first;
  private Vipd second;

  @Test
  void bothSidesMoveOnAnOrderOnAFaultOfOneAndStayWhenTheDaemonIsKilled() throws Exception {
    addInside();
    first = firewall(1, 150, "500ms").start();
    awaitBothAt(1);
    second = firewall(2, 100, "500ms").start();
    second.awaitBackupOf("outside", "10.99.0.1");

    String moved = first.vipctl("failover", "inside", "--hold", "0s").ok().out();
    assertTrue(moved.startsWith("inside (with outside): 10.99.0.2 is active after "), moved);
    awaitBothAt(2);
    assertEquals("root asked for a failover", first.group("inside").why());
    awaitBothAt(1);

    lab.node(1).ip("link", "set", "in0", "down");
    awaitBothAt(2);
    assertEquals(
        "moves with inside, which is at fault: link in0 is down",
        first.awaitRole("outside", "FAULT").why());
    lab.node(1).ip("link", "set", "in0", "up");
    awaitBothAt(1);

    // Patient from here on, for a machine that takes seconds to start a JVM.
    second.awaitBackupOf("outside", "10.99.0.1");
    for (Vipd vipd : List.of(first, second)) {
      firewall(vipd, vipd == first ? 150 : 100, "4s");
      vipd.vipctl("reload").ok();
    }
    long transitions = transitions(second);
    first.kill();
    first.start();
    for (String group : List.of("inside", "outside")) {
      assertEquals(
          "was Active before vipd was restarted, and goes on",
          first.awaitRole(group, "ACTIVE").why());
    }
    awaitBothAt(1);
    assertEquals(transitions, transitions(second), "the peer never took over");
  }

  private static long transitions(Vipd vipd) {
    return vipd.group("inside").transitions() + vipd.group("outside").transitions();
  }

  /** A second switch, on which the nodes' in0 are 10.98.0.1 and 10.98.0.2. */
  private void addInside() {
    lab.network().ip("link", "add", "br1", "type", "bridge");
    lab.network().ip("link", "set", "br1", "up");
    for (int number = 1; number <= 2; number++) {
      Host node = lab.node(number);
      String port = "inside" + number;
      lab.network()
          .ip("link", "add", port, "type", "veth", "peer", "in0", "netns", node.namespace());
      lab.network().ip("link", "set", port, "master", "br1", "up");
      node.ip("addr", "add", "10.98.0." + number + "/24", "dev", "in0");
      node.ip("link", "set", "in0", "up");
    }
  }

  private Vipd firewall(int number, int priority, String interval) throws Exception {
    return firewall(lab.vipd(number), priority, interval);
  }

  private static Vipd firewall(Vipd vipd, int priority, String interval) throws Exception {
    vipd.group("outside", Groups.web(priority, interval));
    vipd.group(
        "inside",
        Groups.web(priority, interval)
            .replace("vrid: 51", "vrid: 52")
            .replace("eth0", "in0")
            .replace(VIP, INSIDE));
    Path node = vipd.configFolder().resolve("vipd.yaml");
    String before = Files.exists(node) ? Files.readString(node) : "";
    if (!before.contains("sync:")) {
      Files.writeString(node, before + "sync: { firewall: [outside, inside] }\n");
    }
    return vipd;
  }

  private void awaitBothAt(int number) {
    Await.until(
        "node" + number + " alone has both sides",
        () -> held(1) + " " + held(2),
        held -> held.equals(number == 1 ? "both none" : "none both"));
  }

  private String held(int number) {
    boolean outside = lab.node(number).addresses().contains(VIP);
    boolean inside = lab.node(number).addresses("in0").contains(INSIDE);
    return outside && inside ? "both" : outside || inside ? "one" : "none";
  }
}
