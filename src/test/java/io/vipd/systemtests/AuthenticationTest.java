package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static io.vipd.systemtests.Groups.VIP6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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
    return Groups.web(priority, "500ms") + auth(mode, id, secret);
  }

  private String auth(String mode, int id, String secret) {
    Path key = lab.folder("keys").resolve("web-" + Math.abs(secret.hashCode()));
    try {
      Files.writeString(key, secret + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Scripts.mode(key, "rw-------");
    return "auth: { mode: %s, keys: { %d: { file: %s } } }\n".formatted(mode, id, key);
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

  /** Two groups of one pair: old in version 2, six over IPv6. */
  @Test
  void aPairFailsOverSignedInVersion2AndOverIpv6() {
    lab.addIpv6();
    Capture capture = Capture.start(lab);
    first = versionTwoAndIpv6(1, 150);
    lab.node(1).awaitHolds(VIP);
    lab.node(1).awaitHolds(VIP6);
    second = versionTwoAndIpv6(2, 100);
    second.awaitBackupOf("old", "10.99.0.1");
    second.awaitBackupOf("six", "fe80::1");

    first.kill();

    lab.node(2).awaitHolds(VIP);
    lab.node(2).awaitHolds(VIP6);
    lab.node(1).awaitHoldsNot(VIP);
    lab.node(1).awaitHoldsNot(VIP6);
    assertEquals("ACTIVE", second.group("old").role());
    assertEquals("ACTIVE", second.group("six").role());
    assertNothingRefused();
    capture.await("ipv6.src == fe80::2 && vrrp");
    capture.await("ip.src == 10.99.0.2 && vrrp");
    capture.stop();
    // Behind IP's header of 20 bytes 8, an address, 8 of version 2 and the trailer of 28; over IPv6
    // 8, two addresses and the trailer.
    assertEquals(
        Set.of(
            List.of("10.99.0.1", "", "68", "", "2"),
            List.of("10.99.0.2", "", "68", "", "2"),
            List.of("", "fe80::1", "", "68", "3"),
            List.of("", "fe80::2", "", "68", "3")),
        Set.copyOf(
            capture.read(
                "vrrp && !icmpv6", "ip.src", "ipv6.src", "ip.len", "ipv6.plen", "vrrp.version")));
    // Over IPv6 the checksum covers the trailer, so that tshark can judge it.
    assertEquals(List.of(), capture.read("vrrp && ipv6 && vrrp.checksum.status != 1", "ipv6.src"));
  }

  private Vipd versionTwoAndIpv6(int node, int priority) {
    String auth = auth("enforce", 1, SECRET);
    return lab.vipd(node)
        .group("old", Groups.version2(priority) + auth)
        .group("six", Groups.ipv6(priority, "500ms") + auth)
        .start();
  }

  /** The script signs by itself, after the draft; its last advert shows that it does so rightly. */
  @Test
  void advertsOfAnotherTimeOrKeyAreRefusedAndNamedAndOneOfOurTimeIsNot() {
    first = lab.vipd(1).group("web", enforced(150)).start();
    lab.node(1).awaitHolds(VIP);
    String signed = "priority=254,secret=%s,".formatted(SECRET);

    new CraftedPackets(lab.client())
        .send(
            signed + "src=10.99.0.11,key=1,age=60",
            signed + "src=10.99.0.12,key=1,age=-60",
            signed + "src=10.99.0.13,key=7",
            signed + "src=10.99.0.14,key=1,ext=2",
            signed + "src=10.99.0.15,key=1,age=3600");

    first.awaitLog("source=10.99.0.11 rule=AUTH_STALE refused=1");
    first.awaitLog("source=10.99.0.13 rule=AUTH_UNKNOWN_KEY refused=1");
    first.awaitLog("source=10.99.0.14 rule=AUTH_MALFORMED refused=1");
    GroupStatus refused =
        Await.until(
            "the last one is refused",
            () -> first.group("web"),
            group -> group.toString().contains("10.99.0.15"));
    assertEquals(
        "its adverts are refused: its time is outside the freshness window: an old packet, or a"
            + " clock is wrong",
        refused.peer("10.99.0.15").get("warning").getAsString());
    assertEquals("ACTIVE", refused.role());
    assertEquals(2, refused.transitions());
    assertEquals(0, refused.number("adverts-received"));

    new CraftedPackets(lab.client()).send(signed + "key=1");
    first.awaitBackupOf("web", "10.99.0.9");
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
