package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** vipd on node1 and a real keepalived on node2, both of VRID 51. */
class KeepalivedInteropTest {
  private static final Pattern COMPLAINT =
      Pattern.compile(
          "(?i)invalid|bogus|mismatch|checksum|incorrect|wrong|not match|not present|drop|error|ignor");

  @RegisterExtension final Lab lab = new Lab(2, "keepalived", "tcpdump", "tshark");

  private Capture capture;

  @BeforeEach
  void record() {
    capture = Capture.start(lab);
  }

  private Vipd vipd(int priority) {
    return lab.vipd(1).group("web", Groups.web(priority, "500ms"));
  }

  private Keepalived keepalived(int priority) {
    return Keepalived.start(lab.node(2), lab.folder("keepalived"), priority, "0.5", VIP + "/24");
  }

  @Test
  void keepalivedReplacesAnActiveVipdThatIsCutOffAndGivesWayWhenItIsBack() {
    Vipd vipd = vipd(150).start();
    lab.node(1).awaitHolds(VIP);
    Keepalived keepalived = keepalived(100);

    lab.cutSilently(1);
    keepalived.awaitMaster();
    lab.node(2).awaitHolds(VIP);

    lab.heal(1);
    lab.node(2).awaitHoldsNot(VIP);
    assertEquals("ACTIVE", vipd.group("web").role());
    assertTrue(lab.node(1).holds(VIP));
    assertWireIsSound(keepalived);
  }

  @Test
  void keepalivedHonoursThePriorityZeroOfAVipdThatStops() {
    Vipd vipd = vipd(150).start();
    lab.node(1).awaitHolds(VIP);
    Keepalived keepalived = keepalived(100);

    assertEquals(0, vipd.stop());

    keepalived.awaitMaster();
    lab.node(2).awaitHolds(VIP);
    assertFalse(lab.node(1).holds(VIP));
    capture.await("vrrp.prio == 100");
    assertReleaseHonoured("10.99.0.1", "10.99.0.2");
    assertWireIsSound(keepalived);
  }

  @Test
  void vipdReplacesAnActiveKeepalivedThatIsKilled() {
    Keepalived keepalived = keepalived(150);
    keepalived.awaitMaster();
    lab.node(2).awaitHolds(VIP);
    Vipd vipd = vipd(100).start();
    assertEquals(1, vipd.awaitBackupOf("web", "10.99.0.2").transitions());

    keepalived.kill();

    GroupStatus active = vipd.awaitRole("web", "ACTIVE");
    assertTrue(active.why().startsWith("no advert from 10.99.0.2 for "), active::why);
    lab.node(1).awaitHolds(VIP);
    assertEquals("pseudo-header", active.peer("10.99.0.2").get("checksum").getAsString());
    assertTrue(active.peer("10.99.0.2").get("warning").isJsonNull(), active::toString);
    assertWireIsSound(keepalived);
  }

  @Test
  void vipdHonoursThePriorityZeroOfAKeepalivedThatStops() {
    Keepalived keepalived = keepalived(150);
    keepalived.awaitMaster();
    Vipd vipd = vipd(100).start();
    vipd.awaitBackupOf("web", "10.99.0.2");

    keepalived.stop();

    assertEquals(
        "10.99.0.2 gave up the addresses (priority 0)", vipd.awaitRole("web", "ACTIVE").why());
    lab.node(1).awaitHolds(VIP);
    capture.await("vrrp.prio == 100");
    assertReleaseHonoured("10.99.0.2", "10.99.0.1");
    assertWireIsSound(keepalived);
  }

  @Test
  void aKeepalivedOfHigherPriorityTakesTheAddressFromVipdAndTheOtherWayRound() {
    Vipd vipd = vipd(100).start();
    lab.node(1).awaitHolds(VIP);
    Keepalived keepalived = keepalived(150);
    keepalived.awaitMaster();
    lab.node(1).awaitHoldsNot(VIP);
    assertEquals(
        "10.99.0.2 has a higher priority (150 against 100)", vipd.awaitRole("web", "BACKUP").why());
    assertEquals(0, vipd.stop());

    vipd(200).start();

    lab.node(1).awaitHolds(VIP);
    lab.node(2).awaitHoldsNot(VIP);
    assertWireIsSound(keepalived);
  }

  /** Skew_Time of priority 100 is 0.30 s; a node that ignores priority 0 takes at least 1.3 s. */
  private void assertReleaseHonoured(String from, String to) {
    List<Capture.Advert> adverts = capture.adverts();
    Capture.Advert release =
        adverts.stream()
            .filter(advert -> advert.source().equals(from) && advert.priority() == 0)
            .findFirst()
            .orElseThrow(() -> new AssertionError("no priority 0 from " + from + ": " + adverts));
    Capture.Advert takeover =
        adverts.stream()
            .filter(advert -> advert.source().equals(to) && advert.seconds() > release.seconds())
            .findFirst()
            .orElseThrow();
    double gap = takeover.seconds() - release.seconds();
    assertTrue(gap > 0.25 && gap < 1.0, () -> to + " took over after " + gap + " s");
  }

  /** tshark finds nothing wrong with anybody's adverts, keepalived nothing with ours. */
  private void assertWireIsSound(Keepalived keepalived) {
    capture.stop();
    for (String source : List.of("10.99.0.1", "10.99.0.2")) {
      assertFalse(
          capture
              .read("vrrp.checksum.status == 1 && ip.src == " + source, "frame.number")
              .isEmpty(),
          "no good advert from " + source);
    }
    assertEquals(
        List.of(),
        capture.read(
            "ip.proto == 112 && (!vrrp || vrrp.version != 3 || vrrp.checksum.status != 1"
                + " || ip.ttl != 255 || _ws.malformed || _ws.expert.severity >= 0x600000)",
            "frame.number"));
    assertEquals(List.of(), keepalived.log().lines().filter(COMPLAINT.asPredicate()).toList());
  }
}
