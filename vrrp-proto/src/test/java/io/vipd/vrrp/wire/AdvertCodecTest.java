package io.vipd.vrrp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The codec against bytes written down by hand; checksums were computed by another program. */
class AdvertCodecTest {
  /** TTL 255, protocol 112, from 192.168.0.220 to 224.0.0.18, 32 bytes in all. */
  private static final String HEADER = "45c00020 00004000 ff70d916 c0a800dc e0000012";

  /** VRID 240, priority 100, one second, 192.168.0.230. */
  private static final String MESSAGE = "31f06401 00640608 c0a800e6";

  private static final IpAddress SOURCE = IpAddress.parse("192.168.0.220");
  private static final long GROUP = 0xe0000012L;
  private static final long ADDRESS = 0xc0a800e6L;

  private final Advert advert = new Advert();

  private Verdict decode(String hex) {
    ByteBuffer packet = Datagram.ofHex(hex);
    return AdvertCodec.decode(packet, packet.capacity(), advert);
  }

  @Test
  void anAdvertWithThePseudoHeaderFormIsRead() { // RFC 9568 5.2; 5.2.8 in the reading of RFC 5798
    assertEquals(Verdict.ACCEPTED, decode(HEADER + MESSAGE));
    assertEquals(240, advert.vrid());
    assertEquals(100, advert.priority());
    assertEquals(100, advert.intervalCentiseconds());
    assertEquals(1, advert.addressCount());
    assertEquals(ADDRESS, advert.addressLow(0));
    assertEquals(SOURCE, advert.source());
    assertEquals(true, advert.multicast());
    assertEquals(ChecksumForm.PSEUDO_HEADER, advert.checksumForm());
  }

  @Test
  void anAdvertWhoseChecksumCoversTheMessageAloneIsRead() { // RFC 9568 5.2.8
    assertEquals(Verdict.ACCEPTED, decode(HEADER + "31f06401 0064a81b c0a800e6"));
    assertEquals(ChecksumForm.RFC9568, advert.checksumForm());
  }

  @Test
  void aUnicastAdvertIsSummedWithItsRealDestination() { // RFC 9568 5.2.8
    String header = "45c00020 00004000 ff700000 c0a800dc c0a800dd";
    assertEquals(Verdict.ACCEPTED, decode(header + "31f06401 00642495 c0a800e6"));
    assertEquals(false, advert.multicast());
    assertEquals(ChecksumForm.PSEUDO_HEADER, advert.checksumForm());
    assertEquals(Verdict.CHECKSUM, decode(header + MESSAGE));
  }

  @Test
  void theExtremesOfEveryFieldAreRead() { // RFC 9568 5.2.3, 5.2.4, 5.2.7
    assertEquals(Verdict.ACCEPTED, decode(HEADER + "31ff0001 0fff5a5e c0a800e6"));
    assertEquals(255, advert.vrid());
    assertEquals(0, advert.priority());
    assertEquals(4095, advert.intervalCentiseconds());
  }

  @Test
  void theReservedBitsAreIgnoredOnReceive() { // RFC 9568 5.2.6
    assertEquals(Verdict.ACCEPTED, decode(HEADER + "31f06401 f0641607 c0a800e6"));
    assertEquals(100, advert.intervalCentiseconds());
  }

  @Test
  void ipOptionsAreSkipped() { // RFC 791 3.1: the header is as long as IHL says
    String withOptions = "46c00024 00004000 ff700000 c0a800dc e0000012 94040000";
    assertEquals(Verdict.ACCEPTED, decode(withOptions + MESSAGE));
    assertEquals(ADDRESS, advert.addressLow(0));
    assertEquals(ChecksumForm.PSEUDO_HEADER, advert.checksumForm());
  }

  @Test
  void ethernetPaddingBehindTheDatagramIsIgnored() { // RFC 894: frames are padded to 60 bytes
    assertEquals(Verdict.ACCEPTED, decode(HEADER + MESSAGE + "dead".repeat(7)));
    assertEquals(1, advert.addressCount());
  }

  @ParameterizedTest
  @CsvSource({
    "TRUNCATED,     IHL of 4,                44c00020 00004000 ff70d916 c0a800dc e0000012",
    "TRUNCATED,     IHL beyond the datagram, 4fc00020 00004000 ff70d916 c0a800dc e0000012",
    "TRUNCATED,     more than was received,  45c00021 00004000 ff70d916 c0a800dc e0000012",
    "TRUNCATED,     7 bytes of message,      45c0001b 00004000 ff70d916 c0a800dc e0000012",
    "TRUNCATED,     total length 0,          45c00000 00004000 ff70d916 c0a800dc e0000012",
    "NOT_VRRP,      IP version 5,            55c00020 00004000 ff70d916 c0a800dc e0000012",
    "NOT_VRRP,      protocol 111,            45c00020 00004000 ff6fd916 c0a800dc e0000012",
    "HOP_LIMIT,     TTL 254,                 45c00020 00004000 fe70d916 c0a800dc e0000012",
    "HOP_LIMIT,     TTL 0,                   45c00020 00004000 0070d916 c0a800dc e0000012"
  })
  void aDatagramWithThisHeaderIsRefused(Verdict verdict, String what, String header) {
    // RFC 9568 5.1.1 and 7.1
    assertEquals(verdict, decode(header + MESSAGE), what);
  }

