package io.vipd.daemon.kernel;

import java.nio.ByteBuffer;

/**
 * A {@code struct msghdr} and all that it points at, laid out once in one block: a socket address,
 * ancillary data, and the message's bytes in one piece. See recvmsg(2) for the order of its fields.
 */
final class MessageHeader {
  /** Bytes before the value of a piece of ancillary data, {@code struct cmsghdr}. */
  static final int ANCILLARY_HEADER_SIZE = 16;

  // struct cmsghdr { size_t length; int level, type }
  static final int ANCILLARY_LEVEL = 8;
  static final int ANCILLARY_TYPE = 12;

  /** Where {@code struct msghdr} begins. */
  static final int HEADER = 0;

  private static final int NAME = HEADER;
  private static final int NAME_LENGTH = HEADER + 8;
  private static final int VECTOR = HEADER + 16;
  private static final int VECTOR_COUNT = HEADER + 24;
  private static final int CONTROL = HEADER + 32;
  private static final int CONTROL_LENGTH = HEADER + 40;
  private static final int HEADER_SIZE = 56;

  // struct iovec { void *base; size_t length }
  private static final int PIECE = HEADER + HEADER_SIZE;
  private static final int PIECE_LENGTH = PIECE + 8;
  private static final int PIECE_SIZE = 16;

  private final int ancillary = PIECE + PIECE_SIZE;
  private final int address;
  private final int message;
  private final int ancillaryRoom;
  private final int addressRoom;
  private final int messageRoom;
  private final Block block;

  /**
   * Lays one out that refers to all of its room.
   *
   * @param ancillaryRoom bytes of ancillary data, each piece padded to 8
   * @param addressRoom bytes of the socket address
   * @param messageRoom bytes of the longest message
   */
  MessageHeader(int ancillaryRoom, int addressRoom, int messageRoom) {
    this.ancillaryRoom = ancillaryRoom;
    this.addressRoom = addressRoom;
    this.messageRoom = messageRoom;
    this.address = ancillary + ancillaryRoom;
    this.message = address + (addressRoom + 7 & ~7);
    this.block = new Block(message + messageRoom);
    ByteBuffer bytes = block.bytes();
    bytes.putLong(NAME, block.address(address, addressRoom));
    bytes.putLong(VECTOR, block.address(PIECE, PIECE_SIZE));
    bytes.putLong(VECTOR_COUNT, 1);
    bytes.putLong(CONTROL, block.address(ancillary, ancillaryRoom));
    piece(0, messageRoom);
    offerAllRoom();
  }

  Block block() {
    return block;
  }

  /** Where the first piece of ancillary data begins, with its {@code struct cmsghdr}. */
  int ancillary() {
    return ancillary;
  }

  /** Where the ancillary data that the kernel left ends. */
  int ancillaryEnd() {
    return ancillary + (int) block.bytes().getLong(CONTROL_LENGTH);
  }

  /** Where the socket address stands. */
  int address() {
    return address;
  }

  /** Where the message's room begins. */
  int message() {
    return message;
  }

  /** Receives into, or sends, this part of the message's room only. */
  void piece(int from, int length) {
    block.bytes().putLong(PIECE, block.address(message + from, length));
    block.bytes().putLong(PIECE_LENGTH, length);
  }

  /**
   * Puts a message there to be sent.
   *
   * @throws IndexOutOfBoundsException if it is longer than there is room
   */
  void put(ByteBuffer bytes, int length) {
    if (length > messageRoom) {
      throw new IndexOutOfBoundsException(
          "a message of " + length + " bytes is longer than " + messageRoom);
    }
    block.bytes().put(message, bytes, 0, length);
    block.bytes().putLong(PIECE_LENGTH, length);
  }

  /** To be called before each time of receiving: the kernel notes there how much it used. */
  void offerAllRoom() {
    block.bytes().putInt(NAME_LENGTH, addressRoom);
    block.bytes().putLong(CONTROL_LENGTH, ancillaryRoom);
  }
}
