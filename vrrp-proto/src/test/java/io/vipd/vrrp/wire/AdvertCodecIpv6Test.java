package io.vipd.vrrp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** VRRPv3 over IPv6 against bytes written down; checksums were computed by another program. */
class AdvertCodecIpv6Test {
  private static final String FROM = "fe800000 00000000 a8bbccff fe000001";
  private static final String GROUP = "ff020000 00000000 00000000 00000012";

  /** 24 bytes of payload, next header 112, hop limit 255. */
  private static final String HEADER = "6c000000 0018 70 ff" + FROM + GROUP;

  /** VRID 51, priority 200, one second, 2001:db8::100. */
  private static final String MESSAGE = "3133c801 006465d2 20010db8 00000000 00000000 00000100";

  private static final String UNICAST =
      "20010db8 00000000 00000000 00000001 20010db8 00000000 00000000 00000002";
  private static final String UNICAST_MESSAGE =
      "3133c801 00647bb0 20010db8 00000000 00000000 00000100";

  private static final IpAddress SOURCE = IpAddress.parse("fe80::a8bb:ccff:fe00:1");

  private final Advert advert = new Advert();

  private Verdict decode(String hex) {
    ByteBuffer packet = Datagram.ofHex(hex);
    return AdvertCodec.decode(packet, packet.capacity(), advert);
  }

  @Test
  void aMulticastAdvertFromALinkLocalAddressIsRead() { // RFC 9568 5.1.2, 5.2
    assertEquals(Verdict.ACCEPTED, decode(HEADER + MESSAGE));
    assertEquals(Family.IPV6, advert.family());
    assertEquals(3, advert.version());
    assertTrue(advert.multicast());
    assertEquals(255, advert.hopLimit());
    assertEquals(SOURCE, advert.source());
    assertTrue(advert.isFrom(SOURCE));
    assertFalse(advert.isFrom(IpAddress.parse("fe80::1:a8bb:ccff:fe00:1")));
    assertFalse(advert.isFrom(IpAddress.parse("fe81::a8bb:ccff:fe00:1")));
    assertEquals(51, advert.vrid());
    assertEquals(200, advert.priority());
    assertEquals(100, advert.intervalCentiseconds());
    assertEquals(1, advert.addressCount());
    assertEquals(0x20010db8_00000000L, advert.addressHigh(0));
    assertEquals(0x100L, advert.addressLow(0));
    assertEquals(ChecksumForm.PSEUDO_HEADER, advert.checksumForm());
    assertEquals(0, advert.authenticationType());
    assertFalse(advert.hasTrailer());
    assertEquals(40, advert.messageOffset());
    assertEquals(24, advert.messageBytes());
  }

  @Test
  void aUnicastAdvertIsSummedWithItsRealDestination() { // RFC 9568 5.2.8
    String header = "6c000000 0018 70 ff" + UNICAST;
    assertEquals(Verdict.ACCEPTED, decode(header + UNICAST_MESSAGE));
    assertFalse(advert.multicast());
    assertEquals(IpAddress.parse("2001:db8::1"), advert.source());
    assertEquals(Verdict.CHECKSUM, decode(header + MESSAGE));
  }

  @Test
  void aUnicastAdvertThatCameThroughARouterIsReadWithItsHopLimit() { // RFC 9568 5.1.2.3
    assertEquals(Verdict.ACCEPTED, decode("6c000000 0018 70 fe" + UNICAST + UNICAST_MESSAGE));
    assertEquals(254, advert.hopLimit());
    assertEquals(Verdict.ACCEPTED, decode("6c000000 0018 70 00" + UNICAST + UNICAST_MESSAGE));
    assertEquals(0, advert.hopLimit());
  }

