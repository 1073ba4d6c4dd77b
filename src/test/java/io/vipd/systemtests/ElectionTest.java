package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who of two healthy nodes is Active. */
class ElectionTest {
  @RegisterExtension final Lab lab = new Lab(2, "tcpdump", "tshark");

  @Test
  void aHigherPriorityTakesTheAddressFromAHealthyNode() {
    Vipd second = lab.vipd(2).group("web", Groups.web(100, "250ms")).start();
    lab.node(2).awaitHolds(VIP);

    Vipd first = lab.vipd(1).group("web", Groups.web(150, "250ms")).start();

    lab.node(1).awaitHolds(VIP);
    assertEquals(
        "10.99.0.2 has a lower priority (100 against 150)", first.awaitRole("web", "ACTIVE").why());
    lab.node(2).awaitHoldsNot(VIP);
    assertEquals(
        "10.99.0.1 has a higher priority (150 against 100)",
        second.awaitRole("web", "BACKUP").why());
    assertEquals(
        0, conflicts(second), "whom it takes the address from hears why before it hears of it");
    assertEquals(0, conflicts(first));
  }

  private static long conflicts(Vipd vipd) {
    return vipd.group("web").json().getAsJsonObject("ownership").get("conflicts").getAsLong();
  }

  @Test
  void withoutPreemptionAHigherPriorityWaitsUntilTheOtherOneGoes() {
    Vipd second = lab.vipd(2).group("web", Groups.web(100, "250ms")).start();
    lab.node(2).awaitHolds(VIP);

    Vipd first = lab.vipd(1).group("web", Groups.web(150, "250ms") + "preempt: false\n").start();

    // Ten adverts are three times as long as it takes to give up on a silent node.
    Await.until(
        "node1 has heard ten adverts", () -> first.group("web").number("adverts-received") >= 10);
    GroupStatus waiting = first.group("web");
    assertEquals("BACKUP", waiting.role());
    assertEquals("10.99.0.2", waiting.text("active"));
    assertFalse(lab.node(1).holds(VIP));

    second.stop();
    lab.node(1).awaitHolds(VIP);
  }

  @Test
  void aPreemptDelayHoldsBackAChallengeButNotATakeoverOnSilence() {
    Vipd second = lab.vipd(2).group("web", Groups.web(100, "100ms")).start();
    lab.node(2).awaitHolds(VIP);
    Vipd first = lab.vipd(1).group("web", Groups.web(150, "100ms") + "preempt-delay: 1h\n").start();
    GroupStatus held = first.awaitBackupOf("web", "10.99.0.2");
    assertTrue(held.number("hold-ms") > 3_500_000, held::toString);

    second.kill();

    first.awaitRole("web", "ACTIVE");
    lab.node(1).awaitHolds(VIP);
  }

  @Test
  void equalPrioritiesAreDecidedByTheHigherAddress() {
    Vipd first = lab.vipd(1).group("web", Groups.web(100, "250ms")).start();
    lab.node(1).awaitHolds(VIP);
    Vipd second = lab.vipd(2).group("web", Groups.web(100, "250ms")).start();
    second.awaitBackupOf("web", "10.99.0.1");
    second.awaitLog(
        "a peer of web differs: its priority is ours, 100, so that the higher address decides; give"
            + " each node its own. group=web peer=10.99.0.1");

    // Only two Active routers have to decide: cut them apart, then let them meet.
    lab.cutSilently(1);
    lab.node(2).awaitHolds(VIP);
    lab.heal(1);

    lab.node(1).awaitHoldsNot(VIP);
    GroupStatus yielded = first.awaitRole("web", "BACKUP");
    assertEquals("10.99.0.2 has the same priority 100 and a higher address", yielded.why());
    assertEquals("ACTIVE", second.group("web").role());
    assertTrue(lab.node(2).holds(VIP));
  }

