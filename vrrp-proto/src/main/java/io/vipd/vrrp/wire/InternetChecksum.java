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

  /** The sum of an address's words, as a pseudo-header has them; the high half of IPv4 is 0. */
  static long halves(long high, long low) {
    return words(high) + words(low);
  }

  private static long words(long bits) {
    return (bits >>> 48) + (bits >>> 32 & 0xffff) + (bits >>> 16 & 0xffff) + (bits & 0xffff);
  }

  /** Folds the carries in; 0xffff is what a message with a right checksum in it sums to. */
  static int fold(long sum) {
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (int) sum;
  }
}
