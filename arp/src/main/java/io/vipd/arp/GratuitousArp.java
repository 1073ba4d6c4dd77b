package io.vipd.arp;

import java.net.Inet4Address;
import java.nio.ByteBuffer;

/**
 * Ethernet frames that tell every host of a segment which station an IPv4 address lives at (RFC
 * 5227 2.3, RFC 9568 8.1.2, the latter with the interface's own MAC address). Sender and target
 * protocol address are both the announced one.
 */
public final class GratuitousArp {
  /** Length of a frame: Ethernet's minimum without the check sequence, the rest of it zero. */
  public static final int FRAME_LENGTH = 60;

  private static final int ETHERTYPE_ARP = 0x0806;
  private static final short HARDWARE_ETHERNET = 1;
  private static final short PROTOCOL_IPV4 = 0x0800;
  private static final byte[] BROADCAST = new MacAddress(0xffff_ffff_ffffL).toBytes();

  /**
   * The two ways to say the same. Hosts must learn from either, yet some firewalls, switches and
   * address filters heed only one of them.
   */
  public enum Form {
    /** An ARP announcement as RFC 5227 2.3 has it. */
    REQUEST(1),

    /** An unsolicited reply; its target hardware address is the sender's (RFC 5944 4.6). */
    REPLY(2);

    private final short operation;

    Form(int operation) {
      this.operation = (short) operation;
    }
  }

  private GratuitousArp() {}

  /**
   * A new frame, ready for the wire.
   *
   * @throws IllegalArgumentException if the MAC address is a group's
   */
  public static byte[] frame(MacAddress source, Inet4Address address, Form form) {
    if (source.isGroup()) {
      throw new IllegalArgumentException(source + " is a group address and can not send");
    }
    byte[] mac = source.toBytes();
    byte[] ip = address.getAddress();
    byte[] targetMac =
        switch (form) {
          case REQUEST -> new byte[MacAddress.LENGTH];
          case REPLY -> mac;
        };
    return ByteBuffer.allocate(FRAME_LENGTH)
        .put(BROADCAST)
        .put(mac)
        .putShort((short) ETHERTYPE_ARP)
        .putShort(HARDWARE_ETHERNET)
        .putShort(PROTOCOL_IPV4)
        .put((byte) mac.length)
        .put((byte) ip.length)
        .putShort(form.operation)
        .put(mac)
        .put(ip)
        .put(targetMac)
        .put(ip)
        .array();
  }
}
