package io.vipd.vrrp.auth;

import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.Family;
import java.nio.ByteBuffer;

/**
 * The trailer behind the messages of one virtual router (draft-cassen-vrrp-auth-hmac).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |   Ext Type    |    Key Id     |           Reserved            |
 * |                            Seconds                            |
 * |          Subseconds           |            Counter            |
 * |                        HMAC, 16 bytes                         |
 * </pre>
 *
 * <p>The HMAC covers a pseudo-header (family, version, VRID, zero, source in 16 bytes), the message
 * with its checksum read as zero, the trailer up to the HMAC, and 16 zero bytes in its place.
 *
 * <p>Buffers are big-endian; neither position nor limit is changed. Not for use by two threads at
 * once.
 */
public final class HmacTrailer {
  /** Bytes of a trailer. */
  public static final int BYTES = AdvertCodec.TRAILER_BYTES;

  /** The one extension there is: HMAC-SHA256, cut to its first 128 bits. */
  static final int EXT_TYPE = 1;

  private static final int KEY_ID_AT = 1;
  private static final int RESERVED_AT = 2;
  private static final int SEQUENCE_AT = 4;
  private static final int HMAC_AT = 12;
  private static final int HMAC_BYTES = 16;
  private static final int CHECKSUM_AT = 6;
  private static final int CHECKSUM_END = 8;
  private static final int PSEUDO_HEADER_BYTES = 20;
  private static final int SOURCE_AT = 4;
  private static final byte[] ZEROS = new byte[HMAC_BYTES];

  private final Family family;
  private final byte[] pseudoHeader = new byte[PSEUDO_HEADER_BYTES];
  private final ByteBuffer pseudoHeaderView = ByteBuffer.wrap(pseudoHeader);
  private final byte[] result = new byte[HmacSha256.BYTES];

  /**
   * The trailer of this virtual router.
   *
   * @param version 2 or 3
   * @param vrid 1 to 255
   */
  HmacTrailer(Family family, int version, int vrid) {
    this.family = family;
    pseudoHeader[0] = (byte) (family == Family.IPV4 ? 4 : 6);
    pseudoHeader[1] = (byte) version;
    pseudoHeader[2] = (byte) vrid;
  }

  /**
   * Writes the trailer behind a message.
   *
   * @param hmac of the key with this id
   * @param offset where the message begins, with room for {@link #BYTES} behind it
   * @param bytes length of the message, at least 8
   * @param sourceHigh the sender's address as in {@link io.vipd.vrrp.wire.IpAddress}
   * @param sourceLow the rest of it
   */
  void write(
      HmacSha256 hmac,
      int keyId,
      long sequence,
      ByteBuffer buffer,
      int offset,
      int bytes,
      long sourceHigh,
      long sourceLow) {
    int at = offset + bytes;
    buffer.put(at, (byte) EXT_TYPE);
    buffer.put(at + KEY_ID_AT, (byte) keyId);
    buffer.putShort(at + RESERVED_AT, (short) 0);
    buffer.putLong(at + SEQUENCE_AT, sequence);
    compute(hmac, buffer, offset, bytes, sourceHigh, sourceLow);
    buffer.put(at + HMAC_AT, result, 0, HMAC_BYTES);
  }

  /**
   * Whether the trailer at this index is of the kind we know, with nothing in its reserved bits.
   */
  static boolean wellFormed(ByteBuffer buffer, int at) {
    return buffer.get(at) == EXT_TYPE && buffer.getShort(at + RESERVED_AT) == 0;
  }

  /** The id of its key, 0 to 255 as it stands in the packet. */
  static int keyId(ByteBuffer buffer, int at) {
    return Byte.toUnsignedInt(buffer.get(at + KEY_ID_AT));
  }

  /** Its {@link Sequence} number. */
  static long sequence(ByteBuffer buffer, int at) {
    return buffer.getLong(at + SEQUENCE_AT);
  }

  /**
   * Whether the trailer carries the HMAC that this key gives; takes the same time whichever byte is
   * wrong. The arguments are those of {@link #write}.
   */
  boolean authentic(
      HmacSha256 hmac, ByteBuffer buffer, int offset, int bytes, long sourceHigh, long sourceLow) {
    compute(hmac, buffer, offset, bytes, sourceHigh, sourceLow);
    int at = offset + bytes + HMAC_AT;
    int difference = 0;
    for (int i = 0; i < HMAC_BYTES; i++) {
      difference |= result[i] ^ buffer.get(at + i);
    }
    return difference == 0;
  }

  private void compute(
      HmacSha256 hmac, ByteBuffer buffer, int offset, int bytes, long sourceHigh, long sourceLow) {
    if (family == Family.IPV4) {
      pseudoHeaderView.putInt(SOURCE_AT, (int) sourceLow);
    } else {
      pseudoHeaderView.putLong(SOURCE_AT, sourceHigh).putLong(SOURCE_AT + 8, sourceLow);
    }
    hmac.start();
    hmac.update(pseudoHeader, 0, PSEUDO_HEADER_BYTES);
    hmac.update(buffer, offset, CHECKSUM_AT);
    hmac.update(ZEROS, 0, CHECKSUM_END - CHECKSUM_AT);
    hmac.update(buffer, offset + CHECKSUM_END, bytes - CHECKSUM_END + HMAC_AT);
    hmac.update(ZEROS, 0, HMAC_BYTES);
    hmac.finish(result);
  }
}
