package io.vipd.vrrp.auth;

import io.vipd.vrrp.wire.Family;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Keys, configurations and signed packets for tests. */
final class Packets {
  /** The message of the draft's IPv4 example: VRID 51, priority 200, 1 s, 192.0.2.100. */
  static final String MESSAGE = "3133c801 00644402 c0000264";

  /** Its trailer, signed with {@link #KEY_1}. */
  static final String TRAILER = "01010000 68000000 80000000 1b84bc4e 8e43892d c6d98448 f8ee2265";

  /** Its sender, 198.51.100.10. */
  static final long SOURCE = 0xc633640aL;

  /** The time in it, 0x68000000.8 seconds since the epoch. */
  static final long EPOCH_NANOS = 1_744_830_464_500_000_000L;

  static final int MESSAGE_BYTES = 12;
  static final long SECOND_NANOS = 1_000_000_000L;
  static final long WINDOW_NANOS = 5 * SECOND_NANOS;

  /** Id 1, bytes 00 to 1f. */
  static final HmacKey KEY_1 = new HmacKey(1, bytes(0, 32));

  /** Id 2, bytes 80 to bf. */
  static final HmacKey KEY_2 = new HmacKey(2, bytes(0x80, 64));

  private Packets() {}

  /** So many bytes, each one more than the last. */
  static byte[] bytes(int first, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (first + i);
    }
    return bytes;
  }

  /** Bytes from their hexadecimal text; blanks only please the reader. */
  static ByteBuffer ofHex(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
  }

  /** The text of a whole buffer. */
  static String hex(ByteBuffer buffer) {
    return HexFormat.of().formatHex(buffer.array());
  }

  static AuthConfig config(AuthMode mode, Freshness freshness, int signWith, HmacKey... keys) {
    return new AuthConfig(mode, List.of(keys), signWith, freshness, WINDOW_NANOS);
  }

  /** Enforced, five seconds, the key of the draft's example. */
  static AuthConfig config(Freshness freshness) {
    return config(AuthMode.ENFORCE, freshness, 1, KEY_1);
  }

  static Signer signer(AuthConfig config) {
    return new Signer(config, Family.IPV4, 3, 51);
  }

  static Authenticator authenticator(AuthConfig config) {
    return new Authenticator(config, Family.IPV4, 3, 51, true);
  }

  /** The example's message with whatever trailer this signer writes at this time. */
  static ByteBuffer signed(Signer signer, long source, long epochNanos) {
    ByteBuffer packet = ByteBuffer.allocate(MESSAGE_BYTES + HmacTrailer.BYTES);
    packet.put(0, ofHex(MESSAGE), 0, MESSAGE_BYTES);
    int bytes = MESSAGE_BYTES + signer.sign(packet, 0, MESSAGE_BYTES, 0, source, epochNanos);
    return ByteBuffer.wrap(Arrays.copyOf(packet.array(), bytes));
  }

  /** What the authenticator says of such a packet. */
  static AuthVerdict verify(
      Authenticator authenticator, ByteBuffer packet, long source, long epochNanos, long nowNanos) {
    return authenticator.verify(
        packet,
        0,
        MESSAGE_BYTES,
        packet.capacity() > MESSAGE_BYTES,
        0,
        source,
        epochNanos,
        nowNanos);
  }
}
