package io.vipd.daemon.kernel;

import java.nio.ByteBuffer;

/**
 * The {@code struct msghdr} of one outgoing VRRP message and all that it points at, laid out once:
 * destination, the message's bytes, and {@code IP_PKTINFO} with the source address. Without the
 * latter the kernel would choose the source itself, and might choose a virtual address.
 */
final class VrrpMessageHeader {
  private static final short AF_INET = 2;
  private static final int IPPROTO_IP = 0;
  private static final int IP_PKTINFO = 8;

  /** Where {@code struct msghdr} begins; see recvmsg(2) for the order of its fields. */
  static final int HEADER = 0;

  private static final int HEADER_NAME = HEADER;
  private static final int HEADER_NAME_LENGTH = HEADER + 8;
  private static final int HEADER_VECTOR = HEADER + 16;
  private static final int HEADER_VECTOR_LENGTH = HEADER + 24;
  private static final int HEADER_CONTROL = HEADER + 32;
  private static final int HEADER_CONTROL_LENGTH = HEADER + 40;
  private static final int HEADER_SIZE = 56;

  // struct iovec { void *base; size_t length }
  private static final int VECTOR = HEADER + HEADER_SIZE;
  private static final int VECTOR_LENGTH = VECTOR + 8;
  private static final int VECTOR_SIZE = 16;

  // struct cmsghdr { size_t length; int level, type }, struct in_pktinfo { int ifindex;
  // struct in_addr specified destination (on sending: the source), header destination }
  private static final int CONTROL = VECTOR + VECTOR_SIZE;
  private static final int CONTROL_SIZE = 28;
  private static final int CONTROL_LEVEL = CONTROL + 8;
  private static final int CONTROL_TYPE = CONTROL + 12;
  private static final int CONTROL_INTERFACE = CONTROL + 16;
  private static final int CONTROL_SOURCE = CONTROL + 20;
  private static final int CONTROL_SPACE = 32;

  // struct sockaddr_in { short family; port; struct in_addr address; padding }
  private static final int DESTINATION = CONTROL + CONTROL_SPACE;
  private static final int DESTINATION_ADDRESS = DESTINATION + 4;
  private static final int DESTINATION_SIZE = 16;

  private static final int MESSAGE = DESTINATION + DESTINATION_SIZE;

  private final Block block;
  private final int maxMessage;

  VrrpMessageHeader(int interfaceIndex, int maxMessage) {
    this.maxMessage = maxMessage;
    this.block = new Block(MESSAGE + maxMessage);
    ByteBuffer bytes = block.bytes();
    bytes.putLong(HEADER_NAME, block.address(DESTINATION, DESTINATION_SIZE));
    bytes.putInt(HEADER_NAME_LENGTH, DESTINATION_SIZE);
    bytes.putLong(HEADER_VECTOR, block.address(VECTOR, VECTOR_SIZE));
    bytes.putLong(HEADER_VECTOR_LENGTH, 1);
    bytes.putLong(HEADER_CONTROL, block.address(CONTROL, CONTROL_SPACE));
    bytes.putLong(HEADER_CONTROL_LENGTH, CONTROL_SPACE);
    bytes.putLong(VECTOR, block.address(MESSAGE, maxMessage));
    bytes.putLong(CONTROL, CONTROL_SIZE);
    bytes.putInt(CONTROL_LEVEL, IPPROTO_IP);
    bytes.putInt(CONTROL_TYPE, IP_PKTINFO);
    bytes.putInt(CONTROL_INTERFACE, interfaceIndex);
    bytes.putShort(DESTINATION, AF_INET);
  }

  Block block() {
    return block;
  }

  /**
   * Fills in what differs from message to message.
   *
   * @throws IndexOutOfBoundsException if the message is longer than there is room
   */
  void fill(ByteBuffer message, int length, int sourceIpv4, int destinationIpv4) {
    if (length > maxMessage) {
      throw new IndexOutOfBoundsException(
          "a message of " + length + " bytes is longer than " + maxMessage);
    }
    block.bytes().put(MESSAGE, message, 0, length);
    block.bytes().putLong(VECTOR_LENGTH, length);
    block.putIpv4(CONTROL_SOURCE, sourceIpv4);
    block.putIpv4(DESTINATION_ADDRESS, destinationIpv4);
  }
}
