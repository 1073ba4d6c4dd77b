package io.vipd.arp;

import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Ethernet frames that ask which station an IPv6 address lives at (RFC 4861 4.3 and 7.2.2). */
public final class NeighborQuestion {
  /** ff02::1:ff00:0/104: the group of all whose address ends in the same three bytes. */
  private static final byte[] SOLICITED_NODE =
      HexFormat.of().parseHex("ff0200000000000000000001ff000000");

  private static final int SOLICITED_NODE_PREFIX = 13;
  private static final long GROUP_MAC = 0x3333_0000_0000L;

  private NeighborQuestion() {}

  /**
   * A neighbor solicitation.
   *
   * <p>It is asked from an address of ours, never from the unspecified one, as duplicate address
   * detection is: whoever has the address answers the latter to all hosts and with the override
   * flag (RFC 4861 7.2.4), and asking would move them all to him. The former is answered to us
   * alone.
   *
   * @param from an address of ours, which who is asked learns the station of
   * @throws IllegalArgumentException if the MAC address is a group's
   */
  public static byte[] frame(MacAddress source, Inet6Address from, Inet6Address asked) {
    byte[] end = asked.getAddress();
    byte[] group = SOLICITED_NODE.clone();
    System.arraycopy(
        end,
        SOLICITED_NODE_PREFIX,
        group,
        SOLICITED_NODE_PREFIX,
        end.length - SOLICITED_NODE_PREFIX);
    int low = ByteBuffer.wrap(group).getInt(group.length - Integer.BYTES);
    return NeighborFrame.frame(
        source,
        new MacAddress(GROUP_MAC | Integer.toUnsignedLong(low)),
        from,
        group,
        NeighborFrame.TYPE_SOLICITATION,
        0,
        asked,
        NeighborFrame.OPTION_SOURCE_LINK_LAYER_ADDRESS);
  }
}
