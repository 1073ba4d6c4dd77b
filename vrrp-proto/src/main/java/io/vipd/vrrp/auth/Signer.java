package io.vipd.vrrp.auth;

import io.vipd.vrrp.wire.Family;
import java.nio.ByteBuffer;

/**
 * Signs the adverts of one virtual router, each with a sequence number that its peers have not seen
 * and accept as of now; the package description says what that means when clocks are set.
 *
 * <p>Not for use by two threads at once.
 */
public final class Signer {
  private final AuthConfig config;
  private final HmacTrailer trailer;
  private final HmacSha256 hmac;
  private final long window;
  private boolean begun;
  private long last;

  /**
   * The signer of this virtual router.
   *
   * @param version 2 or 3
   * @param vrid 1 to 255
   */
  public Signer(AuthConfig config, Family family, int version, int vrid) {
    this.config = config;
    trailer = new HmacTrailer(family, version, vrid);
    hmac = config.signingKey().hmac();
    window = Sequence.span(config.windowNanos());
  }

  /**
   * Goes on where another signer of this virtual router has come to: no sequence number is used
   * twice.
   */
  public void goOnFrom(Signer before) {
    begun = before.begun;
    last = before.last;
  }

  /**
   * Writes a trailer behind a message, which must be complete but for its checksum: that is not
   * signed, and over IPv6 covers the trailer. The destination is not signed either, so that one
   * trailer serves the copies of an advert for all unicast peers.
   *
   * @param buffer big-endian; neither position nor limit is changed
   * @param messageOffset where the message begins, with room for {@link HmacTrailer#BYTES} behind
   *     it
   * @param messageBytes length of the message, at least 8
   * @param sourceHigh the address it will be sent from, as in {@link io.vipd.vrrp.wire.IpAddress}
   * @param sourceLow the rest of it
   * @param epochNanos the time of day in nanoseconds since the epoch
   * @return bytes of the trailer: {@link HmacTrailer#BYTES}, or 0 in a mode that does not sign
   */
  public int sign(
      ByteBuffer buffer,
      int messageOffset,
      int messageBytes,
      long sourceHigh,
      long sourceLow,
      long epochNanos) {
    if (!config.mode().signs()) {
      return 0;
    }
    trailer.write(
        hmac,
        config.signWith(),
        next(epochNanos),
        buffer,
        messageOffset,
        messageBytes,
        sourceHigh,
        sourceLow);
    return HmacTrailer.BYTES;
  }

  /** The number for an advert of this moment. */
  long next(long epochNanos) {
    long clock = Sequence.at(epochNanos);
    last = !begun || Sequence.after(clock, last) || strandedAheadOf(clock) ? clock : last + 1;
    begun = true;
    return last;
  }

  /** Whether the last number is one that no peer with the right time accepts. */
  private boolean strandedAheadOf(long clock) {
    return config.freshness() == Freshness.TIME && !Sequence.within(window, last, clock);
  }
}
