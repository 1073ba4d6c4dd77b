package io.vipd.daemon.doctor;

import io.vipd.vrrp.wire.IpAddress;

/** Which addresses lie in one network. */
final class Networks {
  private Networks() {}

  /** Whether two addresses of one family begin with the same bits, so many of them. */
  static boolean same(IpAddress one, IpAddress other, int prefixLength) {
    byte[] left = one.toBytes();
    byte[] right = other.toBytes();
    for (int bit = 0; bit < prefixLength; bit++) {
      int mask = 0x80 >> bit % 8;
      if (((left[bit / 8] ^ right[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
