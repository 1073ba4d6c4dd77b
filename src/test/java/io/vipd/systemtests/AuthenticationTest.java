package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Adverts that carry the HMAC of a key which the nodes share and nobody else knows. */
class AuthenticationTest {
  private static final String SECRET = "an old friend of all of the nodes";

  @RegisterExtension final Lab lab = new Lab(2, "scapy3", "tcpdump", "tshark");

  private Vipd first;
  private Vipd second;

  /** The group, signed in this mode with that key of this id. */
  private String signed(int priority, String mode, int id, String secret) {
    Path key = lab.folder("keys").resolve("web-" + Math.abs(secret.hashCode()));
    try {
      Files.writeString(key, secret + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Scripts.mode(key, "rw-------");
    return Groups.web(priority, "500ms")
        + "auth: { mode: %s, keys: { %d: { file: %s } } }\n".formatted(mode, id, key);
  }

  private String enforced(int priority) {
    return signed(priority, "enforce", 1, SECRET);
  }

  private void startPair(String ofFirst, String ofSecond) {
    first = lab.vipd(1).group("web", ofFirst).start();
    lab.node(1).awaitHolds(VIP);
    second = lab.vipd(2).group("web", ofSecond).start();
    second.awaitBackupOf("web", "10.99.0.1");
  }

  @Test
  void byMulticastASignedPairFailsOverAndStrangersAndReplaysAreRefused() {
    Capture capture = Capture.start(lab);
    startPair(enforced(150), enforced(100));
    CraftedPackets stranger = new CraftedPackets(lab.client());

    stranger.send("priority=254");
    for (Vipd vipd : new Vipd[] {first, second}) {
      vipd.awaitLog("source=10.99.0.9 rule=AUTH_MISSING refused=1");
      assertEquals(
          "its adverts are refused: it carries no authentication trailer",
          vipd.group("web").peer("10.99.0.9").get("warning").getAsString());
    }
    stranger.send("replay=10.99.0.1");
    second.awaitLog("source=10.99.0.1 rule=AUTH_REPLAY refused=1");
    stranger.send("replay=10.99.0.1,priority=254");
    second.awaitLog("source=10.99.0.1 rule=AUTH_BAD_HMAC refused=1");
    assertEquals(2, first.group("web").transitions());
    assertEquals(1, second.group("web").transitions());

    assertHonoursAStop();
    first.start();
    second.awaitBackupOf("web", "10.99.0.1");
    first.kill();
    lab.node(2).awaitHolds(VIP);
    lab.node(1).awaitHoldsNot(VIP);
    capture.stop();
    // 8 bytes, an address and the trailer of 28 bytes behind the header of 20.
    assertEquals(
        List.of(List.of("10.99.0.1", "60"), List.of("10.99.0.2", "60")),
        capture.read("vrrp && ip.src != 10.99.0.9", "ip.src", "ip.len").stream()
            .distinct()
            .toList());
  }

  private void assertHonoursAStop() {
    assertEquals(0, first.stop());
    assertEquals(
        "10.99.0.1 gave up the addresses (priority 0)", second.awaitRole("web", "ACTIVE").why());
    lab.node(2).awaitHolds(VIP);
  }

  @Test
  void byUnicastASignedPairFailsOver() {
    startPair(enforced(150) + "peers: [10.99.0.2]\n", enforced(100) + "peers: [10.99.0.1]\n");

    assertHonoursAStop();

    assertNothingRefused();
  }

  @Test
  void aPeerWithAnotherKeyIsNamedInStatus() {
    startPair(enforced(150), enforced(100));

    second.stop();
    second.group("web", signed(100, "enforce", 1, "a friend of nobody, 32 bytes long")).start();
    assertWarning("its HMAC is wrong: another secret, or changed on its way");

    second.stop();
    second.group("web", signed(100, "enforce", 2, SECRET)).start();
    assertWarning("it is signed with a key that the group does not have");
    assertEquals(2, first.group("web").transitions());
  }

  private void assertWarning(String why) {
    GroupStatus status =
        Await.until(
            "10.99.0.1 is refused",
            () -> second.group("web"),
            group -> !group.json().getAsJsonArray("peers").isEmpty());
    assertEquals(
        "its adverts are refused: " + why, status.peer("10.99.0.1").get("warning").getAsString());
  }

  /** Each restart hands the addresses over in good order, and nobody refuses anybody meanwhile. */
  @Test
  void signingIsIntroducedNodeByNodeWithoutTwoHoldersAndTheKeyIsShownNowhere() throws IOException {
    startPair(Groups.web(150, "500ms"), Groups.web(100, "500ms"));
    for (String mode : List.of("receive-only", "permissive", "enforce")) {
      assertEquals(0, second.stop());
      second.group("web", signed(100, mode, 1, SECRET)).start();
      second.awaitBackupOf("web", "10.99.0.1");

      assertEquals(0, first.stop());
      assertEquals(
          "10.99.0.1 gave up the addresses (priority 0)", second.awaitRole("web", "ACTIVE").why());
      first.group("web", signed(150, mode, 1, SECRET)).start();
      assertEquals(
          "10.99.0.2 has a lower priority (100 against 150)",
          first.awaitRole("web", "ACTIVE").why());
      assertEquals(
          "10.99.0.1 has a higher priority (150 against 100)",
          second.awaitBackupOf("web", "10.99.0.1").why());
      assertEquals(2, first.group("web").transitions());
    }
    assertNothingRefused();
    // Now that both enforce, who does not sign is nobody.
    new CraftedPackets(lab.client()).send("priority=254");
    first.awaitLog("source=10.99.0.9 rule=AUTH_MISSING refused=1");

    Path process = Path.of("/proc", Long.toString(first.pid()));
    for (String shown :
        new String[] {
          first.log(),
          second.log(),
          first.vipctl("status").ok().out(),
          first.vipctl("status", "--json").ok().out(),
          first.vipctl("check-config", first.configFolder().toString()).ok().toString(),
          Files.readString(process.resolve("cmdline")),
          Files.readString(process.resolve("environ"))
        }) {
      assertFalse(shown.contains("old friend"), shown);
      assertTrue(shown.length() > 20, shown);
    }
  }

  private void assertNothingRefused() {
    assertFalse(first.log().contains("refused a packet"), first::log);
    assertFalse(second.log().contains("refused a packet"), second::log);
  }
}
