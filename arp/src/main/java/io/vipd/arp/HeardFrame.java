package io.vipd.arp;

import io.vipd.arp.Claim.How;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What an ARP or neighbor discovery frame says of where an address is.
 *
 * @param how what kind of message it is
 * @param address the address that it names a station of
 * @param mac that station
 * @param to who it is said to: the target of ARP, the destination of neighbor discovery
 * @param toMac the station that the frame went to
 */
public record HeardFrame(
    How how, InetAddress address, MacAddress mac, InetAddress to, MacAddress toMac) {
  private static final int SOURCE_MAC = 6;
  private static final int ETHERTYPE = 12;

  // RFC 826: hardware and protocol type, their lengths, operation, then sender and target
  private static final int ARP = 14;
  private static final int ARP_END = ARP + 28;
  private static final int ARP_LENGTHS = ARP + 4;
  private static final int ARP_OPERATION = ARP + 6;
  private static final int ARP_SENDER_MAC = ARP + 8;
  private static final int ARP_SENDER = ARP + 14;
  private static final int ARP_TARGET = ARP + 24;
  private static final short ARP_LENGTHS_OF_IPV4 = 0x0604;

  private static final int OPTION_LENGTH = 8;

  /**
   * Reads a frame as it was on the wire, from its destination's MAC address on; what is behind the
   * message is ignored.
   *
   * @return null unless it is one that names the station of an address
   */
  public static HeardFrame read(byte[] bytes) {
    if (bytes.length < ARP_END) {
      return null;
    }
    ByteBuffer frame = ByteBuffer.wrap(bytes);
    return switch (frame.getShort(ETHERTYPE)) {
      case ArpFrame.ETHERTYPE -> readArp(frame);
      case NeighborFrame.ETHERTYPE -> readNeighbor(frame);
      default -> null;
    };
  }

  private static HeardFrame readArp(ByteBuffer frame) {
    if (frame.getShort(ARP) != ArpFrame.HARDWARE_ETHERNET
        || frame.getShort(ARP + 2) != ArpFrame.PROTOCOL_IPV4
        || frame.getShort(ARP_LENGTHS) != ARP_LENGTHS_OF_IPV4) {
      return null;
    }
    How how =
        switch (frame.getShort(ARP_OPERATION)) {
          case ArpFrame.REQUEST -> How.ARP_REQUEST;
          case ArpFrame.REPLY -> How.ARP_REPLY;
          default -> null;
        };
    // The sender's MAC address of the message is what hosts learn, not the one of the frame.
    return how == null
        ? null
        : new HeardFrame(
            how,
            address(frame, ARP_SENDER, ArpFrame.IPV4_LENGTH),
            mac(frame, ARP_SENDER_MAC),
            address(frame, ARP_TARGET, ArpFrame.IPV4_LENGTH),
            mac(frame, 0));
  }

  private static HeardFrame readNeighbor(ByteBuffer frame) {
    if (frame.capacity() < NeighborFrame.OPTIONS
        || frame.get(NeighborFrame.NEXT_HEADER) != NeighborFrame.NEXT_HEADER_ICMPV6
        || frame.get(NeighborFrame.HOP_LIMIT_AT) != NeighborFrame.HOP_LIMIT) {
      return null;
    }
    return switch (frame.get(NeighborFrame.MESSAGE)) {
      case NeighborFrame.TYPE_ADVERTISEMENT ->
          neighbor(
              How.NEIGHBOR_ADVERTISEMENT,
              frame,
              NeighborFrame.TARGET,
              NeighborFrame.OPTION_TARGET_LINK_LAYER_ADDRESS);
      case NeighborFrame.TYPE_SOLICITATION ->
          neighbor(
              How.NEIGHBOR_SOLICITATION,
              frame,
              NeighborFrame.SOURCE,
              NeighborFrame.OPTION_SOURCE_LINK_LAYER_ADDRESS);
      default -> null;
    };
  }

  private static HeardFrame neighbor(How how, ByteBuffer frame, int address, byte option) {
    int at = NeighborFrame.OPTIONS;
    boolean hasOption = at + OPTION_LENGTH <= frame.capacity() && frame.get(at) == option;
    return new HeardFrame(
        how,
        address(frame, address, NeighborFrame.ADDRESS_LENGTH),
        mac(frame, hasOption ? at + 2 : SOURCE_MAC),
        address(frame, NeighborFrame.DESTINATION, NeighborFrame.ADDRESS_LENGTH),
        mac(frame, 0));
  }

  private static InetAddress address(ByteBuffer frame, int at, int length) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(frame.array(), at, at + length));
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes always make an address", e);
    }
  }

  private static MacAddress mac(ByteBuffer frame, int at) {
    return MacAddress.of(Arrays.copyOfRange(frame.array(), at, at + MacAddress.LENGTH));
  }
}
