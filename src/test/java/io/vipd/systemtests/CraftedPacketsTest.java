package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static io.vipd.systemtests.Groups.VIP6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonObject;
import java.util.stream.Stream;
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
    packets.send(
        "priority=50,padding=0000000000000000000000000000",
        "priority=50,padding=deadbeef",
        "priority=50,options=yes",
        "priority=50,reserved=15",
        "priority=51,fragments=yes");

    awaitPeer(51);
    assertEquals(5, vipd.group("web").number("adverts-received"));
    assertNothingRefused();
  }

  @Test
  void aFrameThatBreaksARuleIsRefusedByThatRule() {
    assertRefused(
        SCAPY,
        "HOP_LIMIT ttl=1",
        "VERSION version=2",
        "TYPE type=2",
        "LENGTH tail=00",
        "CHECKSUM form=rfc9568,checksum=1",
        "DESTINATION dst=10.99.0.1,eth=" + lab.node(1).mac(),
        "UNKNOWN_VRID vrid=0");

    packets.send("good");
    vipd.awaitBackupOf("web", SCAPY);
  }

  @Test
  void aFrameOfIpv6ThatBreaksARuleIsRefusedByThatRule() {
    lab.addIpv6();
    restart(Groups.ipv6(100, "500ms") + "strict: true\n");
    lab.node(1).awaitHolds(VIP6);

    assertRefused(
        "fe80::9",
        "HOP_LIMIT ipv6=yes,ttl=254",
        "VERSION ipv6=yes,version=2",
        // Only over IPv4 is there a form without a pseudo-header.
        "CHECKSUM ipv6=yes,form=rfc9568",
        "LENGTH ipv6=yes,tail=00",
        "NOT_LINK_LOCAL_FIRST ipv6=yes,addresses=2001:db8:99::100");

    packets.send("ipv6=yes");
    vipd.awaitBackupOf("web", "fe80::9");
  }

  @Test
  void aFrameOfVersion2ThatBreaksARuleIsRefusedByThatRuleAndCarpIsNoPeer() {
    restart(Groups.version2(100));
    lab.node(1).awaitHolds(VIP);

    assertRefused(
        SCAPY,
        "VERSION good",
        "LENGTH version=2,tail=00",
        "TRUNCATED version=2,count=2",
        "CHECKSUM version=2,checksum=1",
        "OTHER_INTERVAL version=2,interval=2",
        "CARP carp=yes");

    packets.send("version=2");
    vipd.awaitBackupOf("web", SCAPY);
  }

  private void restart(String group) {
    assertEquals(0, vipd.stop());
    vipd.group("web", group).start();
  }

  /**
   * Each packet is refused by its rule, and by none of the others. A rule is logged at its first
   * packet, with a count of one. Any of them would have taken the role away, had it been right.
   *
   * @param refused rules, each with the packet that breaks it
   */
  private void assertRefused(String source, String... refused) {
    packets.send(Stream.of(refused).map(each -> each.split(" ")[1]).toArray(String[]::new));
    for (String each : refused) {
      String rule = each.split(" ")[0];
      vipd.awaitLog("source=%s rule=%s refused=1".formatted(source, rule));
    }
    long said = vipd.log().lines().filter(line -> line.contains("refused a packet")).count();
    assertEquals(refused.length, said, vipd::log);
    GroupStatus status = vipd.group("web");
    assertEquals("ACTIVE", status.role());
    assertEquals(2, status.transitions(), status::toString);
    assertEquals(0, status.number("adverts-received"));
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