  @ParameterizedTest
  @CsvSource({
    "VERSION,      version 4 (5.2.1),                          41f06401 00641608 c0a800e6",
    "VERSION,      version 0 (5.2.1),                          01f06401 00643608 c0a800e6",
    "TYPE,         type 2 (5.2.2),                             32f06401 00640508 c0a800e6",
    "TYPE,         type 0 (5.2.2),                             30f06401 00640708 c0a800e6",
    "NO_ADDRESSES, count 0 with right checksum (5.2.5 E8299),  31f06400 00640609 c0a800e6",
    "TRUNCATED,    count 2 and one address (7.1),              31f06402 00640607 c0a800e6",
    "TRUNCATED,    count 255 and one address (7.1),            31f064ff 0064050a c0a800e6",
    "CHECKSUM,     one bit off (5.2.8),                        31f06401 00640609 c0a800e6",
    "CHECKSUM,     checksum 0 (5.2.8),                         31f06401 00640000 c0a800e6",
    "INTERVAL,     interval 0 (5.2.7 E8301),                   31f06401 0000066c c0a800e6",
    "INTERVAL,     interval 0 in the RFC form (5.2.7 E8301),   31f06401 0000a87f c0a800e6"
  })
  void aMessageLikeThisIsRefused(Verdict verdict, String what, String message) { // RFC 9568 7.1
    assertEquals(verdict, decode(HEADER + message), what);
  }

  @Test
  void aCountThatConcealsAnAddressIsRefused() { // RFC 9568 5.2.5
    String header = "45c00024 00004000 ff700000 c0a800dc e0000012";
    assertEquals(Verdict.LENGTH, decode(header + "31f06401 00644474 c0a800e6 c0a800e7"));
  }

  @Test
  void aDatagramCutShortAnywhereIsRefused() { // RFC 9568 7.1: contains the complete packet
    ByteBuffer packet = Datagram.ofHex(HEADER + MESSAGE);
    for (int length = 0; length < 32; length++) {
      assertEquals(
          Verdict.TRUNCATED, AdvertCodec.decode(packet, length, advert), length + " bytes");
    }
    assertEquals(Verdict.ACCEPTED, AdvertCodec.decode(packet, 32, advert));
  }

  @Test
  void aRefusedPacketLeavesTheAdvertAsItWas() {
    decode(HEADER + MESSAGE);
    decode(HEADER + "31ff0001 0fff0000 01020304");
    assertEquals(240, advert.vrid());
    assertEquals(100, advert.priority());
    assertEquals(ADDRESS, advert.addressLow(0));
  }

  @Test
  void everyRefusalHasWordsOfItsOwn() {
    for (Verdict verdict : Verdict.values()) {
      assertEquals(verdict == Verdict.ACCEPTED, verdict.accepted());
      for (Verdict other : Verdict.values()) {
        if (verdict != other) {
          assertNotEquals(verdict.rule(), other.rule());
        }
      }
    }
  }

  @Test
  void anAdvertIsWrittenInThePseudoHeaderForm() { // RFC 9568 5.2
    assertEquals("31f0640100640608c0a800e6", encode(100, 100, ChecksumForm.PSEUDO_HEADER, ADDRESS));
  }

  @Test
  void anAdvertIsWrittenInTheFormOfTheRfc() { // RFC 9568 5.2.8
    assertEquals("31f064010064a81bc0a800e6", encode(100, 100, ChecksumForm.RFC9568, ADDRESS));
  }

  @Test
  void theReservedBitsAreSentAsZero() { // RFC 9568 5.2.6
    String message = encode(0, 4095, ChecksumForm.RFC9568, ADDRESS);
    assertEquals("0fff", message.substring(8, 12));
  }

  @Test
  void anAdvertHolds255Addresses() { // RFC 9568 5.2.5
    long[] addresses = new long[255];
    for (int i = 0; i < 255; i++) {
      addresses[i] = 0x0a000001L + i;
    }
    String message = encode(100, 100, ChecksumForm.PSEUDO_HEADER, addresses);
    assertEquals(2 * 1028, message.length());
    assertEquals("31f064ff00644d16" + "0a000001" + "0a000002", message.substring(0, 32));
    assertEquals("0a0000ff", message.substring(2 * 1024));

    String header = "45c00418 00004000 ff700000 c0a800dc e0000012";
    assertEquals(Verdict.ACCEPTED, decode(header + message));
    assertEquals(255, advert.addressCount());
    assertEquals(0x0a000001L, advert.addressLow(0));
    assertEquals(0x0a0000ffL, advert.addressLow(254));
  }

  private static String encode(
      int priority, int centiseconds, ChecksumForm form, long... addresses) {
    ByteBuffer message = ByteBuffer.allocate(AdvertCodec.MAX_MESSAGE_BYTES);
    AdvertForm advertForm =
        new AdvertForm(
            3,
            240,
            new Centiseconds(centiseconds).toDuration(),
            Arrays.stream(addresses).mapToObj(bits -> IpAddress.ofIpv4((int) bits)).toList(),
            form,
            null);
    int bytes = advertForm.write(message, priority);
    advertForm.checksum(message, bytes, bytes, SOURCE, IpAddress.ofIpv4((int) GROUP));
    return HexFormat.of().formatHex(message.array(), 0, bytes);
  }
}