  @Test
  void severalAddressesAreReadInTheirOrder() { // RFC 9568 5.2.9, erratum 8300
    String message =
        "3133c803 00643925 fe800000 00000000 00000000 00000051"
            + "20010db8 00000000 00000000 00000100 20010db8 ffffffff ffffffff ffffffff";
    assertEquals(Verdict.ACCEPTED, decode("6c000000 0038 70 ff" + FROM + GROUP + message));
    assertEquals(3, advert.addressCount());
    assertEquals(0xfe800000_00000000L, advert.addressHigh(0));
    assertEquals(0x51L, advert.addressLow(0));
    assertEquals(0x20010db8_00000000L, advert.addressHigh(1));
    assertEquals(0x100L, advert.addressLow(1));
    assertEquals(0x20010db8_ffffffffL, advert.addressHigh(2));
    assertEquals(-1L, advert.addressLow(2));
  }

  @Test
  void ninetyAddressesFillAnEthernetFrame() { // RFC 9568 5.2.5; RFC 2464: an MTU of 1500
    AdvertForm form =
        form(IntStream.range(0, 90).mapToObj(i -> "2001:db8::" + Integer.toHexString(0x100 + i)));
    String message = Datagram.message(form, 200, "", SOURCE, AdvertCodec.IPV6_GROUP);
    assertEquals(2 * 1448, message.length());
    assertEquals("3133c85a006411e3" + "20010db8000000000000000000000100", message.substring(0, 48));
    assertEquals("20010db8000000000000000000000159", message.substring(2 * 1432));

    assertEquals(Verdict.ACCEPTED, decode("6c000000 05a8 70 ff" + FROM + GROUP + message));
    assertEquals(90, advert.addressCount());
    assertEquals(0x100L, advert.addressLow(0));
    assertEquals(0x159L, advert.addressLow(89));
    assertTrue(form.lists(advert));
  }

  @Test
  void theExtremesOfEveryFieldAreRead() { // RFC 9568 5.2.3, 5.2.4, 5.2.7
    String message = "31ff0001 0fff1d6c 20010db8 00000000 00000000 00000100";
    assertEquals(Verdict.ACCEPTED, decode(HEADER + message));
    assertEquals(255, advert.vrid());
    assertEquals(0, advert.priority());
    assertEquals(4095, advert.intervalCentiseconds());
  }

  @Test
  void theFlowLabelAndTheTrafficClassMeanNothing() { // RFC 8200 3
    assertEquals(Verdict.ACCEPTED, decode("6fffffff 0018 70 ff" + FROM + GROUP + MESSAGE));
  }

  @Test
  void bytesBehindThePayloadAreIgnored() { // RFC 8200 3: payload length
    assertEquals(Verdict.ACCEPTED, decode(HEADER + MESSAGE + "dead".repeat(7)));
    assertFalse(advert.hasTrailer());
  }

  @ParameterizedTest
  @CsvSource({
    "HOP_LIMIT, hop limit 254 (5.1.2.3),              6c000000 0018 70 fe",
    "HOP_LIMIT, hop limit 0 (5.1.2.3),                6c000000 0018 70 00",
    "NOT_VRRP,  next header 58 (5.1.2.4),             6c000000 0018 3a ff",
    "NOT_VRRP,  next header 0 hop-by-hop (5.1.2.4),   6c000000 0018 00 ff",
    "NOT_VRRP,  IP version 7,                         7c000000 0018 70 ff",
    "TRUNCATED, payload longer than received (7.1),   6c000000 0019 70 ff",
    "TRUNCATED, payload of 65535 bytes (7.1),         6c000000 ffff 70 ff",
    "TRUNCATED, payload without the last byte (7.1),  6c000000 0017 70 ff",
    "TRUNCATED, payload of the header only (7.1),     6c000000 0008 70 ff",
    "TRUNCATED, payload of 7 bytes (7.1),             6c000000 0007 70 ff",
    "TRUNCATED, payload of 0 bytes (7.1),             6c000000 0000 70 ff"
  })
  void aDatagramWithThisHeaderIsRefused(Verdict verdict, String what, String header) {
    // RFC 9568 5.1.2 and 7.1
    assertEquals(verdict, decode(header + FROM + GROUP + MESSAGE), what);
  }

