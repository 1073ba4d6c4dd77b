package io.vipd.vrrp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An authentication trailer of 28 bytes behind a message (draft-cassen-vrrp-auth-hmac): over IPv4
 * the checksum does not cover it, over IPv6 it does. Checksums were computed by another program.
 */
class AdvertTrailerTest {
  private static final String TRAILER =
      "01010000 68000000 80000000 1b84bc4e 8e43892d c6d98448 f8ee2265";

  /** Where it comes from and goes to: IPv4's last 16 bytes of header, IPv6's last 32. */
  private static final String IPV4_ROUTE = "00004000 ff700000 c633640a e0000012";

  private static final String IPV6_ROUTE =
      "fe800000 00000000 a8bbccff fe000001 ff020000 00000000 00000000 00000012";

  private static final IpAddress IPV4_SOURCE = IpAddress.parse("198.51.100.10");
  private static final IpAddress IPV6_SOURCE = IpAddress.parse("fe80::a8bb:ccff:fe00:1");

  /** VRID 51, priority 200, one second, one address, each with a checksum as it has to be. */
  private enum Kind {
    VERSION_3_OVER_IPV4("3133c801 00644402 c0000264", ChecksumForm.RFC9568),
    VERSION_3_OVER_IPV4_WITH_PSEUDO_HEADER(
        "3133c801 00643935 c0000264", ChecksumForm.PSEUDO_HEADER),
    VERSION_3_OVER_IPV6(
        "3133c801 006426fa 20010db8 00000000 00000000 00000100", ChecksumForm.PSEUDO_HEADER),
    VERSION_2("2133c801 00015465 c0000264 00000000 00000000", ChecksumForm.RFC9568);

    private final String message;
    private final ChecksumForm checksum;

    Kind(String message, ChecksumForm checksum) {
      this.message = message.replace(" ", "");
      this.checksum = checksum;
    }

    boolean ipv6() {
      return this == VERSION_3_OVER_IPV6;
    }

    /** The message with this behind it, in a datagram whose length counts both. */
    String with(String behind) {
      int bytes = (message.length() + behind.replace(" ", "").length()) / 2;
      return ipv6()
          ? "6c000000%04x70ff".formatted(bytes) + IPV6_ROUTE + message + behind
          : "45c0%04x".formatted(20 + bytes) + IPV4_ROUTE + message + behind;
    }
  }

  private final Advert advert = new Advert();

  private Verdict decode(String hex) {
    ByteBuffer packet = Datagram.ofHex(hex);
    return AdvertCodec.decode(packet, packet.capacity(), advert);
  }

  @ParameterizedTest
  @EnumSource
  void itIsSeenBehindEveryKindOfMessage(Kind kind) {
    assertEquals(Verdict.ACCEPTED, decode(kind.with(TRAILER)));
    assertTrue(advert.hasTrailer());
    assertEquals(kind.message.length() / 2, advert.messageBytes());
    assertEquals(kind.ipv6() ? 40 : 20, advert.messageOffset());
    assertEquals(
        0x01010000, advert.packet().getInt(advert.messageOffset() + advert.messageBytes()));
    assertEquals(1, advert.addressCount());
    assertEquals(kind.checksum, advert.checksumForm());
  }

  @ParameterizedTest
  @EnumSource
  void anyOtherLengthBehindTheMessageIsRefused(Kind kind) { // RFC 9568 5.2.5
    assertEquals(Verdict.LENGTH, decode(kind.with(TRAILER.substring(0, TRAILER.length() - 2))));
    assertEquals(Verdict.LENGTH, decode(kind.with(TRAILER + "00")));
    assertEquals(Verdict.LENGTH, decode(kind.with("00")));
    assertEquals(Verdict.LENGTH, decode(kind.with(TRAILER + TRAILER)));
  }

  @Test
  void overIpv4TheChecksumCoversTheMessageOnly() {
    String changed = TRAILER.replace("f8ee2265", "f8ee2266");
    for (Kind kind : Kind.values()) {
      assertEquals(kind.ipv6() ? Verdict.CHECKSUM : Verdict.ACCEPTED, decode(kind.with(changed)));
    }
    String route = "45c0003c" + IPV4_ROUTE;
    assertEquals(Verdict.CHECKSUM, decode(route + "3133c801 00640546 c0000264" + TRAILER));
    assertEquals(Verdict.CHECKSUM, decode(route + "3133c801 0064fa5c c0000264" + TRAILER));
  }

  @Test
  void version2sChecksumCoversTheMessageOnly() {
    String message = "2133c801 000115a9 c0000264 00000000 00000000";
    assertEquals(Verdict.CHECKSUM, decode("45c00044" + IPV4_ROUTE + message + TRAILER));
  }

  @Test
  void overIpv6TheChecksumCoversTheTrailerToo() { // RFC 8200 8.1: the upper-layer packet
    String message = "3133c801 006465d2 20010db8 00000000 00000000 00000100";
    assertEquals(Verdict.ACCEPTED, decode("6c000000 0018 70 ff" + IPV6_ROUTE + message));
    assertEquals(Verdict.CHECKSUM, decode("6c000000 0034 70 ff" + IPV6_ROUTE + message + TRAILER));
  }

  @ParameterizedTest
  @EnumSource
  void aMessageIsWrittenAsItCame(Kind kind) {
    IpAddress address = IpAddress.parse(kind.ipv6() ? "2001:db8::100" : "192.0.2.100");
    AdvertForm form =
        new AdvertForm(
            kind == Kind.VERSION_2 ? 2 : 3,
            51,
            Duration.ofSeconds(1),
            List.of(address),
            kind.checksum,
            null);
    assertEquals(
        kind.message + TRAILER.replace(" ", ""),
        Datagram.message(
            form,
            200,
            TRAILER,
            kind.ipv6() ? IPV6_SOURCE : IPV4_SOURCE,
            AdvertCodec.group(address.family())));
  }
}
