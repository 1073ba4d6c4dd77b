package io.vipd.arp;

import java.net.Inet6Address;
import java.util.HexFormat;

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
  /** Length of a frame. */
  public static final int FRAME_LENGTH = NeighborFrame.LENGTH;

  private static final MacAddress ALL_NODES_MAC = new MacAddress(0x3333_0000_0001L);

  /** ff02::1, every host of the link. */
  private static final byte[] ALL_NODES =
      HexFormat.of().parseHex("ff020000000000000000000000000001");

  /**
   * Router, because a virtual router is one (RFC 9568 6.4.1) whatever its host; not solicited;
   * override, so that who knows another station forgets it.
   */
  private static final int FLAGS = 0xa000_0000;

  private NeighborAdvertisement() {}

  /**
   * A new frame, ready for the wire.
   *
   * @throws IllegalArgumentException if the MAC address is a group's
   */
  public static byte[] frame(MacAddress source, Inet6Address address) {
    return NeighborFrame.frame(
        source,
        ALL_NODES_MAC,
        address,
        ALL_NODES,
        NeighborFrame.TYPE_ADVERTISEMENT,
        FLAGS,
        address,
        NeighborFrame.OPTION_TARGET_LINK_LAYER_ADDRESS);
  }
}
