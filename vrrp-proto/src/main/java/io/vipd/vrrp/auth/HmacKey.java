package io.vipd.vrrp.auth;

/**
 * A shared secret and the number under which packets name it. Nothing here ever shows the secret.
 */
public final class HmacKey {
  /** The shortest secret in bytes. */
  public static final int MIN_BYTES = 32;

  /** The longest secret in bytes: one block of SHA-256. */
  public static final int MAX_BYTES = 64;

  /** The largest id; the smallest is 1. */
  public static final int MAX_ID = 255;

  private final int id;
  private final byte[] secret;

  /**
   * A key.
   *
   * @param id 1 to 255
   * @param secret 32 to 64 bytes, copied
   * @throws IllegalArgumentException if either is out of range
   */
  public HmacKey(int id, byte[] secret) {
    if (id < 1 || id > MAX_ID) {
      throw new IllegalArgumentException("key id " + id + " is outside 1.." + MAX_ID);
    }
    if (secret.length < MIN_BYTES || secret.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          ("key " + id + " has " + secret.length + " bytes, but a secret has ")
              + (MIN_BYTES + " to " + MAX_BYTES));
    }
    this.id = id;
    this.secret = secret.clone();
  }

  /** The number in the trailer, 1 to 255. */
  public int id() {
    return id;
  }

  /** A function of its own for this key. */
  HmacSha256 hmac() {
    return new HmacSha256(secret);
  }

  /** The id alone. */
  @Override
  public String toString() {
    return "key " + id;
  }
}
