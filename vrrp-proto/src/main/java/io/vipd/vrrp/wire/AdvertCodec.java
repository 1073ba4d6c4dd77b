package io.vipd.vrrp.wire;

import java.nio.ByteBuffer;

/**
 * Reads and writes VRRPv3 adverts over IPv4 (RFC 9568 5.2). All methods are pure functions of their
 * buffers and create no object.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |Version| Type  | Virtual Rtr ID|   Priority    |  IPvX Addr   |
 * |Reserve| Max Advertise Interval|          Checksum             |
 * |                       IPvX Address(es)                        |
 * </pre>
 */
public final class AdvertCodec {
  /** IP protocol number of VRRP. */
  public static final int PROTOCOL = 112;

  /** The multicast group of VRRP over IPv4 (5.1.1.2). */
  public static final IpAddress IPV4_GROUP = IpAddress.parse("224.0.0.18");

  /** Bytes of the longest message: header and 255 addresses. */
  public static final int MAX_MESSAGE_BYTES = 8 + 4 * Advert.MAX_ADDRESSES;

  private static final int IPV4_HEADER_BYTES = 20;
  private static final int VRRP_HEADER_BYTES = 8;
  private static final int TTL = 255;
  private static final int VERSION_AND_TYPE = 0x31;
  private static final int CHECKSUM_RIGHT = 0xffff;

  private AdvertCodec() {}

  /**
   * Reads one IPv4 datagram, header and options included, as a raw socket delivers it. Bytes behind
   * the datagram's own length (Ethernet padding) are ignored.
   *
   * @param packet the datagram from index 0, big-endian, with a limit of at least {@code length};
   *     neither position nor limit is changed
   * @param length number of bytes received
   * @param advert filled if and only if the answer is {@link Verdict#ACCEPTED}
   * @return the first check of RFC 9568 7.1 that it fails, or {@code ACCEPTED}
   */
  public static Verdict decode(ByteBuffer packet, int length, Advert advert) {
    if (length < IPV4_HEADER_BYTES) {
      return Verdict.TRUNCATED;
    }
    int headerBytes = (packet.get(0) & 0x0f) * 4;
    int totalBytes = Short.toUnsignedInt(packet.getShort(2));
    if ((packet.get(0) & 0xf0) != 0x40 || Byte.toUnsignedInt(packet.get(9)) != PROTOCOL) {
      return Verdict.NOT_VRRP;
    }
    int messageBytes = totalBytes - headerBytes;
    if (headerBytes < IPV4_HEADER_BYTES
        || totalBytes > length
        || messageBytes < VRRP_HEADER_BYTES) {
      return Verdict.TRUNCATED;
    }
    if (Byte.toUnsignedInt(packet.get(8)) != TTL) {
      return Verdict.TTL;
    }
    long source = Integer.toUnsignedLong(packet.getInt(12));
    long destination = Integer.toUnsignedLong(packet.getInt(16));
    return decodeMessage(packet, headerBytes, messageBytes, source, destination, advert);
  }

  private static Verdict decodeMessage(
      ByteBuffer packet, int at, int bytes, long source, long destination, Advert advert) {
    int versionAndType = Byte.toUnsignedInt(packet.get(at));
    if (versionAndType >>> 4 != VERSION_AND_TYPE >>> 4) {
      return Verdict.VERSION;
    }
    if ((versionAndType & 0x0f) != (VERSION_AND_TYPE & 0x0f)) {
      return Verdict.TYPE;
    }
    int count = Byte.toUnsignedInt(packet.get(at + 3));
    if (count == 0) {
      return Verdict.NO_ADDRESSES;
    }
    if (bytes != VRRP_HEADER_BYTES + 4 * count) {
      return bytes < VRRP_HEADER_BYTES + 4 * count ? Verdict.TRUNCATED : Verdict.LENGTH;
    }
    ChecksumForm form = checksumForm(packet, at, bytes, source, destination);
    if (form == null) {
      return Verdict.CHECKSUM;
    }
    int interval = packet.getShort(at + 4) & 0x0fff;
    if (interval == 0) {
      return Verdict.INTERVAL;
    }
    advert.vrid = Byte.toUnsignedInt(packet.get(at + 1));
    advert.priority = Byte.toUnsignedInt(packet.get(at + 2));
    advert.intervalCentiseconds = interval;
    advert.addressCount = count;
    advert.source = source;
    advert.destination = destination;
    advert.checksumForm = form;
    for (int i = 0; i < count; i++) {
      advert.addresses[i] = Integer.toUnsignedLong(packet.getInt(at + VRRP_HEADER_BYTES + 4 * i));
    }
    return Verdict.ACCEPTED;
  }

  private static ChecksumForm checksumForm(
      ByteBuffer packet, int at, int bytes, long source, long destination) {
    long sum = InternetChecksum.add(0, packet, at, bytes);
    if (InternetChecksum.fold(sum) == CHECKSUM_RIGHT) {
      return ChecksumForm.RFC9568;
    }
    sum = InternetChecksum.addIpv4PseudoHeader(sum, source, destination, PROTOCOL, bytes);
    return InternetChecksum.fold(sum) == CHECKSUM_RIGHT ? ChecksumForm.PSEUDO_HEADER : null;
  }

  /**
   * Writes one VRRP message, without an IP header, from index 0 of the buffer.
   *
   * @param message room up to its limit for {@link #MAX_MESSAGE_BYTES}, big-endian; neither
   *     position nor limit is changed
   * @param vrid 1 to 255
   * @param priority 0 (leaving) to 255 (owner)
   * @param interval the sender's Advertisement_Interval
   * @param addresses low bits of 1 to 255 IPv4 addresses
   * @param form what the checksum covers
   * @param source low bits of the address it will be sent from
   * @param destination low bits of the address it will be sent to: group or unicast peer
   * @return number of bytes written
   */
  public static int encode(
      ByteBuffer message,
      int vrid,
      int priority,
      Centiseconds interval,
      long[] addresses,
      ChecksumForm form,
      long source,
      long destination) {
    int bytes = VRRP_HEADER_BYTES + 4 * addresses.length;
    message.put(0, (byte) VERSION_AND_TYPE);
    message.put(1, (byte) vrid);
    message.put(2, (byte) priority);
    message.put(3, (byte) addresses.length);
    message.putShort(4, (short) interval.value());
    message.putShort(6, (short) 0);
    for (int i = 0; i < addresses.length; i++) {
      message.putInt(VRRP_HEADER_BYTES + 4 * i, (int) addresses[i]);
    }
    long sum = InternetChecksum.add(0, message, 0, bytes);
    if (form == ChecksumForm.PSEUDO_HEADER) {
      sum = InternetChecksum.addIpv4PseudoHeader(sum, source, destination, PROTOCOL, bytes);
    }
    message.putShort(6, (short) ~InternetChecksum.fold(sum));
    return bytes;
  }
}