  @ParameterizedTest
  @CsvSource({
    "CHECKSUM,     of the message alone (5.2.8),         3133c801 0064d7ad",
    "CHECKSUM,     one bit off (5.2.8),                  3133c801 006465d3",
    "CHECKSUM,     checksum 0 (5.2.8),                   3133c801 00640000",
    "CHECKSUM,     of another destination (5.2.8),       3133c801 00647bb0",
    "INTERVAL,     interval 0 (5.2.7 E8301),             3133c801 00006636",
    "NO_ADDRESSES, count 0 (5.2.5 E8299),                3133c800 006465d3",
    "TRUNCATED,    count 2 and one address (7.1),        3133c802 006465d1",
    "TRUNCATED,    count 255 and one address (7.1),      3133c8ff 006464d4",
    "TYPE,         type 2 (5.2.2),                       3233c801 006464d2",
    "VERSION,      version 4 (5.2.1),                    4133c801 006455d2",
    "VERSION,      version 2 (RFC 3768 is IPv4 only),    2133c801 006475d2"
  })
  void aMessageThatBeginsLikeThisIsRefused(Verdict verdict, String what, String start) {
    // RFC 9568 7.1
    assertEquals(verdict, decode(HEADER + start + "20010db8 00000000 00000000 00000100"), what);
  }

  @Test
  void aWholeMessageOfVersion2IsRefused() { // RFC 3768 5.1: it is for IPv4
    String message = "2133c801 0001e810 20010db8 00000000 00000000 00000100 00000000 00000000";
    assertEquals(Verdict.VERSION, decode("6c000000 0020 70 ff" + FROM + GROUP + message));
  }

  @Test
  void aCountThatConcealsAnAddressIsRefused() { // RFC 9568 5.2.5
    String message =
        "3133c801 00643708 20010db8 00000000 00000000 00000100"
            + "20010db8 00000000 00000000 00000101";
    assertEquals(Verdict.LENGTH, decode("6c000000 0028 70 ff" + FROM + GROUP + message));
  }

  @Test
  void aDatagramCutShortAnywhereIsRefused() { // RFC 9568 7.1: contains the complete packet
    ByteBuffer packet = Datagram.ofHex(HEADER + MESSAGE);
    for (int length = 0; length < 64; length++) {
      assertEquals(
          Verdict.TRUNCATED, AdvertCodec.decode(packet, length, advert), length + " bytes");
    }
    assertEquals(Verdict.ACCEPTED, AdvertCodec.decode(packet, 64, advert));
  }

  @Test
  void anIpv4AdvertBehindAnIpv6OneLeavesNothingOfItBehind() {
    assertEquals(Verdict.ACCEPTED, decode(HEADER + MESSAGE));
    assertEquals(
        Verdict.ACCEPTED,
        decode("45c00020 00004000 ff70d916 c0a800dc e0000012" + "31f06401 00640608 c0a800e6"));
    assertEquals(Family.IPV4, advert.family());
    assertEquals(0, advert.addressHigh(0));
    assertEquals(IpAddress.parse("192.168.0.220"), advert.source());
  }

  @Test
  void anAdvertIsWrittenWithThePseudoHeaderWhateverFormIsAskedFor() { // RFC 9568 5.2.8
    for (ChecksumForm checksum : ChecksumForm.values()) {
      AdvertForm form =
          new AdvertForm(
              3,
              51,
              Duration.ofSeconds(1),
              List.of(IpAddress.parse("2001:db8::100")),
              checksum,
              null);
      assertEquals(
          MESSAGE.replace(" ", ""),
          Datagram.message(form, 200, "", SOURCE, AdvertCodec.IPV6_GROUP));
      assertEquals(
          UNICAST_MESSAGE.replace(" ", ""),
          Datagram.message(
              form, 200, "", IpAddress.parse("2001:db8::1"), IpAddress.parse("2001:db8::2")));
    }
  }

  private static AdvertForm form(Stream<String> addresses) {
    return new AdvertForm(
        3,
        51,
        Duration.ofSeconds(1),
        addresses.map(IpAddress::parse).toList(),
        ChecksumForm.PSEUDO_HEADER,
        null);
  }
}
