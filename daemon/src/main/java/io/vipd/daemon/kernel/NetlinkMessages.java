package io.vipd.daemon.kernel;

import java.nio.ByteBuffer;

/**
 * The frame of every netlink message and of its attributes, as pure functions over a buffer in the
 * host's byte order (netlink(7)). A datagram holds one or more messages, each padded to four bytes;
 * a message is a header, a fixed structure, and attributes of length, type and value, padded too.
 */
final class NetlinkMessages {
  static final int NLMSG_ERROR = 2;
  static final int NLMSG_DONE = 3;

  static final int NLM_F_REQUEST = 0x1;
  static final int NLM_F_ACK = 0x4;
  static final int NLM_F_DUMP_INTR = 0x10;
  static final int NLM_F_DUMP = 0x300;
  static final int NLM_F_REPLACE = 0x100;
  static final int NLM_F_CREATE = 0x400;

  // struct nlmsghdr { int length; short type, flags; int sequence, port }
  static final int HEADER_SIZE = 16;
  static final int TYPE = 4;
  static final int FLAGS = 6;
  static final int SEQUENCE = 8;
  static final int PORT = 12;

  // struct rtattr { short length, type } and the value
  static final int ATTRIBUTE_HEADER_SIZE = 4;
  private static final int ATTRIBUTE_TYPE_MASK = 0x3FFF; // above are "nested" and "byte order"

  private NetlinkMessages() {}

  /** Writes a header whose length {@link #finish} fills in; answers where the body begins. */
  static int begin(ByteBuffer out, int at, int type, int flags, int sequence) {
    out.putInt(at, 0);
    out.putShort(at + TYPE, (short) type);
    out.putShort(at + FLAGS, (short) flags);
    out.putInt(at + SEQUENCE, sequence);
    out.putInt(at + PORT, 0);
    return at + HEADER_SIZE;
  }

  /** Fills in the length of the message from {@code at} to {@code end}; answers {@code end}. */
  static int finish(ByteBuffer out, int at, int end) {
    out.putInt(at, end - at);
    return end;
  }

  /** Writes an attribute's header; answers where its value goes. */
  static int beginAttribute(ByteBuffer out, int at, int type, int valueLength) {
    out.putShort(at, (short) (ATTRIBUTE_HEADER_SIZE + valueLength));
    out.putShort(at + 2, (short) type);
    return at + ATTRIBUTE_HEADER_SIZE;
  }

  /** Writes an attribute of four bytes in the host's order; answers where the next one goes. */
  static int putIntAttribute(ByteBuffer out, int at, int type, int value) {
    int valueAt = beginAttribute(out, at, type, Integer.BYTES);
    out.putInt(valueAt, value);
    return valueAt + Integer.BYTES;
  }

  /** Writes an attribute of one byte and its padding; answers where the next one goes. */
  static int putByteAttribute(ByteBuffer out, int at, int type, int value) {
    int valueAt = beginAttribute(out, at, type, 1);
    out.putInt(valueAt, 0);
    out.put(valueAt, (byte) value);
    return valueAt + Integer.BYTES;
  }

  /** The length of the message at {@code at}, or -1 where no whole message is left. */
  static int length(ByteBuffer in, int at, int limit) {
    if (limit - at < HEADER_SIZE) {
      return -1;
    }
    int length = in.getInt(at);
    return length >= HEADER_SIZE && length <= limit - at ? length : -1;
  }

  static int type(ByteBuffer in, int at) {
    return Short.toUnsignedInt(in.getShort(at + TYPE));
  }

  static int flags(ByteBuffer in, int at) {
    return Short.toUnsignedInt(in.getShort(at + FLAGS));
  }

  static int sequence(ByteBuffer in, int at) {
    return in.getInt(at + SEQUENCE);
  }

  /** The number of the socket that asked; 0 where nobody did, or the kernel does not say. */
  static int port(ByteBuffer in, int at) {
    return in.getInt(at + PORT);
  }

  /**
   * What an acknowledgement or the end of a dump says: 0 or a positive error number; 0 also where
   * the message is too short to say anything.
   */
  static int errno(ByteBuffer in, int at) {
    return in.getInt(at) < HEADER_SIZE + Integer.BYTES ? 0 : -in.getInt(at + HEADER_SIZE);
  }

  /** Where the next message begins. */
  static int next(int at, int length) {
    return at + padded(length);
  }

  /**
   * Where the value of the first attribute of this type stands, or -1.
   *
   * @param from where the message's attributes begin
   * @param to where the message ends
   * @param minimumLength what is shorter than this many bytes does not count
   */
  static int attribute(ByteBuffer in, int from, int to, int type, int minimumLength) {
    int at = from;
    while (to - at >= ATTRIBUTE_HEADER_SIZE) {
      int length = Short.toUnsignedInt(in.getShort(at));
      if (length < ATTRIBUTE_HEADER_SIZE || length > to - at) {
        return -1;
      }
      if ((in.getShort(at + 2) & ATTRIBUTE_TYPE_MASK) == type) {
        return length - ATTRIBUTE_HEADER_SIZE < minimumLength ? -1 : at + ATTRIBUTE_HEADER_SIZE;
      }
      at += padded(length);
    }
    return -1;
  }

  /** The length of the attribute's value that stands at {@code valueAt}. */
  static int attributeLength(ByteBuffer in, int valueAt) {
    return Short.toUnsignedInt(in.getShort(valueAt - ATTRIBUTE_HEADER_SIZE))
        - ATTRIBUTE_HEADER_SIZE;
  }

  private static int padded(int length) {
    return length + 3 & ~3;
  }
}
