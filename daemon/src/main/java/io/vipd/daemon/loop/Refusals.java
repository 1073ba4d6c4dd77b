package io.vipd.daemon.loop;

import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Verdict;
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
  private static final Verdict[] VERDICTS = Verdict.values();

  private final String link;
  private final long[] counts = new long[VERDICTS.length];
  private final long[] said = new long[VERDICTS.length];
  private final long[] sayAgainAtNanos = new long[VERDICTS.length];

  Refusals(String link) {
    this.link = link;
  }

  /** Counts one refused packet. {@code source} holds the low bits of its sender's address. */
  void count(Verdict verdict, long source, long nowNanos) {
    int which = verdict.ordinal();
    counts[which]++;
    if (said[which] != 0 && sayAgainAtNanos[which] - nowNanos > 0) {
      return;
    }
    log.atLevel(level(verdict))
        .log(
            "refused a packet: {}. interface={} source={} rule={} refused={}",
            verdict.rule(),
            link,
            IpAddress.ofIpv4((int) source),
            verdict,
            counts[which]);
    said[which] = counts[which];
    sayAgainAtNanos[which] =
        nowNanos + (verdict == Verdict.UNKNOWN_VRID ? SAY_STRANGERS_EVERY_NANOS : SAY_EVERY_NANOS);
  }

  /** Other routers on the segment are nothing unusual, but a mistyped VRID shows here. */
  private static Level level(Verdict verdict) {
    return switch (verdict) {
      case LOOPED_BACK -> Level.DEBUG;
      case UNKNOWN_VRID -> Level.INFO;
      case ACCEPTED,
          TRUNCATED,
          NOT_VRRP,
          TTL,
          VERSION,
          TYPE,
          NO_ADDRESSES,
          LENGTH,
          CHECKSUM,
          INTERVAL,
          DESTINATION,
          UNKNOWN_PEER ->
          Level.WARN;
    };
  }

  /** How many packets this rule refused. */
  long of(Verdict verdict) {
    return counts[verdict.ordinal()];
  }
}
