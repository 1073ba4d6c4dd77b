package io.vipd.vrrp.wire;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** IP datagrams for tests, as a socket of the daemon delivers them: header, then VRRP message. */
public final class Datagram {
  private static final int IPV4_HEADER_BYTES = 20;
  private static final int IPV6_HEADER_BYTES = 40;

  private Datagram() {}

  /** Bytes from their hexadecimal text; blanks only please the reader. */
  public static ByteBuffer ofHex(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
  }

  /** What a router of this form sends behind the IP header, as hexadecimal text. */
  static String message(
      AdvertForm form, int priority, String trailer, IpAddress source, IpAddress destination) {
    ByteBuffer behind = ofHex(trailer);
    ByteBuffer message = ByteBuffer.allocate(AdvertCodec.MAX_MESSAGE_BYTES);
    int bytes = form.write(message, priority);
    int totalBytes = bytes + behind.capacity();
    message.put(bytes, behind, 0, behind.capacity());
    form.checksum(message, bytes, totalBytes, source, destination);
    return HexFormat.of().formatHex(message.array(), 0, totalBytes);
  }

  /**
   * An advert behind a header with a TTL or hop limit of 255, as a router of this form sends it.
   */
  public static ByteBuffer of(
      AdvertForm form, int priority, IpAddress source, IpAddress destination) {
    ByteBuffer message = ByteBuffer.allocate(AdvertCodec.MAX_MESSAGE_BYTES);
    int bytes = form.write(message, priority);
    form.checksum(message, bytes, bytes, source, destination);
    return of(message, bytes, source, destination);
  }

  /** A message behind a header with a TTL or hop limit of 255. */
  public static ByteBuffer of(
      ByteBuffer message, int bytes, IpAddress source, IpAddress destination) {
    int headerBytes = headerBytes(source.family());
    ByteBuffer datagram = ByteBuffer.allocate(headerBytes + bytes);
    if (source.family() == Family.IPV4) {
      datagram.putInt(0, 0x45c00000 | headerBytes + bytes).putShort(8, (short) 0xff70);
      datagram.putInt(12, (int) source.low()).putInt(16, (int) destination.low());
    } else {
      datagram.putInt(0, 0x6c000000).putShort(4, (short) bytes).putShort(6, (short) 0x70ff);
      datagram.putLong(8, source.high()).putLong(16, source.low());
      datagram.putLong(24, destination.high()).putLong(32, destination.low());
    }
    return datagram.put(headerBytes, message, 0, bytes);
  }

  /** Bytes of a header without options. */
  public static int headerBytes(Family family) {
    return family == Family.IPV4 ? IPV4_HEADER_BYTES : IPV6_HEADER_BYTES;
  }
}
