package io.vipd.vrrp.wire;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** IPv4 datagrams for tests, as a raw socket delivers them: header, then VRRP message. */
public final class Datagram {
  /** Bytes of an IPv4 header without options. */
  public static final int HEADER_BYTES = 20;

  private Datagram() {}

  /** Bytes from their hexadecimal text; blanks only please the reader. */
  public static ByteBuffer ofHex(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
  }

  /** An advert behind a header of TTL 255, both as the codec under test or a sender would write. */
  public static ByteBuffer of(
      long source,
      long destination,
      int vrid,
      int priority,
      Centiseconds interval,
      ChecksumForm form,
      long... addresses) {
    ByteBuffer message = ByteBuffer.allocate(AdvertCodec.MAX_MESSAGE_BYTES);
    int bytes =
        AdvertCodec.encode(message, vrid, priority, interval, addresses, form, source, destination);
    return ByteBuffer.allocate(HEADER_BYTES + bytes)
        .putInt(0, 0x45c00000 | HEADER_BYTES + bytes)
        .putShort(8, (short) 0xff70)
        .putInt(12, (int) source)
        .putInt(16, (int) destination)
        .put(HEADER_BYTES, message, 0, bytes);
  }
}
