package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes that speak VRRPv2 (RFC 3768), with the passwords of RFC 2338 where a test says so. */
class Version2Test {
  @RegisterExtension final Lab lab = new Lab(2, "tcpdump", "tshark");

  private Vipd second;

  private static String password(String password) {
    return "auth: { password: %s }\n".formatted(password);
  }

  @Test
  void aPairWithAPasswordElectsAndFailsOver() {
    Capture capture = Capture.start(lab);
    Vipd first = lab.vipd(1).group("web", Groups.version2(150) + password("open-sez")).start();
    lab.node(1).awaitHolds(VIP);
    second = lab.vipd(2).group("web", Groups.version2(100) + password("open-sez")).start();
    second.awaitBackupOf("web", "10.99.0.1");
    assertEquals(2, second.group("web").number("version"));

    assertEquals(0, first.stop());
    lab.node(2).awaitHolds(VIP);
    // Skew_Time is 0.61 s (RFC 3768 6.1); without the priority 0 it would be at least 2.6 s.
    double gap = capture.secondsFromRelease("10.99.0.1", "10.99.0.2");
    assertTrue(gap > 0.55 && gap < 1.5, () -> "the other took over after " + gap + " s");

    first.group("web", Groups.version2(50) + password("open-sez")).start();
    first.awaitBackupOf("web", "10.99.0.2");
    second.kill();
    GroupStatus taken = first.awaitRole("web", "ACTIVE");
    assertTrue(taken.why().startsWith("no advert from 10.99.0.2 for "), taken::why);
    lab.node(1).awaitHolds(VIP);
    lab.node(2).awaitHoldsNot(VIP);

    capture.assertSoundVersion2("10.99.0.1", "10.99.0.2");
    assertEquals(
        List.of(List.of("1", "open-sez", "1")),
        capture.read("vrrp", "vrrp.auth_type", "vrrp.auth_string", "vrrp.adver_int").stream()
            .distinct()
            .toList());
  }

  @Test
  void aPeerThatCannotBeHeardIsNamedInStatusWithWhatDiffers() {
    Vipd first = lab.vipd(1).group("web", Groups.version2(150) + password("open-sez")).start();
    lab.node(1).awaitHolds(VIP);

    assertRefuses("password is not the group's", Groups.version2(100) + password("shazam"));
    assertRefuses("authentication type is not the group's", Groups.version2(100));
    assertRefuses(
        "version 2 demands the group's own interval; its is 1000 ms, ours 2000 ms",
        Groups.version2(100).replace("interval: 1s", "interval: 2s") + password("open-sez"));
    assertRefuses("VRRP version is not the group's", Groups.web(100, "500ms"));

    // The last one has become Active beside it, and is named here, too.
    lab.node(2).awaitHolds(VIP);
    assertWarning(first, "10.99.0.2", "VRRP version is not the group's");
    assertEquals(2, first.group("web").transitions());
  }

  /** A second node with this group cannot follow the first one's adverts, for this reason. */
  private void assertRefuses(String why, String group) {
    if (second == null) {
      second = lab.vipd(2);
    } else {
      second.stop();
    }
    second.group("web", group).start();
    assertWarning(second, "10.99.0.1", why);
    String text = second.vipctl("status").ok().out();
    assertTrue(text.contains("its adverts are refused: " + why), text);
  }

  private static void assertWarning(Vipd vipd, String peer, String why) {
    GroupStatus status =
        Await.until(
            peer + " is refused",
            () -> vipd.group("web"),
            group -> !group.json().getAsJsonArray("peers").isEmpty());
    assertEquals("its adverts are refused: " + why, status.peer(peer).get("warning").getAsString());
  }
}
