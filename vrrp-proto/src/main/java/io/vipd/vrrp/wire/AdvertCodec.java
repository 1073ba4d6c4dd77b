package io.vipd.vrrp.wire;

import java.nio.ByteBuffer;

/**
 * Reads an IP datagram that may be an advert (RFC 9568 5.1). All methods are pure functions of
 * their buffers and create no object. {@link MessageReader} reads what the datagram carries, {@link
 * AdvertForm} writes it.
 */
public final class AdvertCodec {
  /** IP protocol number of VRRP. */
  public static final int PROTOCOL = 112;

  /** The multicast group of VRRP over IPv4 (5.1.1.2). */
  public static final IpAddress IPV4_GROUP = IpAddress.parse("224.0.0.18");

  /** The multicast group of VRRP over IPv6 (5.1.2.2). */
  public static final IpAddress IPV6_GROUP = IpAddress.parse("ff02::12");

  /** TTL and hop limit of everything sent, and of all multicast received (5.1.1.3, 5.1.2.3). */
  public static final int HOP_LIMIT = 255;

  /** Bytes of an authentication trailer behind the message. */
  public static final int TRAILER_BYTES = 28;

  /** Bytes of the longest message: header, 255 IPv6 addresses, trailer. */
  public static final int MAX_MESSAGE_BYTES = 8 + 16 * Advert.MAX_ADDRESSES + TRAILER_BYTES;

  private static final int IPV4_HEADER_BYTES = 20;
  private static final int IPV6_HEADER_BYTES = 40;

  private AdvertCodec() {}

  /** The group that adverts of this family are sent to. */
  public static IpAddress group(Family family) {
    return switch (family) {
      case IPV4 -> IPV4_GROUP;
      case IPV6 -> IPV6_GROUP;
    };
  }

  /**
   * Reads one datagram: IPv4 with its options, as a raw socket delivers it, or IPv6 whose header is
   * directly followed by the message. Bytes behind the datagram's own length (Ethernet padding) are
   * ignored.
   *
   * @param packet the datagram from index 0, big-endian, with a limit of at least {@code length};
   *     neither position nor limit is changed
   * @param length number of bytes received
   * @param advert meaningful if and only if the answer is {@link Verdict#ACCEPTED}
   * @return the first check of RFC 9568 7.1 that it fails, or {@code ACCEPTED}
   */
  public static Verdict decode(ByteBuffer packet, int length, Advert advert) {
    if (length < IPV4_HEADER_BYTES) {
      return Verdict.TRUNCATED;
    }
    return switch (packet.get(0) & 0xf0) {
      case 0x40 -> decodeIpv4(packet, length, advert);
      case 0x60 -> decodeIpv6(packet, length, advert);
      default -> Verdict.NOT_VRRP;
    };
  }

  private static Verdict decodeIpv4(ByteBuffer packet, int length, Advert advert) {
    int headerBytes = (packet.get(0) & 0x0f) * 4;
    int totalBytes = Short.toUnsignedInt(packet.getShort(2));
    if (Byte.toUnsignedInt(packet.get(9)) != PROTOCOL) {
      return Verdict.NOT_VRRP;
    }
    if (headerBytes < IPV4_HEADER_BYTES || totalBytes > length || totalBytes < headerBytes) {
      return Verdict.TRUNCATED;
    }
    advert.family = Family.IPV4;
    advert.hopLimit = Byte.toUnsignedInt(packet.get(8));
    advert.sourceHigh = 0;
    advert.sourceLow = Integer.toUnsignedLong(packet.getInt(12));
    advert.destinationHigh = 0;
    advert.destinationLow = Integer.toUnsignedLong(packet.getInt(16));
    return decodeMessage(packet, headerBytes, totalBytes - headerBytes, advert);
  }

  private static Verdict decodeIpv6(ByteBuffer packet, int length, Advert advert) {
    if (length < IPV6_HEADER_BYTES) {
      return Verdict.TRUNCATED;
    }
    int payloadBytes = Short.toUnsignedInt(packet.getShort(4));
    if (Byte.toUnsignedInt(packet.get(6)) != PROTOCOL) {
      return Verdict.NOT_VRRP;
    }
    if (IPV6_HEADER_BYTES + payloadBytes > length) {
      return Verdict.TRUNCATED;
    }
    advert.family = Family.IPV6;
    advert.hopLimit = Byte.toUnsignedInt(packet.get(7));
    advert.sourceHigh = packet.getLong(8);
    advert.sourceLow = packet.getLong(16);
    advert.destinationHigh = packet.getLong(24);
    advert.destinationLow = packet.getLong(32);
    return decodeMessage(packet, IPV6_HEADER_BYTES, payloadBytes, advert);
  }

  private static Verdict decodeMessage(ByteBuffer packet, int at, int bytes, Advert advert) {
    IpAddress group = group(advert.family);
    advert.multicast =
        advert.destinationLow == group.low() && advert.destinationHigh == group.high();
    // By unicast it may have come through routers; how many the group allows is the node's to say.
    if (advert.multicast && advert.hopLimit != HOP_LIMIT) {
      return Verdict.HOP_LIMIT;
    }
    return MessageReader.read(packet, at, bytes, advert);
  }
}
