package io.vipd.arp;

import java.net.Inet6Address;
import java.nio.ByteBuffer;

/**
 * Ethernet frames that tell every host of a segment which station an IPv6 address lives at:
 * unsolicited neighbor advertisements (RFC 4861 4.4 and 7.2.6, RFC 9568 6.4.1 and 8.2.2, the latter
 * with the interface's own MAC address).
 *
 * <p>The announced address is the source as well as the target. The interface's link-local address
 * would do too, but it may be tentative or of a kind that changes; the announced one is the
 * interface's, and is not tentative, whenever it is announced.
 */
public final class NeighborAdvertisement {
  /** Length of a frame without the check sequence; longer than Ethernet's minimum. */
  public static final int FRAME_LENGTH = 86;

  private static final byte[] ALL_NODES_MAC = new MacAddress(0x3333_0000_0001L).toBytes();
  private static final short ETHERTYPE_IPV6 = (short) 0x86dd;

  // RFC 8200 3: version 6, traffic class and flow label zero
  private static final int VERSION = 0x6000_0000;
  private static final byte NEXT_HEADER_ICMPV6 = 58;

  /** What was forwarded has less, and receivers pass over it (RFC 4861 7.1.2). */
  private static final byte HOP_LIMIT = (byte) 255;

  /** ff02::1, every host of the link. */
  private static final long ALL_NODES_HIGH = 0xff02_0000_0000_0000L;

  private static final long ALL_NODES_LOW = 1;

  private static final int MESSAGE = 54;
  private static final int MESSAGE_LENGTH = FRAME_LENGTH - MESSAGE;
  private static final int CHECKSUM = MESSAGE + 2;
  private static final int SOURCE = 22;
  private static final int ADDRESSES_LENGTH = 32;
  private static final byte TYPE_ADVERTISEMENT = (byte) 136;

  /**
   * Router, because a virtual router is one (RFC 9568 6.4.1) whatever its host; not solicited;
   * override, so that who knows another station forgets it.
   */
  private static final int FLAGS = 0xa000_0000;

  private static final byte OPTION_TARGET_LINK_LAYER_ADDRESS = 2;
  private static final byte OPTION_LENGTH_IN_EIGHTS = 1;

  private NeighborAdvertisement() {}

  /**
   * A new frame, ready for the wire.
   *
   * @throws IllegalArgumentException if the MAC address is a group's
   */
  public static byte[] frame(MacAddress source, Inet6Address address) {
    if (source.isGroup()) {
      throw new IllegalArgumentException(source + " is a group address and can not send");
    }
    byte[] mac = source.toBytes();
    byte[] ip = address.getAddress();
    ByteBuffer frame =
        ByteBuffer.allocate(FRAME_LENGTH)
            .put(ALL_NODES_MAC)
            .put(mac)
            .putShort(ETHERTYPE_IPV6)
            .putInt(VERSION)
            .putShort((short) MESSAGE_LENGTH)
            .put(NEXT_HEADER_ICMPV6)
            .put(HOP_LIMIT)
            .put(ip)
            .putLong(ALL_NODES_HIGH)
            .putLong(ALL_NODES_LOW)
            .put(TYPE_ADVERTISEMENT)
            .put((byte) 0)
            .putShort((short) 0)
            .putInt(FLAGS)
            .put(ip)
            .put(OPTION_TARGET_LINK_LAYER_ADDRESS)
            .put(OPTION_LENGTH_IN_EIGHTS)
            .put(mac);
    return frame.putShort(CHECKSUM, checksum(frame)).array();
  }

  /** RFC 4443 2.3: over the message and a pseudo-header of addresses, length and next header. */
  private static short checksum(ByteBuffer frame) {
    int sum = MESSAGE_LENGTH + NEXT_HEADER_ICMPV6;
    for (int at = SOURCE; at < SOURCE + ADDRESSES_LENGTH + MESSAGE_LENGTH; at += Short.BYTES) {
      sum += Short.toUnsignedInt(frame.getShort(at));
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    return (short) ~(sum + (sum >>> 16));
  }
}
