package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An Active router of priority 100 and frames that scapy has built for it. */
class CraftedPacketsTest {
  private static final String SCAPY = "10.99.0.9";

  @RegisterExtension final Lab lab = new Lab(1, "scapy3");

  private Vipd vipd;
  private CraftedPackets packets;

  @BeforeEach
  void start() {
    vipd = lab.vipd(1).group("web", Groups.web(100, "500ms")).start();
    lab.node(1).awaitHolds(VIP);
    packets = new CraftedPackets(lab.client());
  }

  @Test
  void bothFormsOfTheChecksumAreAcceptedAndNamed() {
    packets.send("priority=50");
    assertEquals("pseudo-header", awaitPeer(50).get("checksum").getAsString());

    packets.send("priority=51,form=rfc9568");
    assertEquals("rfc9568", awaitPeer(51).get("checksum").getAsString());
    assertNothingRefused();
  }

  @Test
  void whatTheNetworkMayDoToAnAdvertIsTolerated() {
    String[] packetsOfPriority50AndUp = {
      "padding=0000000000000000000000000000",
      "padding=deadbeef",
      "options=yes",
      "reserved=15",
      "fragments=yes"
    };
    for (int i = 0; i < packetsOfPriority50AndUp.length; i++) {
      packets.send("priority=" + (50 + i) + "," + packetsOfPriority50AndUp[i]);
      awaitPeer(50 + i);
    }
    assertNothingRefused();
  }

  @Test
  void aFrameThatBreaksARuleIsRefusedByThatRule() {
    assertRefused("HOP_LIMIT", "ttl=1");
    assertRefused("VERSION", "version=2");
    assertRefused("TYPE", "type=2");
    assertRefused("LENGTH", "tail=00");
    assertRefused("CHECKSUM", "form=rfc9568,checksum=1");
    assertRefused("DESTINATION", "dst=10.99.0.1,eth=" + lab.node(1).mac());
    assertRefused("UNKNOWN_VRID", "vrid=0");

    // Any of them would have taken the role away, as this one does.
    assertEquals(2, vipd.group("web").transitions());
    packets.send("good");
    vipd.awaitBackupOf("web", SCAPY);
  }

  @Test
  void aFrameOfIpv6ThatBreaksARuleIsRefusedByThatRule() {
    lab.addIpv6();
    vipd.stop();
    vipd.group("web", Groups.ipv6(100, "500ms") + "strict: true\n").start();
    lab.node(1).awaitHolds(Groups.VIP6);

    assertRefused("HOP_LIMIT", "ipv6=yes,ttl=254", "fe80::9");
    assertRefused("VERSION", "ipv6=yes,version=2", "fe80::9");
    // Only over IPv4 is there a form without a pseudo-header.
    assertRefused("CHECKSUM", "ipv6=yes,form=rfc9568", "fe80::9");
    assertRefused("LENGTH", "ipv6=yes,tail=00", "fe80::9");
    assertRefused("NOT_LINK_LOCAL_FIRST", "ipv6=yes,addresses=2001:db8:99::100", "fe80::9");

    assertEquals(2, vipd.group("web").transitions());
    packets.send("ipv6=yes");
    vipd.awaitBackupOf("web", "fe80::9");
  }

  @Test
  void aFrameOfVersion2ThatBreaksARuleIsRefusedByThatRuleAndCarpIsNoPeer() {
    vipd.stop();
    vipd.group("web", Groups.version2(100)).start();
    lab.node(1).awaitHolds(VIP);

    assertRefused("VERSION", "good");
    assertRefused("LENGTH", "version=2,tail=00");
    assertRefused("TRUNCATED", "version=2,count=2");
    assertRefused("CHECKSUM", "version=2,checksum=1");
    assertRefused("OTHER_INTERVAL", "version=2,interval=2");
    assertRefused("CARP", "carp=yes");

    GroupStatus status = vipd.group("web");
    assertEquals(2, status.transitions());
    assertEquals(0, status.number("adverts-received"));
    packets.send("version=2");
    vipd.awaitBackupOf("web", SCAPY);
  }

  /** A rule is logged at its first packet, with a count of one. */
  private void assertRefused(String rule, String packet) {
    assertRefused(rule, packet, SCAPY);
  }

  private void assertRefused(String rule, String packet, String source) {
    packets.send(packet);
    vipd.awaitLog("source=%s rule=%s refused=1".formatted(source, rule));
    assertEquals("ACTIVE", vipd.group("web").role(), packet);
  }

  private JsonObject awaitPeer(int priority) {
    return Await.until(
            "priority " + priority + " was heard",
            () -> vipd.group("web"),
            group ->
                group.number("adverts-received") > 0
                    && group.peer(SCAPY).get("priority").getAsInt() == priority)
        .peer(SCAPY);
  }

  private void assertNothingRefused() {
    assertFalse(vipd.log().contains("refused a packet"), vipd::log);
    assertEquals("ACTIVE", vipd.group("web").role());
    assertEquals(2, vipd.group("web").transitions());
  }
}
