package io.vipd.vrrp.node;

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
  static Verdict of(Router router, Advert advert) {
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
    if (config.version() == 2) {
      return ofVersion2(router, advert);
    }
    return config.admission().linkLocalFirst() && !isLinkLocalFirst(advert)
        ? Verdict.NOT_LINK_LOCAL_FIRST
        : Verdict.ACCEPTED;
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
