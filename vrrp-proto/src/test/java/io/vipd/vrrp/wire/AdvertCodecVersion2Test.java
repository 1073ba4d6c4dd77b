package io.vipd.vrrp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** VRRPv2 against bytes written down; checksums were computed by another program. */
class AdvertCodecVersion2Test {
  /** TTL 255, protocol 112, from 192.0.2.10 to 224.0.0.18; the length comes before. */
  private static final String ROUTE = "00004000 ff700000 c000020a e0000012";

  /** 40 bytes in all, for a message with one address. */
  private static final String HEADER = "45c00028" + ROUTE;

  /** VRID 51, priority 200, no authentication, one second, 192.0.2.100. */
  private static final String MESSAGE = "2133c801 00015465 c0000264 00000000 00000000";

  private static final IpAddress SOURCE = IpAddress.parse("192.0.2.10");
  private static final IpAddress ADDRESS = IpAddress.parse("192.0.2.100");

  private final Advert advert = new Advert();

  private Verdict decode(String hex) {
    ByteBuffer packet = Datagram.ofHex(hex);
    return AdvertCodec.decode(packet, packet.capacity(), advert);
  }

  @Test
  void anAdvertWithoutAuthenticationIsRead() { // RFC 3768 5.3
    assertEquals(Verdict.ACCEPTED, decode(HEADER + MESSAGE));
    assertEquals(2, advert.version());
    assertEquals(Family.IPV4, advert.family());
    assertTrue(advert.multicast());
    assertEquals(SOURCE, advert.source());
    assertEquals(51, advert.vrid());
    assertEquals(200, advert.priority());
    assertEquals(100, advert.intervalCentiseconds());
    assertEquals(0, advert.authenticationType());
    assertEquals(0, advert.password());
    assertEquals(1, advert.addressCount());
    assertEquals(0xc0000264L, advert.addressLow(0));
    assertEquals(20, advert.messageOffset());
    assertEquals(20, advert.messageBytes());
    assertFalse(advert.hasTrailer());
  }

  @Test
  void aPasswordIsRead() { // RFC 2338 5.3.6, 5.3.10
    assertEquals(Verdict.ACCEPTED, decode(HEADER + "2133c801 01011719 c0000264 73656372 65740000"));
    assertEquals(1, advert.authenticationType());
    assertEquals(0x7365637265740000L, advert.password());
    assertEquals(Verdict.ACCEPTED, decode(HEADER + "2133c801 01018290 c0000264 31323334 35363738"));
    assertEquals(0x3132333435363738L, advert.password());
  }

  @Test
  void anAdvertOfTypeAhIsReadWithItsType() { // RFC 2338 5.3.6; whether to accept is the node's
    assertEquals(Verdict.ACCEPTED, decode(HEADER + "2133c801 02015265 c0000264 00000000 00000000"));
    assertEquals(2, advert.authenticationType());
  }

  @Test
  void authenticationDataIsThereWhateverTheType() { // RFC 3768 5.3.10
    assertEquals(Verdict.ACCEPTED, decode(HEADER + "2133c801 00014451 c0000264 01020304 05060708"));
    assertEquals(0, advert.authenticationType());
    assertEquals(Verdict.TRUNCATED, decode("45c00020" + ROUTE + "2133c801 00015465 c0000264"));
  }

  @Test
  void anAdvertOfVersion3BehindItHasNoPassword() {
    assertEquals(Verdict.ACCEPTED, decode(HEADER + "2133c801 01018290 c0000264 31323334 35363738"));
    assertEquals(Verdict.ACCEPTED, decode("45c00020" + ROUTE + "3133c801 00644402 c0000264"));
    assertEquals(0, advert.authenticationType());
    assertEquals(0, advert.password());
  }

  @Test
  void theExtremesOfEveryFieldAreRead() { // RFC 3768 5.3.2, 5.3.4, 5.3.7
    assertEquals(Verdict.ACCEPTED, decode(HEADER + "21ff0001 00ff1a9c c0000264 00000000 00000000"));
    assertEquals(255, advert.vrid());
    assertEquals(0, advert.priority());
    assertEquals(25_500, advert.intervalCentiseconds());
  }

  @Test
  void severalAddressesAreRead() { // RFC 3768 5.3.9
    assertEquals(
        Verdict.ACCEPTED,
        decode("45c0002c" + ROUTE + "2133c802 000191fe c0000264 c0000265 00000000 00000000"));
    assertEquals(2, advert.addressCount());
    assertEquals(0xc0000265L, advert.addressLow(1));
    assertEquals(24, advert.messageBytes());
  }

  @ParameterizedTest
  @CsvSource({
    "CHECKSUM,     one bit off (5.3.8),               2133c801 00015464 c0000264",
    "CHECKSUM,     checksum 0 (5.3.8),                2133c801 00010000 c0000264",
    "CHECKSUM,     with a pseudo-header (5.3.8),      2133c801 0001b1c3 c0000264",
    "INTERVAL,     interval 0 (5.3.7),                2133c801 00005466 c0000264",
    "TYPE,         type 2 (5.3.2),                    2233c801 00015365 c0000264",
    "VERSION,      version 1 (7.1),                   1133c801 00016465 c0000264",
    "TRUNCATED,    count 2 and one address (7.1),     2133c802 00015464 c0000264",
    "TRUNCATED,    count 255 and one address (7.1),   2133c8ff 00015367 c0000264",
    "NO_ADDRESSES, count 0 (5.3.5),                   2133c800 00015466 c0000264"
  })
  void aMessageLikeThisIsRefused(Verdict verdict, String what, String start) { // RFC 3768 7.1
    assertEquals(verdict, decode(HEADER + start + "00000000 00000000"), what);
  }

