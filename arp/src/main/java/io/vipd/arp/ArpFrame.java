package io.vipd.arp;

import java.net.Inet4Address;
import java.nio.ByteBuffer;

/** ARP for IPv4 over Ethernet (RFC 826): the one form that all of its frames have. */
final class ArpFrame {
  /** Length of a frame: Ethernet's minimum without the check sequence, the rest of it zero. */
  static final int LENGTH = 60;

  static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);
  static final short REQUEST = 1;
  static final short REPLY = 2;
  static final short ETHERTYPE = 0x0806;
  static final short HARDWARE_ETHERNET = 1;
  static final short PROTOCOL_IPV4 = 0x0800;
  static final int IPV4_LENGTH = 4;

  private ArpFrame() {}

  /**
   * A new frame to every station of the segment.
   *
   * @param source the station that sends, and that the sender's address is said to be at
   * @param targetMac the station that the target's address is said to be at; null for unknown
   * @throws IllegalArgumentException if the source is a group's address
   */
  static byte[] broadcast(
      MacAddress source,
      short operation,
      Inet4Address sender,
      MacAddress targetMac,
      Inet4Address target) {
    if (source.isGroup()) {
      throw new IllegalArgumentException(source + " is a group address and can not send");
    }
    byte[] mac = source.toBytes();
    return ByteBuffer.allocate(LENGTH)
        .put(BROADCAST.toBytes())
        .put(mac)
        .putShort(ETHERTYPE)
        .putShort(HARDWARE_ETHERNET)
        .putShort(PROTOCOL_IPV4)
        .put((byte) MacAddress.LENGTH)
        .put((byte) IPV4_LENGTH)
        .putShort(operation)
        .put(mac)
        .put(sender.getAddress())
        .put(targetMac == null ? new byte[MacAddress.LENGTH] : targetMac.toBytes())
        .put(target.getAddress())
        .array();
  }
}
