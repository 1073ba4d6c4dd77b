package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.LINK_LOCAL_VIP;
import static io.vipd.systemtests.Groups.VIP;
import static io.vipd.systemtests.Groups.VIP6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.systemtests.Capture.ChecksumForm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** vipd and a real FRR, both of VRID 51; vipd on node1 and FRR on node2 unless a test says so. */
class FrrInteropTest {
  @RegisterExtension final Lab lab = new Lab(2, "vtysh", "tcpdump", "tshark");

  private Capture capture;

  @BeforeEach
  void record() {
    capture = Capture.start(lab);
  }

  private Vipd vipd(int priority) {
    return lab.vipd(1).group("web", Groups.web(priority, "500ms"));
  }

  private Frr frr(FrrRouter router) {
    return Frr.start(lab.node(2), lab.folder("frr"), router);
  }

  private static FrrRouter web(int priority) {
    return FrrRouter.of(VIP + "/24").priority(priority);
  }

  @Test
  void frrReplacesAVipdThatStopsOrIsKilledAndGivesWayWhenItIsBack() {
    Vipd vipd = vipd(150).start();
    lab.node(1).awaitHolds(VIP);
    Frr frr = frr(web(100));

    assertEquals(0, vipd.stop());
    frr.awaitMaster();
    assertReleaseHonoured("10.99.0.1", "10.99.0.2");

    vipd.start();
    frr.awaitBackup();
    assertEquals(
        "10.99.0.2 has a lower priority (100 against 150)", vipd.awaitRole("web", "ACTIVE").why());

    vipd.kill();
    frr.awaitMaster();
    lab.node(1).awaitHoldsNot(VIP);
    assertWireIsSound();
  }

  @Test
  void vipdGivesWayToABetterFrrAndHonoursThePriorityZeroWithWhichItStops() {
    Vipd vipd = vipd(100).start();
    lab.node(1).awaitHolds(VIP);

    Frr frr = frr(web(150));
    frr.awaitMaster();
    lab.node(1).awaitHoldsNot(VIP);
    assertEquals(
        "10.99.0.2 has a higher priority (150 against 100)", vipd.awaitRole("web", "BACKUP").why());

    frr.stop();
    GroupStatus active = vipd.awaitRole("web", "ACTIVE");
    assertEquals("10.99.0.2 gave up the addresses (priority 0)", active.why());
    assertEquals("pseudo-header", active.peer("10.99.0.2").get("checksum").getAsString());
    assertTrue(active.peer("10.99.0.2").get("warning").isJsonNull(), active::toString);
    lab.node(1).awaitHolds(VIP);
    assertReleaseHonoured("10.99.0.2", "10.99.0.1");
    assertWireIsSound();
  }

  @Test
  void anFrrThatMustNotPreemptWaitsUntilVipdGoes() {
    Vipd vipd = vipd(100).start();
    lab.node(1).awaitHolds(VIP);
    Frr frr = frr(web(150).noPreempt());

    // Six adverts are much longer than it takes to preempt.
    Await.until("FRR has heard six adverts", () -> frr.advertsReceived() >= 6);
    frr.awaitBackup();
    assertEquals(2, vipd.group("web").transitions());

    assertEquals(0, vipd.stop());
    frr.awaitMaster();
    assertWireIsSound();
  }

  @Test
  void ofEqualPrioritiesTheHigherAddressWins() {
    Vipd vipd = vipd(100).start();
    lab.node(1).awaitHolds(VIP);
    Frr frr = frr(web(100));

    // Only two Active routers have to decide: cut them apart, then let them meet.
    lab.cutSilently(1);
    frr.awaitMaster();
    lab.heal(1);

    lab.node(1).awaitHoldsNot(VIP);
    assertEquals(
        "10.99.0.2 has the same priority 100 and a higher address",
        vipd.awaitRole("web", "BACKUP").why());
    frr.awaitMaster();
    assertWireIsSound();
  }

  @Test
  void byVersion2VipdReplacesAnFrrThatIsKilledAndFrrAVipdThatStops() {
    Vipd vipd = lab.vipd(1).group("web", Groups.version2(150)).start();
    lab.node(1).awaitHolds(VIP);
    Frr frr = frr(web(100).version(2).intervalMillis(1000));

    assertEquals(0, vipd.stop());
    frr.awaitMaster();
    vipd.group("web", Groups.version2(50)).start();
    assertEquals(1, vipd.awaitBackupOf("web", "10.99.0.2").transitions());

    frr.kill();
    lab.node(1).awaitHolds(VIP);
    capture.await("vrrp.prio == 50");
    capture.assertSoundVersion2("10.99.0.1", "10.99.0.2");
  }

  @Test
  void overIpv6VipdReplacesAnFrrThatIsKilledAndFrrAVipdThatStops() {
    lab.addIpv6();
    Vipd vipd = lab.vipd(1).group("web", Groups.ipv6(150, "500ms")).start();
    lab.node(1).awaitHolds(VIP6);
    Frr frr = frr(FrrRouter.of(LINK_LOCAL_VIP + "/64", VIP6 + "/64"));

    assertEquals(0, vipd.stop());
    frr.awaitMaster();
    vipd.group("web", Groups.ipv6(50, "500ms")).start();
    GroupStatus backup =
        Await.until(
            "vipd has heard FRR over IPv6",
            () -> vipd.group("web"),
            group -> group.number("adverts-received") >= 2);
    assertEquals("BACKUP", backup.role(), backup::toString);

    frr.kill();
    lab.node(1).awaitHolds(VIP6);
    capture.await("vrrp.prio == 50");
    capture.assertSound("fe80::1", backup.text("active"));
  }

  /** FRR 8.4 knows the form with a pseudo-header and no other; newer ones have a setting for it. */
  @Test
  void vipdThatSpeaksTheFormOfTheRfcHearsFrrAllTheSameAndFrrDoesNotHearIt() {
    Vipd vipd = vipd(150).group("web", Groups.web(150, "500ms") + "checksum: rfc9568\n").start();
    lab.node(1).awaitHolds(VIP);
    Frr frr = frr(web(100));

    frr.awaitMaster();
    GroupStatus heard =
        Await.until(
            "vipd has heard FRR for a while",
            () -> vipd.group("web"),
            group -> group.number("adverts-received") >= 5);

    assertEquals("ACTIVE", heard.role());
    assertEquals(
        "its checksum is of the form pseudo-header, ours of the form rfc9568, which it seems to"
            + " refuse; set checksum: pseudo-header",
        heard.peer("10.99.0.2").get("warning").getAsString());
    assertEquals("pseudo-header", heard.peer("10.99.0.2").get("checksum").getAsString());
    assertEquals(0, frr.advertsReceived());
    capture.assertForm(ChecksumForm.RFC9568, "10.99.0.1");
    capture.assertForm(ChecksumForm.PSEUDO_HEADER, "10.99.0.2");
  }

  /** Skew_Time of priority 100 is 0.30 s; a node that ignores priority 0 takes at least 1.3 s. */
  private void assertReleaseHonoured(String from, String to) {
    double gap = capture.secondsFromRelease(from, to);
    assertTrue(gap > 0.25 && gap < 1.0, () -> to + " took over after " + gap + " s");
  }

  /** tshark finds nothing wrong with anybody's adverts. */
  private void assertWireIsSound() {
    capture.assertSound("10.99.0.1", "10.99.0.2");
  }
}
