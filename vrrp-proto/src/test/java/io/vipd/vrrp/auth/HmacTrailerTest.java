package io.vipd.vrrp.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Trailers against bytes written down by hand: the first HMAC is the example of
 * draft-cassen-vrrp-auth-hmac, the others were computed by another program.
 */
class HmacTrailerTest {
  private static final String HEAD = " 01010000 68000000 80000000 ";
  private static final HmacSha256 HMAC = Packets.KEY_1.hmac();

  @ParameterizedTest
  @CsvSource({
    // the draft's example
    "IPV4, 3, 198.51.100.10, 3133c80100644402 c0000264, 1b84bc4e8e43892dc6d98448f8ee2265",
    // the family, the first four of the source's sixteen bytes
    "IPV6, 3, fe80::10, 3133c80200640000 fe800000000000000000000000000100"
        + " 20010db8000000000000000000000100, 3921e2542727cb54e5a08ca6628ca89e",
    // eight bytes of authentication data belong to the message of version 2
    "IPV4, 2, 198.51.100.10, 2133c80100010000 c0000264 0000000000000000,"
        + " d0b9391b8d008f779ef2e8cf66238947"
  })
  void aMessageIsSignedAndVerifiedByTheseBytes(
      Family family, int version, String source, String message, String hmac) {
    HmacTrailer trailer = new HmacTrailer(family, version, 51);
    IpAddress from = IpAddress.parse(source);
    String signed = "eeee" + message + HEAD + hmac + "ee";
    ByteBuffer packet = Packets.ofHex("eeee" + message + "ee".repeat(29));
    int bytes = packet.capacity() - 3 - HmacTrailer.BYTES;
    trailer.write(HMAC, 1, 0x6800000080000000L, packet, 2, bytes, from.high(), from.low());
    assertEquals(signed.replace(" ", ""), Packets.hex(packet));
    assertTrue(trailer.authentic(HMAC, packet, 2, bytes, from.high(), from.low()));
    assertEquals(0, packet.position());
    assertEquals(packet.capacity(), packet.limit());
  }

  @Test
  void itsFieldsAreReadWhereTheDraftPutsThem() {
    ByteBuffer trailer = Packets.ofHex("ff 01fe0000 68000001 80020003" + "00".repeat(16));
    assertTrue(HmacTrailer.wellFormed(trailer, 1));
    assertEquals(254, HmacTrailer.keyId(trailer, 1));
    assertEquals(0x6800000180020003L, HmacTrailer.sequence(trailer, 1));
  }

  @ParameterizedTest
  @CsvSource({"00010000", "02010000", "ff010000", "01010001", "01010100", "0101ffff"})
  void anotherExtensionOrAReservedBitIsMalformed(String head) {
    assertFalse(HmacTrailer.wellFormed(Packets.ofHex(head + "00".repeat(24)), 0));
  }

  @Test
  void theVrrpChecksumIsReadAsZero() {
    ByteBuffer packet = Packets.ofHex("3133c801 0064ffff c0000264" + Packets.TRAILER);
    HmacTrailer trailer = new HmacTrailer(Family.IPV4, 3, 51);
    assertTrue(trailer.authentic(HMAC, packet, 0, 12, 0, Packets.SOURCE));
  }

  @Test
  void aTrailerIsNoUseBehindAnotherRouterOrFromAnotherSender() {
    assertTrue(authentic(Family.IPV4, 3, 51, 0, Packets.SOURCE));
    assertFalse(authentic(Family.IPV6, 3, 51, 0, Packets.SOURCE));
    assertFalse(authentic(Family.IPV6, 3, 51, Packets.SOURCE << 32, 0));
    assertFalse(authentic(Family.IPV4, 2, 51, 0, Packets.SOURCE));
    assertFalse(authentic(Family.IPV4, 3, 52, 0, Packets.SOURCE));
    assertFalse(authentic(Family.IPV4, 3, 51, 0, Packets.SOURCE + 1));
  }

  private static boolean authentic(Family family, int version, int vrid, long high, long low) {
    ByteBuffer packet = Packets.ofHex(Packets.MESSAGE + Packets.TRAILER);
    return new HmacTrailer(family, version, vrid).authentic(HMAC, packet, 0, 12, high, low);
  }
}
