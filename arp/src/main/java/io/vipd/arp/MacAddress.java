package io.vipd.arp;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * An Ethernet address.
 *
 * @param bits its 48 bits in transmission order, 0 to 2^48 - 1
 */
public record MacAddress(long bits) {
  /** Bytes in an Ethernet address. */
  public static final int LENGTH = 6;

  private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

  /** Refuses what does not fit 48 bits. */
  public MacAddress {
    if (bits >>> 48 != 0) {
      throw new IllegalArgumentException("a MAC address has 48 bits");
    }
  }

  /**
   * The address with these bytes.
   *
   * @throws IllegalArgumentException unless there are six of them; an interface without Ethernet
   *     addresses has another number or none
   */
  public static MacAddress of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a MAC address has 6 bytes, not " + bytes.length);
    }
    return new MacAddress(
        ByteBuffer.allocate(Long.BYTES).putShort((short) 0).put(bytes).getLong(0));
  }

  /**
   * Reads six pairs of hexadecimal digits between colons, in either case: {@code
   * 02:00:5e:10:00:01}.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static MacAddress parse(String text) {
    try {
      return of(COLONS.parseHex(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a MAC address such as 02:00:5e:10:00:01", e);
    }
  }

  /** The six bytes in transmission order. */
  public byte[] toBytes() {
    byte[] bytes = new byte[LENGTH];
    ByteBuffer.allocate(Long.BYTES).putLong(bits).get(Long.BYTES - LENGTH, bytes);
    return bytes;
  }

  /** Whether it names a group of stations, broadcast included, and so can never be a source. */
  public boolean isGroup() {
    return (bits >>> 40 & 1) != 0;
  }

  /** Lower-case pairs between colons. */
  @Override
  public String toString() {
    return COLONS.formatHex(toBytes());
  }
}
