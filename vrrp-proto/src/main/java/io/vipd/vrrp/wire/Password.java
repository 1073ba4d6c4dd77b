package io.vipd.vrrp.wire;

import java.nio.ByteBuffer;

/**
 * A password of VRRPv2 (RFC 2338 5.3.10): up to eight bytes that every advert carries in plain
 * text. It keeps mistakes out, not people; it is here to work beside routers that have one.
 */
public final class Password {
  /** What the field holds. */
  public static final int MAX_BYTES = 8;

  private final long bits;

  /**
   * A password.
   *
   * @param bytes 1 to 8 of them; the rest of the field is zero
   */
  public Password(byte[] bytes) {
    if (bytes.length < 1 || bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException("a password has 1 to 8 bytes, not " + bytes.length);
    }
    this.bits = ByteBuffer.allocate(MAX_BYTES).put(bytes).getLong(0);
  }

  /** The field, in network order. */
  public long bits() {
    return bits;
  }

  /** Never shows it. */
  @Override
  public String toString() {
    return "a password";
  }
}
