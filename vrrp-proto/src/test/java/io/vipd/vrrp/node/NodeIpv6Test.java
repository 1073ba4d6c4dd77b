package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.wire.AdvertForm;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A router over IPv6. Its address is fe80::2, the virtual one 2001:db8::100. */
class NodeIpv6Test {
  private static final String OURS = "fe80::2";
  private static final String PEER = "fe80::3";

  private static Bench bench() {
    Bench bench = new Bench();
    bench.ours = OURS;
    bench.virtual = "2001:db8::100";
    return bench;
  }

  private static AdvertForm form(String... addresses) {
    return new AdvertForm(
        3,
        51,
        Duration.ofSeconds(1),
        Arrays.stream(addresses).map(IpAddress::parse).toList(),
        ChecksumForm.RFC9568,
        null);
  }

  private static AdvertForm usual() {
    return form("2001:db8::100");
  }

  @Test
  void theSameVridInTheOtherFamilyIsAnotherRouter() { // RFC 9568 5.2.3
    Bench bench = new Bench().up();
    Router ipv4 = bench.router;
    bench.ours = OURS;
    bench.virtual = "2001:db8::100";
    bench.up();
    Router ipv6 = bench.router;
    assertEquals(List.of(ipv4, ipv6), bench.node.routers());
    assertSame(ipv4, bench.node.find(0, Family.IPV4, 51));
    assertSame(ipv6, bench.node.find(0, Family.IPV6, 51));
    assertNull(bench.node.find(0, Family.IPV6, 50));
    assertThrows(IllegalArgumentException.class, bench::add);

    assertEquals(Verdict.ACCEPTED, bench.hear(usual(), 200, PEER));
    assertEquals(0, ipv4.advertsReceived());
    assertEquals(1, ipv6.advertsReceived());
    assertEquals(Verdict.ACCEPTED, bench.hear(form("192.0.2.100"), 200, "192.0.2.3"));
    assertEquals(1, ipv4.advertsReceived());
    assertEquals(1, ipv6.advertsReceived());
    assertEquals(IpAddress.parse(PEER), ipv6.peer(0).address());
    assertEquals("192.0.2.3", ipv4.peer(0).address().toString());
  }

  @Test
  void routersOfTwoFamiliesThatNobodyTiedAreElectedApart() { // RFC 9568 5.2.3
    Bench bench = new Bench().up();
    Router ipv4 = bench.router;
    bench.ours = OURS;
    bench.virtual = "2001:db8::100";
    bench.up();
    bench.at(1000).hear(usual(), 200, PEER);
    bench.runUntil(3531.25);
    assertEquals(Role.ACTIVE, ipv4.role());
    assertEquals(Role.BACKUP, bench.router.role());
    bench.node.inhibit(ipv4, Inhibitor.LINK_DOWN, bench.nowNanos());
    assertEquals(Role.BACKUP, bench.router.role());
  }

  @Test
  void anAdvertOfTheOtherFamilyIsForNobody() { // RFC 9568 5.2.3
    Bench bench = bench().up();
    assertEquals(Verdict.UNKNOWN_VRID, bench.hear(form("192.0.2.100"), 200, "192.0.2.3"));
    assertNull(bench.router.lastRefusal());
  }

  @ParameterizedTest(name = "ours {0}, theirs {1}: {2}")
  @CsvSource({
    "fe80::2,                fe80::3,                 BACKUP",
    "fe80::3,                fe80::2,                 ACTIVE",
    "fe80::1:0:0:0,          fe80::2,                 ACTIVE",
    "fe80::2,                fe80::1:0:0:0,           BACKUP",
    // the low half: 8000:: is above 7fff::, though not as a signed number
    "fe80::7fff:0:0:1,       fe80::8000:0:0:1,        BACKUP",
    "fe80::8000:0:0:1,       fe80::7fff:0:0:1,        ACTIVE",
    // the high half: fe80:: is above 2001::, though not as a signed number
    "2001:db8::1,            fe80::1,                 BACKUP",
    "fe80::1,                2001:db8::1,             ACTIVE",
    // the high half comes before the low half
    "fe80:0:0:1::1,          fe80::ffff:ffff:0:0,     ACTIVE",
    "fe80::ffff:ffff:0:0,    fe80:0:0:1::1,           BACKUP",
    "fe80::ffff,             fe80:0:0:8000::1,        BACKUP"
  })
  void aTieIsDecidedByAllOfTheAddress(String ours, String theirs, Role role) {
    // RFC 9568 6.4.3: as unsigned numbers in network byte order
    Bench bench = bench();
    bench.ours = ours;
    bench.active();
    bench.at(4100).hear(usual(), 120, theirs);
    assertEquals(role, bench.router.role());
    assertEquals(
        role == Role.ACTIVE
            ? List.of("advert 120", "announce")
            : List.of("advert 120", "remove", "ACTIVE to BACKUP: HIGHER_ADDRESS"),
        bench.take());
  }

