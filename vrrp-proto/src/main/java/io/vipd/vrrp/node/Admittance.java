package io.vipd.vrrp.node;

import io.vipd.vrrp.auth.AuthVerdict;
import io.vipd.vrrp.auth.Authenticator;
import io.vipd.vrrp.node.RouterConfig.Admission;
import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.Centiseconds;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Verdict;
import java.util.List;

/** The receive checks that need to know the router (RFC 9568 7.1, RFC 3768 7.1). */
final class Admittance {
  private static final int PLAIN_TEXT_PASSWORD = 1; // RFC 2338 5.3.6

  private Admittance() {}

  /** Whether an advert with the router's VRID may be acted upon, or which check it fails. */
  static Verdict of(Router router, Advert advert, long nowNanos, long epochNanos) {
    if (router.source != null && advert.isFrom(router.source)) {
      return Verdict.LOOPED_BACK;
    }
    RouterConfig config = router.config();
    if (advert.version() != config.version()) {
      return Verdict.VERSION;
    }
    if (advert.multicast() != config.multicast()) {
      return Verdict.DESTINATION;
    }
    if (!advert.multicast()) {
      if (!isPeer(config.peers(), advert)) {
        return Verdict.UNKNOWN_PEER;
      }
      if (advert.hopLimit() < config.admission().minimumHopLimit()) {
        return Verdict.HOP_LIMIT;
      }
    }
    if (config.admission().linkLocalFirst() && !isLinkLocalFirst(advert)) {
      return Verdict.NOT_LINK_LOCAL_FIRST;
    }
    Verdict verdict = config.version() == 2 ? ofVersion2(router, advert) : Verdict.ACCEPTED;
    // Last, so that only what would be acted upon is remembered as heard.
    return verdict.accepted() && router.authenticator() != null
        ? authenticate(router.authenticator(), advert, nowNanos, epochNanos)
        : verdict;
  }

  private static Verdict authenticate(
      Authenticator authenticator, Advert advert, long nowNanos, long epochNanos) {
    AuthVerdict verdict =
        authenticator.verify(
            advert.packet(),
            advert.messageOffset(),
            advert.messageBytes(),
            advert.hasTrailer(),
            advert.sourceHigh(),
            advert.sourceLow(),
            epochNanos,
            nowNanos);
    return switch (verdict) {
      case OK, UNSIGNED -> Verdict.ACCEPTED;
      case MISSING -> Verdict.AUTH_MISSING;
      case MALFORMED -> Verdict.AUTH_MALFORMED;
      case UNKNOWN_KEY -> Verdict.AUTH_UNKNOWN_KEY;
      case BAD_HMAC -> Verdict.AUTH_BAD_HMAC;
      case STALE -> Verdict.AUTH_STALE;
      case REPLAY -> Verdict.AUTH_REPLAY;
    };
  }

  private static boolean isPeer(List<IpAddress> peers, Advert advert) {
    for (int i = 0; i < peers.size(); i++) {
      if (advert.isFrom(peers.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static Verdict ofVersion2(Router router, Advert advert) {
    if (advert.intervalCentiseconds() * Centiseconds.NANOS != router.intervalNanos()) {
      return Verdict.OTHER_INTERVAL;
    }
    Admission admission = router.config().admission();
    boolean protectedByPassword = admission.password() != null;
    if (advert.authenticationType() != (protectedByPassword ? PLAIN_TEXT_PASSWORD : 0)) {
      return Verdict.AUTHENTICATION_TYPE;
    }
    return protectedByPassword && advert.password() != admission.password().bits()
        ? Verdict.PASSWORD
        : Verdict.ACCEPTED;
  }

  private static boolean isLinkLocalFirst(Advert advert) {
    return advert.family() == Family.IPV4 || advert.addressHigh(0) >>> 54 == 0x3fa; // fe80::/10
  }
}
