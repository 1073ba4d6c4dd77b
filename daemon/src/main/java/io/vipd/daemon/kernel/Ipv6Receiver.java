package io.vipd.daemon.kernel;

import io.vipd.daemon.kernel.Native.Failure;
import java.nio.ByteBuffer;

/**
 * Receives from a raw IPv6 socket. The kernel hands over what follows the IPv6 header and its
 * extensions, and tells source, destination and hop limit beside it; from those the header is
 * written again in front of the message, so that a reader finds one datagram as IPv4 has it. What
 * was not told, traffic class and flow label, is zero.
 */
final class Ipv6Receiver {
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_PKTINFO = 50;
  private static final int IPV6_HOPLIMIT = 52;
  private static final int MSG_TRUNC = 0x20;

  // RFC 8200 3
  private static final int IP_HEADER_SIZE = 40;
  private static final int IP_PAYLOAD_LENGTH = 4;
  private static final int IP_NEXT_HEADER = 6;
  private static final int IP_HOP_LIMIT = 7;
  private static final int IP_SOURCE = 8;
  private static final int IP_DESTINATION = 24;
  private static final int VERSION_6 = 0x6000_0000;

  private static final int ADDRESS_SIZE = 16;
  private static final int SOCKADDR_ADDRESS = 8;
  private static final int SOCKADDR_SIZE = 28;

  /** {@code struct in6_pktinfo} and the hop limit, an {@code int}, each with header and padding. */
  private static final int ANCILLARY_SPACE = 40 + 24;

  private final int nextHeader;
  private final int messageRoom;
  private final MessageHeader in;
  private final ByteBuffer packet;

  /**
   * Lays one out.
   *
   * @param nextHeader the protocol that the socket is for
   * @param maxPacket room for a datagram with its header of 40 bytes
   */
  Ipv6Receiver(int nextHeader, int maxPacket) {
    this.nextHeader = nextHeader;
    this.messageRoom = maxPacket - IP_HEADER_SIZE;
    this.in = new MessageHeader(ANCILLARY_SPACE, SOCKADDR_SIZE, maxPacket);
    this.packet = in.block().bytes().slice(in.message(), maxPacket); // a slice is big-endian
    in.piece(IP_HEADER_SIZE, messageRoom);
  }

  /**
   * Takes a datagram.
   *
   * @return the length of {@link #packet}, or the failure. Of a message that did not fit, what did;
   *     its header tells the true length
   */
  int take(int descriptor, Failure failure) {
    in.offerAllRoom();
    int length = Native.recvmsg(descriptor, in.block(), MessageHeader.HEADER, MSG_TRUNC, failure);
    if (length < 0) {
      return length;
    }
    writeHeader(length);
    return IP_HEADER_SIZE + Math.min(length, messageRoom);
  }

  ByteBuffer packet() {
    return packet;
  }

  private void writeHeader(int length) {
    ByteBuffer bytes = in.block().bytes();
    packet.clear();
    packet.putInt(0, VERSION_6);
    packet.putShort(IP_PAYLOAD_LENGTH, (short) length);
    packet.put(IP_NEXT_HEADER, (byte) nextHeader);
    packet.put(IP_SOURCE, bytes, in.address() + SOCKADDR_ADDRESS, ADDRESS_SIZE);
    // Should the kernel not tell, they are none that anybody would accept.
    packet.put(IP_HOP_LIMIT, (byte) 0);
    packet.putLong(IP_DESTINATION, 0).putLong(IP_DESTINATION + 8, 0);
    int end = in.ancillaryEnd();
    int at = in.ancillary();
    while (end - at >= MessageHeader.ANCILLARY_HEADER_SIZE) {
      int pieceLength = (int) bytes.getLong(at);
      if (pieceLength < MessageHeader.ANCILLARY_HEADER_SIZE || pieceLength > end - at) {
        return;
      }
      writeTold(bytes, at);
      at += pieceLength + 7 & ~7;
    }
  }

  private void writeTold(ByteBuffer bytes, int at) {
    if (bytes.getInt(at + MessageHeader.ANCILLARY_LEVEL) != IPPROTO_IPV6) {
      return;
    }
    int value = at + MessageHeader.ANCILLARY_HEADER_SIZE;
    switch (bytes.getInt(at + MessageHeader.ANCILLARY_TYPE)) {
      case IPV6_PKTINFO -> packet.put(IP_DESTINATION, bytes, value, ADDRESS_SIZE);
      case IPV6_HOPLIMIT -> packet.put(IP_HOP_LIMIT, (byte) bytes.getInt(value));
      default -> {
        // nothing that we asked for
      }
    }
  }
}