  @Test
  void twoGroupsWithCrossedPrioritiesShareTwoNodes() {
    String north =
        """
        vrid: 61
        interface: eth0
        priority: %d
        interval: 100ms
        addresses: [10.99.0.61/24]
        """;
    String south = north.replace("61", "62");
    lab.vipd(1).group("north", north.formatted(150)).group("south", south.formatted(100)).start();
    lab.vipd(2).group("north", north.formatted(100)).group("south", south.formatted(150)).start();
    Await.until(
        "each node holds its own",
        () ->
            lab.node(1).addresses().equals(List.of("10.99.0.1", "10.99.0.61"))
                && lab.node(2).addresses().equals(List.of("10.99.0.2", "10.99.0.62")));

    lab.cut(1);
    Await.until(
        "node2 holds both",
        () -> lab.node(2).addresses().containsAll(List.of("10.99.0.61", "10.99.0.62")));

    lab.heal(1);
    Await.until(
        "each node holds its own again",
        () ->
            lab.node(1).addresses().equals(List.of("10.99.0.1", "10.99.0.61"))
                && lab.node(2).addresses().equals(List.of("10.99.0.2", "10.99.0.62")));
  }

  @Test
  void anotherAddressListIsAWarningAndNoReasonToIgnoreThePeer() {
    Vipd first =
        lab.vipd(1)
            .group(
                "web",
                Groups.web(150, "250ms")
                    .replace("[10.99.0.100/24]", "[10.99.0.100/24, 10.99.0.101/24]"))
            .start();
    lab.node(1).awaitHolds(VIP);
    Vipd second = lab.vipd(2).group("web", Groups.web(100, "250ms")).start();

    GroupStatus status =
        Await.until(
            "node2 has heard node1 many times",
            () -> second.group("web"),
            group -> group.number("adverts-received") >= 10);
    assertEquals("BACKUP", status.role());
    assertEquals(
        "it lists other addresses than this node, or in another order",
        status.peer("10.99.0.1").get("warning").getAsString());
    assertEquals("ACTIVE", first.group("web").role());
  }

  @Test
  void anotherIntervalIsLearnedAndWarnedOf() {
    lab.vipd(1).group("web", Groups.web(150, "500ms")).start();
    lab.node(1).awaitHolds(VIP);
    Vipd second = lab.vipd(2).group("web", Groups.web(100, "100ms")).start();

    // Before the first advert it can only know its own interval, so it may be Active for a moment.
    GroupStatus learned = second.awaitBackupOf("web", "10.99.0.1");
    // With its own interval it would give up after 0.36 s, before each advert that follows.
    GroupStatus status =
        Await.until(
            "node2 has heard five more",
            () -> second.group("web"),
            group -> group.number("adverts-received") >= learned.number("adverts-received") + 5);
    assertEquals("BACKUP", status.role());
    assertEquals(learned.transitions(), status.transitions());
    assertEquals(
        "its advertisement interval is 500 ms, ours 100 ms",
        status.peer("10.99.0.1").get("warning").getAsString());
  }

  @Test
  void unicastPeersSendNothingByMulticast() {
    Vipd first =
        lab.vipd(1).group("web", Groups.web(150, "100ms") + "peers: [10.99.0.2]\n").start();
    lab.node(1).awaitHolds(VIP);
    Capture capture = Capture.start(lab);
    Vipd second =
        lab.vipd(2).group("web", Groups.web(100, "100ms") + "peers: [10.99.0.1]\n").start();
    second.awaitBackupOf("web", "10.99.0.1");

    assertEquals(0, first.stop());

    lab.node(2).awaitHolds(VIP);
    capture.await("vrrp && ip.src == 10.99.0.2");
    capture.stop();
    List<Capture.Advert> adverts = capture.adverts();
    assertTrue(
        adverts.stream()
            .allMatch(advert ->
                advert
                    .destination()
                    .equals(advert.source().equals("10.99.0.1") ? "10.99.0.2" : "10.99.0.1")),
        adverts::toString);
    assertTrue(
        adverts.contains(
            adverts.stream().filter(advert -> advert.priority() == 0).findFirst().orElseThrow()));
    assertEquals(
        List.of(),
        capture.read("vrrp.checksum.status != 1", "ip.src", "vrrp.checksum"),
        "checksums");
  }

  @Test
  void aStrangerIsNotAmongTheUnicastPeers() {
    Vipd first =
        lab.vipd(1).group("web", Groups.web(150, "250ms") + "peers: [10.99.0.3]\n").start();
    lab.node(1).awaitHolds(VIP);
    lab.vipd(2).group("web", Groups.web(200, "250ms") + "peers: [10.99.0.1]\n").start();

    first.awaitLog("rule=UNKNOWN_PEER");
    assertEquals("ACTIVE", first.group("web").role());
    assertEquals("never heard", first.group("web").peer("10.99.0.3").get("warning").getAsString());
  }
}
