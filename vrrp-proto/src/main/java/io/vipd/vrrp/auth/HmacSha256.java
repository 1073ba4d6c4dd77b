package io.vipd.vrrp.auth;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * HMAC-SHA256 (RFC 2104, FIPS 180-4) with one key, used again and again: {@link #start}, any number
 * of {@code update}s, {@link #finish}.
 *
 * <p>It stands on {@link MessageDigest} rather than {@code javax.crypto.Mac} because a {@code Mac}
 * makes a new array for every result and its first use loads and checks the cryptographic
 * providers, which a daemon would pay for before its first advert. Once it runs, this one creates
 * no object.
 *
 * <p>Not for use by two threads at once.
 */
final class HmacSha256 {
  /** Bytes of a result. */
  static final int BYTES = 32;

  private static final int BLOCK_BYTES = 64;

  private final MessageDigest digest = sha256();
  private final byte[] innerPad;
  private final byte[] outerPad;
  private final byte[] inner = new byte[BYTES];

  /**
   * The function for this key.
   *
   * @param key any length; one longer than 64 bytes is hashed first (RFC 2104 section 2)
   */
  HmacSha256(byte[] key) {
    byte[] block = Arrays.copyOf(key.length > BLOCK_BYTES ? digest.digest(key) : key, BLOCK_BYTES);
    innerPad = pad(block, 0x36);
    outerPad = pad(block, 0x5c);
  }

  private static byte[] pad(byte[] block, int with) {
    byte[] padded = new byte[BLOCK_BYTES];
    for (int i = 0; i < BLOCK_BYTES; i++) {
      padded[i] = (byte) (block[i] ^ with);
    }
    return padded;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Begins a new text; an unfinished one is forgotten. */
  void start() {
    digest.reset();
    digest.update(innerPad);
  }

  /** Goes on with these bytes. */
  void update(byte[] bytes, int offset, int length) {
    digest.update(bytes, offset, length);
  }

  /**
   * Goes on with these bytes of a buffer, whose position and limit are the same afterwards.
   *
   * @throws IllegalArgumentException if they reach beyond its capacity
   */
  void update(ByteBuffer buffer, int offset, int length) {
    int position = buffer.position();
    int limit = buffer.limit();
    buffer.limit(offset + length).position(offset);
    digest.update(buffer);
    buffer.limit(limit).position(position);
  }

  /**
   * Ends the text.
   *
   * @param result gets the 32 bytes of the HMAC from index 0
   */
  void finish(byte[] result) {
    digestInto(inner);
    digest.update(outerPad);
    digest.update(inner);
    digestInto(result);
  }

  private void digestInto(byte[] result) {
    try {
      digest.digest(result, 0, BYTES);
    } catch (DigestException e) {
      throw new AssertionError("32 bytes hold a SHA-256", e);
    }
  }
}
