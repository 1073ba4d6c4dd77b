package io.vipd.vrrp.wire;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * An IPv4 or IPv6 address as a plain value: comparable, usable as a key, and read from two longs so
 * that the packet path need not create one.
 *
 * @param family which of the two
 * @param high the first 64 bits of an IPv6 address; 0 for IPv4
 * @param low the last 64 bits of an IPv6 address; the 32 bits of an IPv4 address, 0 to 2^32 - 1
 */
public record IpAddress(Family family, long high, long low) implements Comparable<IpAddress> {
  private static final int IPV6_FIELDS = 8;

  /** Checks that an IPv4 value fits its 32 bits. */
  public IpAddress {
    if (family == Family.IPV4 && (high != 0 || low >>> 32 != 0)) {
      throw new IllegalArgumentException("an IPv4 address has 32 bits");
    }
  }

  /** The IPv4 address with these 32 bits, in network order. */
  public static IpAddress ofIpv4(int bits) {
    return new IpAddress(Family.IPV4, 0, Integer.toUnsignedLong(bits));
  }

  /**
   * The address with these bytes, in network order.
   *
   * @throws IllegalArgumentException unless there are 4 or 16 of them
   */
  public static IpAddress of(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return switch (bytes.length) {
      case 4 -> ofIpv4(buffer.getInt());
      case 16 -> new IpAddress(Family.IPV6, buffer.getLong(), buffer.getLong());
      default ->
          throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
    };
  }

  /**
   * Reads the usual text forms ({@code 192.0.2.10}, {@code 2001:db8::10}); never asks a name
   * server.
   *
   * @throws IllegalArgumentException if the text is no literal address, carries a scope ({@code
   *     %eth0}) or brackets, is an IPv4 address in IPv6 form, or an IPv4 address in anything but
   *     four decimal numbers: {@code 192.0.210} is far more often a slip than 192.0.0.210
   */
  public static IpAddress parse(String text) {
    if (text.indexOf('%') >= 0) {
      throw new IllegalArgumentException("'" + text + "' carries a scope");
    }
    if (text.indexOf('[') >= 0) {
      throw new IllegalArgumentException("'" + text + "' carries brackets");
    }
    IpAddress address = of(InetAddress.ofLiteral(text).getAddress());
    if (address.family == Family.IPV4 && !address.toString().equals(text)) {
      throw new IllegalArgumentException(
          "'" + text + "' is not written as four decimal numbers; it would mean " + address);
    }
    return address;
  }

  /** Whether it is an IPv6 address of fe80::/10 (RFC 4291 2.5.6). */
  public boolean isLinkLocal() {
    return family == Family.IPV6 && high >>> 54 == 0x3fa;
  }

  /** The bytes in network order, 4 or 16 of them. */
  public byte[] toBytes() {
    return family == Family.IPV4
        ? ByteBuffer.allocate(4).putInt((int) low).array()
        : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
  }

  // Written out, because what a record brings goes through method handles, which cost C1 ten times
  // as much.

  @Override
  public boolean equals(Object other) {
    return other instanceof IpAddress that
        && family == that.family
        && high == that.high
        && low == that.low;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * family.ordinal() + Long.hashCode(high)) + Long.hashCode(low);
  }

  /**
   * Orders by family, then as unsigned numbers in network order, which is how RFC 9568 6.4.3 breaks
   * a tie.
   */
  @Override
  public int compareTo(IpAddress other) {
    if (family != other.family) {
      return family.compareTo(other.family);
    }
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** The usual text form; IPv6 as RFC 5952 4 wants it: {@code 2001:db8::10}. */
  @Override
  public String toString() {
    return family == Family.IPV4
        ? (low >>> 24) + "." + (low >>> 16 & 0xff) + "." + (low >>> 8 & 0xff) + "." + (low & 0xff)
        : compressed();
  }

  private String compressed() {
    int[] fields = new int[IPV6_FIELDS];
    for (int i = 0; i < IPV6_FIELDS; i++) {
      fields[i] = (int) ((i < 4 ? high : low) >>> 48 - 16 * (i % 4)) & 0xffff;
    }
    // A single zero is written out (4.2.2), and of equally long runs the first is left out (4.2.3).
    int start = -1;
    int length = 1;
    for (int i = 0; i < IPV6_FIELDS; i++) {
      int end = i;
      while (end < IPV6_FIELDS && fields[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    if (start < 0) {
      return joined(fields, 0, IPV6_FIELDS);
    }
    return joined(fields, 0, start) + "::" + joined(fields, start + length, IPV6_FIELDS);
  }

  private static String joined(int[] fields, int from, int to) {
    return Arrays.stream(fields, from, to)
        .mapToObj(Integer::toHexString)
        .collect(Collectors.joining(":"));
  }
}
