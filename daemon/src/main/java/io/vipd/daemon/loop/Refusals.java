package io.vipd.daemon.loop;

import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Verdict;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Counts the packets that a link's receive checks refused, by rule, and says so now and then: what
 * a stranger can send a hundred thousand times a second may be logged once a minute.
 */
final class Refusals {
  private static final Logger log = LoggerFactory.getLogger(Refusals.class);
  private static final long SAY_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long SAY_STRANGERS_EVERY_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final int IPV4_HEADER_BYTES = 20;
  private static final int IPV4_SOURCE = 12;
  private static final int IPV6_HEADER_BYTES = 40;
  private static final int IPV6_SOURCE = 8;
  private static final Verdict[] VERDICTS = Verdict.values();

  private final String link;
  private final long[] counts = new long[VERDICTS.length];
  private final long[] said = new long[VERDICTS.length];
  private final long[] sayAgainAtNanos = new long[VERDICTS.length];

  Refusals(String link) {
    this.link = link;
  }

  /**
   * Counts one refused packet, which still lies in the buffer.
   *
   * @return whether it was told as a warning: most are not
   */
  boolean count(Verdict verdict, ByteBuffer packet, int length, long nowNanos) {
    int which = verdict.ordinal();
    counts[which]++;
    if (said[which] != 0 && sayAgainAtNanos[which] - nowNanos > 0) {
      return false;
    }
    Level level = level(verdict);
    log.atLevel(level)
        .log(
            "refused a packet: {}. interface={} source={} rule={} refused={}",
            verdict.rule(),
            link,
            source(packet, length),
            verdict,
            counts[which]);
    said[which] = counts[which];
    sayAgainAtNanos[which] =
        nowNanos + (level == Level.INFO ? SAY_STRANGERS_EVERY_NANOS : SAY_EVERY_NANOS);
    return level == Level.WARN;
  }

  /** Where a packet comes from, as far as it tells. */
  static String source(ByteBuffer packet, int length) {
    if (length >= IPV4_HEADER_BYTES && packet.get(0) >>> 4 == 4) {
      return IpAddress.ofIpv4(packet.getInt(IPV4_SOURCE)).toString();
    }
    if (length >= IPV6_HEADER_BYTES && packet.get(0) >>> 4 == 6) {
      return new IpAddress(
              Family.IPV6, packet.getLong(IPV6_SOURCE), packet.getLong(IPV6_SOURCE + Long.BYTES))
          .toString();
    }
    return "unknown";
  }

  /** Other routers on the segment are nothing unusual, but a mistyped VRID shows here. */
  private static Level level(Verdict verdict) {
    return switch (verdict) {
      case LOOPED_BACK -> Level.DEBUG;
      case UNKNOWN_VRID, CARP -> Level.INFO;
      case ACCEPTED,
          TRUNCATED,
          NOT_VRRP,
          HOP_LIMIT,
          VERSION,
          TYPE,
          NO_ADDRESSES,
          LENGTH,
          CHECKSUM,
          INTERVAL,
          DESTINATION,
          UNKNOWN_PEER,
          OTHER_INTERVAL,
          AUTHENTICATION_TYPE,
          PASSWORD,
          NOT_LINK_LOCAL_FIRST,
          AUTH_MISSING,
          AUTH_MALFORMED,
          AUTH_UNKNOWN_KEY,
          AUTH_BAD_HMAC,
          AUTH_STALE,
          AUTH_REPLAY ->
          Level.WARN;
    };
  }

  /** How many packets this rule refused. */
  long of(Verdict verdict) {
    return counts[verdict.ordinal()];
  }

  /** The same of every rule, under its name in lower case. */
  Map<String, Long> byRule() {
    Map<String, Long> all = new LinkedHashMap<>();
    for (Verdict verdict : VERDICTS) {
      if (!verdict.accepted()) {
        all.put(verdict.name().toLowerCase(Locale.ROOT), of(verdict));
      }
    }
    return all;
  }
}