  @Test
  void strictlyTheFirstAddressMustBeLinkLocal() { // RFC 9568 5.2.9, erratum 8300
    Bench bench = bench();
    bench.admission = new RouterConfig.Admission(255, true, null, null);
    bench.up();
    for (String first : List.of("fe80::51", "febf:ffff::1", "fe80::")) {
      assertEquals(Verdict.ACCEPTED, bench.hear(form(first, "2001:db8::100"), 200, PEER), first);
    }
    for (String first : List.of("2001:db8::100", "fec0::1", "fe7f:ffff::1", "ff02::1", "::1")) {
      assertEquals(
          Verdict.NOT_LINK_LOCAL_FIRST, bench.hear(form(first, "fe80::51"), 200, PEER), first);
    }
    assertEquals(3, bench.router.advertsReceived());
    assertEquals(Verdict.NOT_LINK_LOCAL_FIRST, bench.router.lastRefusal().verdict());
  }

  @Test
  void usuallyAnyFirstAddressDoes() { // RFC 9568 5.2.9: most senders do not keep to it
    Bench bench = bench().up();
    assertEquals(Verdict.ACCEPTED, bench.hear(form("2001:db8::100", "fe80::51"), 200, PEER));
  }

  @Test
  void anIpv4GroupHasNoLinkLocalAddressToDemand() { // RFC 9568 5.2.9
    Bench bench = new Bench();
    bench.admission = new RouterConfig.Admission(255, true, null, null);
    bench.up();
    assertEquals(Verdict.ACCEPTED, bench.hear("192.0.2.3", 200));
  }

  @ParameterizedTest(name = "at least {0}, came with {1}: {2}")
  @CsvSource({
    "255, 255, ACCEPTED",
    "255, 254, HOP_LIMIT",
    "254, 254, ACCEPTED",
    "254, 253, HOP_LIMIT",
    "1,   1,   ACCEPTED",
    "1,   0,   HOP_LIMIT"
  })
  void aUnicastAdvertMayComeThroughAsManyRoutersAsTheGroupAllows(
      int minimum, int hopLimit, Verdict verdict) { // RFC 9568 5.1.1.3, 5.1.2.3
    Bench ipv6 = bench();
    ipv6.peers = List.of("2001:db8::3");
    ipv6.ours = "2001:db8::2";
    ipv6.admission = new RouterConfig.Admission(minimum, false, null, null);
    ipv6.up();
    assertEquals(verdict, ipv6.hear(usual(), 200, "2001:db8::3", "2001:db8::2", hopLimit));

    Bench ipv4 = new Bench();
    ipv4.peers = List.of("192.0.2.3");
    ipv4.admission = new RouterConfig.Admission(minimum, false, null, null);
    ipv4.up();
    assertEquals(verdict, ipv4.hear(form("192.0.2.100"), 200, "192.0.2.3", Bench.OURS, hopLimit));
  }

  @Test
  void aUnicastGroupHearsItsPeersByAllOfTheirAddress() {
    Bench bench = bench();
    bench.peers = List.of("2001:db8::3", "2001:db8:1::4");
    bench.ours = "2001:db8::2";
    bench.up();
    assertEquals(Verdict.ACCEPTED, unicast(bench, "2001:db8::3"));
    assertEquals(Verdict.ACCEPTED, unicast(bench, "2001:db8:1::4"));
    assertEquals(Verdict.UNKNOWN_PEER, unicast(bench, "2001:db8:1::3"));
    assertEquals(Verdict.UNKNOWN_PEER, unicast(bench, "2001:db8::4"));
    assertEquals(Verdict.DESTINATION, bench.hear(usual(), 200, "2001:db8::3"));
    assertEquals(2, bench.router.peerCount());
  }

  @Test
  void aMulticastGroupRefusesUnicast() {
    Bench bench = bench().up();
    assertEquals(Verdict.DESTINATION, unicast(bench, PEER));
    assertEquals(Verdict.DESTINATION, bench.router.lastRefusal().verdict());
  }

  private static Verdict unicast(Bench bench, String source) {
    return bench.hear(usual(), 200, source, bench.ours, 255);
  }

  @Test
  void ourOwnAdvertsAreIgnored() { // RFC 9568 6.4: they come from another router
    Bench bench = bench().active();
    assertEquals(Verdict.LOOPED_BACK, bench.hear(usual(), 120, OURS));
    assertEquals(Verdict.LOOPED_BACK, bench.hear(usual(), 0, OURS));
    assertEquals(List.of(), bench.take());
    assertEquals(0, bench.router.peerCount());
    assertNull(bench.router.lastRefusal());
    assertEquals(Verdict.ACCEPTED, bench.hear(usual(), 100, "fe80:1::2"));
  }

  @Test
  void theActiveFallsSilentAndWeTakeOver() { // RFC 9568 6.4.2, Active_Down_Timer
    Bench bench = bench().up();
    bench.at(1100).hear(usual(), 200, PEER);
    assertEquals(4631.25, bench.deadline());
    bench.take();
    bench.runUntil(4631.25);
    assertEquals(
        List.of("advert 120", "install", "BACKUP to ACTIVE: ACTIVE_DOWN_TIMER"), bench.take());
    bench.confirm();
    assertEquals(List.of("announce"), bench.take());
  }
}
