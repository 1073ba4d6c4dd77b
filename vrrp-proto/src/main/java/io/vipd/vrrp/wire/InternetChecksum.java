package io.vipd.vrrp.wire;

import java.nio.ByteBuffer;

/**
 * The one's complement sum of RFC 1071, in steps, so that a pseudo-header need not exist as bytes.
 */
final class InternetChecksum {
  private InternetChecksum() {}

  /** Adds the 16-bit words of a range; an odd last byte counts as the high half of a word. */
  static long add(long sum, ByteBuffer bytes, int offset, int length) {
    int end = offset + length;
    int at = offset;
    for (; at + 1 < end; at += 2) {
      sum += Short.toUnsignedInt(bytes.getShort(at));
    }
    return at < end ? sum + (Byte.toUnsignedInt(bytes.get(at)) << 8) : sum;
  }

  /** Adds the pseudo-header of an IPv4 message: source, destination, protocol, length. */
  static long addIpv4PseudoHeader(
      long sum, long source, long destination, int protocol, int length) {
    return sum
        + (source >>> 16)
        + (source & 0xffff)
        + (destination >>> 16)
        + (destination & 0xffff)
        + protocol
        + length;
  }

  /** Folds the carries in; 0xffff is what a message with a right checksum in it sums to. */
  static int fold(long sum) {
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (int) sum;
  }
}
