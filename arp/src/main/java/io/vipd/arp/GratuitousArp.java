package io.vipd.arp;

import java.net.Inet4Address;

/**
 * Ethernet frames that tell every host of a segment which station an IPv4 address lives at (RFC
 * 5227 2.3, RFC 9568 8.1.2, the latter with the interface's own MAC address). Sender and target
 * protocol address are both the announced one.
 */
public final class GratuitousArp {
  /** Length of a frame. */
  public static final int FRAME_LENGTH = ArpFrame.LENGTH;

  /**
   * The two ways to say the same. Hosts must learn from either, yet some firewalls, switches and
   * address filters heed only one of them.
   */
  public enum Form {
    /** An ARP announcement as RFC 5227 2.3 has it. */
    REQUEST,

    /** An unsolicited reply; its target hardware address is the sender's (RFC 5944 4.6). */
    REPLY
  }

  private GratuitousArp() {}

  /**
   * A new frame, ready for the wire.
   *
   * @throws IllegalArgumentException if the MAC address is a group's
   */
  public static byte[] frame(MacAddress source, Inet4Address address, Form form) {
    return switch (form) {
      case REQUEST -> ArpFrame.broadcast(source, ArpFrame.REQUEST, address, null, address);
      case REPLY -> ArpFrame.broadcast(source, ArpFrame.REPLY, address, source, address);
    };
  }
}
