package io.vipd.arp;

import java.net.Inet6Address;
import java.nio.ByteBuffer;

/**
 * Neighbor discovery over Ethernet (RFC 4861 4.3 and 4.4): the one form that its solicitations and
 * advertisements with one link-layer option have.
 */
final class NeighborFrame {
  /** Length of a frame without the check sequence; longer than Ethernet's minimum. */
  static final int LENGTH = 86;

  static final short ETHERTYPE = (short) 0x86dd;
  static final byte NEXT_HEADER_ICMPV6 = 58;
  static final byte TYPE_SOLICITATION = (byte) 135;
  static final byte TYPE_ADVERTISEMENT = (byte) 136;
  static final byte OPTION_SOURCE_LINK_LAYER_ADDRESS = 1;
  static final byte OPTION_TARGET_LINK_LAYER_ADDRESS = 2;

  /** What was forwarded has less, and receivers pass over it (RFC 4861 7.1). */
  static final byte HOP_LIMIT = (byte) 255;

  static final int HEADER = 14;
  static final int NEXT_HEADER = HEADER + 6;
  static final int HOP_LIMIT_AT = HEADER + 7;
  static final int SOURCE = HEADER + 8;
  static final int DESTINATION = HEADER + 24;
  static final int MESSAGE = HEADER + 40;
  static final int TARGET = MESSAGE + 8;
  static final int OPTIONS = MESSAGE + 24;
  static final int ADDRESS_LENGTH = 16;

  // RFC 8200 3: version 6, traffic class and flow label zero
  private static final int VERSION = 0x6000_0000;
  private static final int MESSAGE_LENGTH = LENGTH - MESSAGE;
  private static final int CHECKSUM = MESSAGE + 2;
  private static final int ADDRESSES_LENGTH = 32;
  private static final byte OPTION_LENGTH_IN_EIGHTS = 1;

  private NeighborFrame() {}

  /**
   * A new frame.
   *
   * @param source the station that sends, which is also what the option says
   * @param group the Ethernet group that it goes to
   * @param flags the 32 bits behind the checksum
   * @throws IllegalArgumentException if the source is a group's address
   */
  static byte[] frame(
      MacAddress source,
      MacAddress group,
      Inet6Address from,
      byte[] to,
      byte type,
      int flags,
      Inet6Address target,
      byte option) {
    if (source.isGroup()) {
      throw new IllegalArgumentException(source + " is a group address and can not send");
    }
    ByteBuffer frame =
        ByteBuffer.allocate(LENGTH)
            .put(group.toBytes())
            .put(source.toBytes())
            .putShort(ETHERTYPE)
            .putInt(VERSION)
            .putShort((short) MESSAGE_LENGTH)
            .put(NEXT_HEADER_ICMPV6)
            .put(HOP_LIMIT)
            .put(from.getAddress())
            .put(to)
            .put(type)
            .put((byte) 0)
            .putShort((short) 0)
            .putInt(flags)
            .put(target.getAddress())
            .put(option)
            .put(OPTION_LENGTH_IN_EIGHTS)
            .put(source.toBytes());
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