  @Test
  void aPasswordIsCoveredByTheChecksum() { // RFC 3768 5.3.8: the entire VRRP message
    assertEquals(Verdict.CHECKSUM, decode(HEADER + "2133c801 01011719 c0000264 73656372 65740001"));
  }

  @Test
  void aCountThatConcealsAnAddressIsRefused() { // RFC 3768 5.3.5
    assertEquals(
        Verdict.LENGTH,
        decode("45c0002c" + ROUTE + "2133c801 000191ff c0000264 c0000265 00000000 00000000"));
  }

  @Test
  void multicastThatCameThroughARouterIsRefused() { // RFC 3768 5.2.3
    assertEquals(
        Verdict.HOP_LIMIT, decode("45c00028 00004000 fe700000 c000020a e0000012" + MESSAGE));
  }

  @Test
  void aUnicastAdvertThatCameThroughARouterIsReadWithItsTtl() { // RFC 3768 5.2.3
    assertEquals(
        Verdict.ACCEPTED, decode("45c00028 00004000 fe700000 c000020a c000020b" + MESSAGE));
    assertFalse(advert.multicast());
    assertEquals(254, advert.hopLimit());
  }

  @Test
  void aDatagramCutShortAnywhereIsRefused() { // RFC 3768 7.1
    ByteBuffer packet = Datagram.ofHex(HEADER + MESSAGE);
    for (int length = 0; length < 40; length++) {
      assertEquals(
          Verdict.TRUNCATED, AdvertCodec.decode(packet, length, advert), length + " bytes");
    }
    assertEquals(Verdict.ACCEPTED, AdvertCodec.decode(packet, 40, advert));
  }

  @Test
  void aMessageCutShortAnywhereIsRefused() { // RFC 3768 7.1, by the IP header's own length
    for (int length = 20; length < 40; length++) {
      ByteBuffer packet = Datagram.ofHex(HEADER + MESSAGE).putShort(2, (short) length);
      assertEquals(Verdict.TRUNCATED, AdvertCodec.decode(packet, 40, advert), length + " bytes");
    }
  }

  @Test
  void carpIsToldFromVrrp() { // CARP: version 2, type 1, a length field of 7 words, 36 bytes
    String carp =
        "21336407 000129a8 00000000 00000001 96fdff65 c5b9cc9c 4dc30301 7fb37390 6a527a06";
    assertEquals(Verdict.CARP, decode("45c00038" + ROUTE + carp));
  }

  @Test
  void sevenAddressesAndMessagesAsLongAsThoseOfCarpAreNoCarp() { // RFC 3768 5.3.5
    String five = "2133c805 00014ac4 c0000264 c0000265 c0000266 c0000267 c0000268";
    assertEquals(Verdict.ACCEPTED, decode("45c00038" + ROUTE + five + "00000000 00000000"));
    assertEquals(5, advert.addressCount());
    String seven =
        "2133c807 0001c5ed c0000264 c0000265 c0000266 c0000267 c0000268 c0000269 c000026a";
    assertEquals(Verdict.ACCEPTED, decode("45c00040" + ROUTE + seven + "00000000 00000000"));
    assertEquals(7, advert.addressCount());
  }

  @Test
  void anAdvertWithoutAuthenticationIsWritten() { // RFC 3768 5.3, 5.3.8 in either form
    for (ChecksumForm checksum : ChecksumForm.values()) {
      AdvertForm form =
          new AdvertForm(2, 51, Duration.ofSeconds(1), List.of(ADDRESS), checksum, null);
      assertEquals(MESSAGE.replace(" ", ""), written(form, 200));
      assertEquals(2, form.version());
    }
  }

  @Test
  void anAdvertWithAPasswordIsWritten() { // RFC 2338 5.3.10: zeros fill the field
    assertEquals(
        "2133c80101011719c00002647365637265740000", written(form(1, "secret", "192.0.2.100"), 200));
    assertEquals(
        "2133c80101018290c00002643132333435363738",
        written(form(1, "12345678", "192.0.2.100"), 200));
  }

  @Test
  void theLongestIntervalAndSeveralAddressesAreWritten() { // RFC 3768 5.3.7, 5.3.9
    AdvertForm longest =
        new AdvertForm(
            2, 255, Duration.ofSeconds(255), List.of(ADDRESS), ChecksumForm.RFC9568, null);
    assertEquals("21ff000100ff1a9cc00002640000000000000000", written(longest, 0));
    assertEquals(
        "2133c802000191fec0000264c00002650000000000000000",
        written(form(1, null, "192.0.2.100", "192.0.2.101"), 200));
  }

  private static AdvertForm form(int seconds, String password, String... addresses) {
    return new AdvertForm(
        2,
        51,
        Duration.ofSeconds(seconds),
        List.of(addresses).stream().map(IpAddress::parse).toList(),
        ChecksumForm.PSEUDO_HEADER,
        password == null ? null : new Password(password.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String written(AdvertForm form, int priority) {
    return Datagram.message(form, priority, "", SOURCE, AdvertCodec.IPV4_GROUP);
  }
}
