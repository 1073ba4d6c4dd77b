package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.AdvertForm;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.Datagram;
import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Password;
import io.vipd.vrrp.wire.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is different in a group of version 2: RFC 3768, and RFC 2338 for its passwords. */
class NodeVersion2Test {
  private static final String PEER = "192.0.2.3";

  private static Bench bench() {
    Bench bench = new Bench();
    bench.version = 2;
    return bench;
  }

  private static AdvertForm form(int version, int seconds, Password password) {
    return new AdvertForm(
        version,
        51,
        Duration.ofSeconds(seconds),
        List.of(IpAddress.parse("192.0.2.100")),
        ChecksumForm.PSEUDO_HEADER,
        password);
  }

  private static Password password(String text) {
    return text == null ? null : new Password(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void anotherIntervalIsRefusedAndRemembered() { // RFC 3768 7.1: MUST verify, MUST discard
    Bench bench = bench().up();
    assertNull(bench.router.lastRefusal());
    bench.at(250);
    assertEquals(Verdict.OTHER_INTERVAL, bench.hear(form(2, 3, null), 200, PEER));
    Refusal refusal = bench.router.lastRefusal();
    assertEquals(Verdict.OTHER_INTERVAL, refusal.verdict());
    assertEquals(PEER, refusal.source().toString());
    assertEquals(300, refusal.intervalCentiseconds());
    assertEquals(250_000_000L, refusal.atNanos());
    assertEquals(0, bench.router.advertsReceived());
    assertEquals(0, bench.router.peerCount());
    assertEquals(3531.25, bench.deadline());
  }

  @Test
  void theRefusalOfAnotherSenderTakesTheFirstOnesPlace() {
    Bench bench = bench().up();
    bench.hear(form(2, 3, null), 200, PEER);
    IpAddress first = bench.router.lastRefusal().source();
    bench.hear(form(2, 4, null), 200, PEER);
    assertSame(first, bench.router.lastRefusal().source());
    assertEquals(400, bench.router.lastRefusal().intervalCentiseconds());
    bench.hear(form(2, 1, password("secret")), 200, "192.0.2.4");
    assertEquals("192.0.2.4", bench.router.lastRefusal().source().toString());
    assertEquals(Verdict.AUTHENTICATION_TYPE, bench.router.lastRefusal().verdict());
    assertEquals(100, bench.router.lastRefusal().intervalCentiseconds());
  }

  @Test
  void anAcceptedAdvertLeavesTheRefusalStanding() {
    Bench bench = bench().up();
    bench.hear(form(2, 3, null), 200, "192.0.2.4");
    assertEquals(Verdict.ACCEPTED, bench.hear(form(2, 1, null), 200, PEER));
    assertEquals(Verdict.OTHER_INTERVAL, bench.router.lastRefusal().verdict());
    assertEquals(1, bench.router.advertsReceived());
  }

  @ParameterizedTest(name = "ours {0}, theirs {1}: {2}")
  @CsvSource(
      nullValues = "none",
      value = {
        "none,     none,     ACCEPTED",
        "none,     secret,   AUTHENTICATION_TYPE",
        "secret,   none,     AUTHENTICATION_TYPE",
        "secret,   secret,   ACCEPTED",
        "secret,   secreT,   PASSWORD",
        "secret,   secre,    PASSWORD",
        "secret,   secrets,  PASSWORD",
        "12345678, 12345678, ACCEPTED",
        "12345678, 12345679, PASSWORD",
        "12345678, 02345678, PASSWORD"
      })
  void typeAndPasswordMustBeTheGroups(String ours, String theirs, Verdict verdict) {
    // RFC 2338 7.1: MUST verify that the type matches and perform the authentication
    Bench bench = bench();
    bench.admission = new RouterConfig.Admission(255, false, password(ours), null);
    bench.up();
    assertEquals(verdict, bench.hear(form(2, 1, password(theirs)), 200, PEER));
    assertEquals(verdict.accepted() ? 1 : 0, bench.router.advertsReceived());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {"none", "secret"})
  void anAdvertOfTypeAhIsRefused(String ours) { // RFC 2338 5.3.6
    Bench bench = bench();
    bench.admission = new RouterConfig.Admission(255, false, password(ours), null);
    bench.up();
    ByteBuffer packet =
        Datagram.ofHex(
            "45c00028 00004000 ff700000 c0000203 e0000012"
                + "2133c801 02015265 c0000264 00000000 00000000");
    Advert advert = new Advert();
    assertEquals(Verdict.ACCEPTED, AdvertCodec.decode(packet, packet.capacity(), advert));
    assertEquals(Verdict.AUTHENTICATION_TYPE, bench.node.receive(0, advert, bench.nowNanos(), 0));
  }

  @Test
  void anAdvertOfVersion3IsRefused() { // RFC 3768 7.1: the version MUST be 2
    Bench bench = bench().up();
    assertEquals(Verdict.VERSION, bench.hear(form(3, 1, null), 200, PEER));
    assertEquals(Verdict.VERSION, bench.router.lastRefusal().verdict());
  }

  @Test
  void aGroupOfVersion3RefusesVersion2() { // RFC 9568 7.1: the version MUST be 3
    Bench bench = new Bench().up();
    assertEquals(Verdict.VERSION, bench.hear(form(2, 1, null), 200, PEER));
    assertEquals(Verdict.VERSION, bench.router.lastRefusal().verdict());
  }

  @Test
  void ourOwnAdvertsAreIgnoredAndNotHeldAgainstUs() { // RFC 3768 6.4
    Bench bench = bench().active();
    assertEquals(Verdict.LOOPED_BACK, bench.hear(form(2, 1, null), 120, Bench.OURS));
    assertEquals(List.of(), bench.take());
    assertNull(bench.router.lastRefusal());
  }

  @Test
  void theSkewIsAFractionOfASecondWhateverTheInterval() { // RFC 3768 6.1
    Bench bench = bench();
    bench.centiseconds = 500;
    bench.up();
    assertEquals(15_531.25, bench.deadline());
    bench.at(1000).hear(form(2, 5, null), 200, PEER);
    assertEquals(16_531.25, bench.deadline());
    bench.at(2000).hear(form(2, 5, null), 0, PEER);
    assertEquals(2531.25, bench.deadline());
    bench.runUntil(2531.25);
    assertEquals(Role.ACTIVE, bench.router.role());
    assertEquals(7531.25, bench.deadline());
  }

  @Test
  void aGroupOfVersion3SkewsByAFractionOfItsInterval() { // RFC 9568 6.1
    Bench bench = new Bench();
    bench.centiseconds = 500;
    bench.up();
    assertEquals(15_000 + 2656.25, bench.deadline());
  }

  @Test
  void anActiveYieldsToAHigherPriority() { // RFC 3768 6.4.3
    Bench bench = bench().active();
    bench.at(4100).hear(form(2, 1, null), 121, "192.0.2.1");
    assertEquals(
        List.of("advert 120", "remove", "ACTIVE to BACKUP: HIGHER_PRIORITY"), bench.take());
  }

  @Test
  void aLosingAdvertIsAnsweredAtOnceAndTheTimerRunsOn() { // RFC 3768 6.4.3 discards it in silence
    Bench bench = bench().active();
    assertEquals(4531.25, bench.deadline());
    bench.at(4100).hear(form(2, 1, null), 119, PEER);
    assertEquals(List.of("advert 120", "announce"), bench.take());
    bench.at(4200).hear(form(2, 1, null), 120, "192.0.2.1");
    assertEquals(List.of("advert 120", "announce"), bench.take());
    assertEquals(4531.25, bench.deadline());
  }

  @Test
  void anotherAddressListIsNotedAndNeverDrops() { // RFC 3768 7.1: MAY verify
    Bench bench = bench().up();
    AdvertForm other =
        new AdvertForm(
            2,
            51,
            Duration.ofSeconds(1),
            List.of(IpAddress.parse("192.0.2.101")),
            ChecksumForm.RFC9568,
            null);
    assertEquals(Verdict.ACCEPTED, bench.hear(other, 200, PEER));
    assertTrue(bench.router.peer(0).otherAddresses());
    bench.hear(form(2, 1, null), 200, PEER);
    assertFalse(bench.router.peer(0).otherAddresses());
  }

  @Test
  void twoOwnersResolveByAddress() { // RFC 3768 7.1; RFC 9568 7.1, erratum 8298
    Bench bench = bench();
    bench.priority = 255;
    bench.up();
    bench.take();
    bench.at(10).hear(form(2, 1, null), 255, "192.0.2.1");
    assertEquals(List.of("advert 255"), bench.take());
    bench.at(1010).hear(form(2, 1, null), 255, PEER);
    assertEquals(Role.BACKUP, bench.router.role());
  }

  @Test
  void aMulticastGroupRefusesUnicast() { // RFC 3768 5.2.2
    Bench bench = bench().up();
    assertEquals(Verdict.DESTINATION, bench.hear(form(2, 1, null), 200, PEER, Bench.OURS, 255));
  }

  @Test
  void anAdvertForAnotherVridIsRefused() { // RFC 3768 7.1
    Bench bench = bench();
    bench.vrid = 52;
    bench.up();
    assertEquals(Verdict.UNKNOWN_VRID, bench.hear(form(2, 1, null), 200, PEER));
    assertNull(bench.router.lastRefusal());
  }
}
