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

  @RegisterExtension final Lab lab = new Lab(2, "nft", "ping");

  private Vipd first;
  private Vipd second;

  @Test
  void bothSidesMoveOnAnOrderOnAFaultOfOneAndStayWhenTheDaemonIsKilled() throws Exception {
    lab.addSegment("in0", "10.98.0.");
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

  /** {@code conf/examples/firewall-pair} as it stands there. */
  @Test
  void theExampleOfAFirewallMovesBothSidesWhenTheRouterIsOutOfReachOrOneSideFails() {
    lab.addSegment("eth1", "10.0.0.10"); // 10.0.0.101 and so on, for 10.0.0.1 is the gateway
    Host router = lab.client();
    router.ip("addr", "add", "192.0.2.254/24", "dev", "eth0");
    for (int number = 1; number <= 2; number++) {
      lab.node(number).ip("addr", "flush", "dev", "eth0");
      lab.node(number).ip("addr", "add", "192.0.2." + number + "/24", "dev", "eth0");
    }
    first = lab.vipd(1).example("firewall-pair/node-a").start();
    awaitFirewallAt(1);
    second = lab.vipd(2).example("firewall-pair/node-b").start();
    second.awaitBackupOf("inside", "10.0.0.101");
    router.run("ping", "-c", "1", "-W", "5", "-I", "eth1", "10.0.0.1").ok();

    router.run("nft", "add table arp deaf").ok();
    router.run("nft", "add chain arp deaf in { type filter hook input priority 0; }").ok();
    router.run("nft", "add rule arp deaf in arp saddr ip 192.0.2.1 drop").ok();
    awaitFirewallAt(2);
    GroupStatus worse = first.awaitRole("outside", "BACKUP");
    assertEquals(90, worse.number("priority"));
    assertEquals(90, first.group("inside").number("priority"));

    // A router out of reach is the lesser evil.
    lab.node(2).ip("link", "set", "eth1", "down");
    awaitFirewallAt(1);
    assertEquals(
        "moves with inside, which is at fault: link eth1 is down",
        second.awaitRole("outside", "FAULT").why());
  }

  private void awaitFirewallAt(int number) {
    awaitBothAt(number, "192.0.2.10", "eth1", "10.0.0.1");
  }

  private static long transitions(Vipd vipd) {
    return vipd.group("inside").transitions() + vipd.group("outside").transitions();
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
    awaitBothAt(number, VIP, "in0", INSIDE);
  }

  private void awaitBothAt(int number, String outside, String insideInterface, String inside) {
    Await.until(
        "node" + number + " alone has both sides",
        () ->
            held(lab.node(1), outside, insideInterface, inside)
                + " "
                + held(lab.node(2), outside, insideInterface, inside),
        held -> held.equals(number == 1 ? "both none" : "none both"));
  }

  private static String held(Host node, String outside, String insideInterface, String inside) {
    boolean out = node.addresses().contains(outside);
    boolean in = node.addresses(insideInterface).contains(inside);
    return out && in ? "both" : out || in ? "one" : "none";
  }
}
