package io.vipd.vrrp.auth;

import io.vipd.vrrp.wire.Family;
import java.nio.ByteBuffer;

/**
 * Judges the trailers of the adverts that one virtual router hears, and remembers how far each
 * sender has come. Only what carries a right HMAC changes that memory; the package description says
 * what it means when clocks are set.
 *
 * <p>Not for use by two threads at once.
 */
public final class Authenticator {
  /** Senders remembered where anybody on the segment may speak. */
  static final int MULTICAST_SENDERS = 4;

  /** Senders remembered where the peers are configured. */
  static final int UNICAST_SENDERS = 16;

  private final AuthConfig config;
  private final HmacTrailer trailer;
  private final HmacSha256[] hmacs = new HmacSha256[HmacKey.MAX_ID + 1];
  private final long window;
  private final ReplayMemory memory;
  private long skew;

  /**
   * The authenticator of this virtual router.
   *
   * @param version 2 or 3
   * @param vrid 1 to 255
   * @param multicast whether adverts come to the group address, so from senders nobody listed
   */
  public Authenticator(AuthConfig config, Family family, int version, int vrid, boolean multicast) {
    this.config = config;
    trailer = new HmacTrailer(family, version, vrid);
    for (HmacKey key : config.keys()) {
      hmacs[key.id()] = key.hmac();
    }
    window = Sequence.span(config.windowNanos());
    memory = new ReplayMemory(multicast ? MULTICAST_SENDERS : UNICAST_SENDERS);
  }

  /**
   * Takes over what another authenticator of this virtual router remembers of its senders, so that
   * what was recorded before its keys changed cannot be replayed afterwards.
   */
  public void goOnFrom(Authenticator before) {
    memory.take(before.memory);
    skew = before.skew;
  }

  /**
   * Judges one advert that passed every check of the codec and carries this router's VRID.
   *
   * @param buffer big-endian; neither position nor limit is changed
   * @param messageOffset where the VRRP message begins
   * @param messageBytes its length without the trailer, at least 8
   * @param trailerPresent whether {@link HmacTrailer#BYTES} follow it
   * @param sourceHigh the sender's address as in {@link io.vipd.vrrp.wire.IpAddress}
   * @param sourceLow the rest of it
   * @param epochNanos the time of day in nanoseconds since the epoch
   * @param nowNanos the time on the node's clock
   * @return the first rule it breaks, in the order of {@link AuthVerdict}, or {@code OK} or {@code
   *     UNSIGNED}
   */
  public AuthVerdict verify(
      ByteBuffer buffer,
      int messageOffset,
      int messageBytes,
      boolean trailerPresent,
      long sourceHigh,
      long sourceLow,
      long epochNanos,
      long nowNanos) {
    if (!trailerPresent) {
      return config.mode().acceptsUnsigned() ? AuthVerdict.UNSIGNED : AuthVerdict.MISSING;
    }
    int at = messageOffset + messageBytes;
    if (!HmacTrailer.wellFormed(buffer, at)) {
      return AuthVerdict.MALFORMED;
    }
    HmacSha256 hmac = hmacs[HmacTrailer.keyId(buffer, at)];
    if (hmac == null) {
      return AuthVerdict.UNKNOWN_KEY;
    }
    if (!trailer.authentic(hmac, buffer, messageOffset, messageBytes, sourceHigh, sourceLow)) {
      return AuthVerdict.BAD_HMAC;
    }
    return verifyFresh(
        HmacTrailer.sequence(buffer, at), sourceHigh, sourceLow, epochNanos, nowNanos);
  }

  private AuthVerdict verifyFresh(
      long sequence, long sourceHigh, long sourceLow, long epochNanos, long nowNanos) {
    long clock = Sequence.at(epochNanos);
    skew = Sequence.ahead(sequence, clock);
    boolean byTime = config.freshness() == Freshness.TIME;
    if (byTime && !Sequence.within(window, sequence, clock)) {
      return AuthVerdict.STALE;
    }
    int sender = memory.find(sourceHigh, sourceLow);
    if (sender >= 0) {
      long newest = memory.newest(sender);
      boolean counts = !byTime || Sequence.within(window, newest, clock);
      if (counts && !Sequence.after(sequence, newest)) {
        return AuthVerdict.REPLAY;
      }
    }
    memory.accept(sender, sourceHigh, sourceLow, sequence, nowNanos);
    return AuthVerdict.OK;
  }

  /**
   * How far the time in the last advert with a right HMAC was ahead of ours, in nanoseconds and
   * with a resolution of 15 microseconds; negative where it was behind, 0 before the first. What a
   * {@code STALE} advert is to be explained with, and an early warning that clocks drift.
   */
  public long skewNanos() {
    return Sequence.toNanos(skew);
  }
}
