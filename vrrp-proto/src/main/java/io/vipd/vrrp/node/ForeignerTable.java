package io.vipd.vrrp.node;

import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Verdict;
import java.util.List;

/**
 * Who else uses the VRID of one router: few, found without creating an object, and bounded, because
 * anybody on the segment can be one. When it is full, the one that was silent for longest goes.
 */
final class ForeignerTable {
  private static final int CAPACITY = 4;

  private final Foreigner[] foreigners = new Foreigner[CAPACITY];
  private int size;

  /**
   * Takes an advert in that has the router's VRID, if a foreigner sent it.
   *
   * @param verdict accepted, or the check that it fails
   */
  void heard(Router router, Verdict verdict, Advert advert, long nowNanos) {
    if (isForeign(router, verdict, advert)) {
      at(advert, nowNanos).heard(verdict, advert, nowNanos);
    }
  }

  private static boolean isForeign(Router router, Verdict verdict, Advert advert) {
    boolean strange =
        switch (verdict) {
          // Signed with a key of ours: a peer whose clock is wrong, or somebody who repeats him.
          case LOOPED_BACK, AUTH_STALE, AUTH_REPLAY -> false;
          case ACCEPTED -> !router.form().listsAny(advert);
          default -> true;
        };
    return strange && !isPeer(router.config().peers(), advert);
  }

  private static boolean isPeer(List<IpAddress> peers, Advert advert) {
    for (int i = 0; i < peers.size(); i++) {
      if (advert.isFrom(peers.get(i))) {
        return true;
      }
    }
    return false;
  }

  private Foreigner at(Advert advert, long nowNanos) {
    int stalest = 0;
    for (int i = 0; i < size; i++) {
      if (advert.isFrom(foreigners[i].source())) {
        return foreigners[i].isThere(nowNanos)
            ? foreigners[i]
            : (foreigners[i] = new Foreigner(advert.source(), nowNanos));
      }
      if (foreigners[i].heardAtNanos() - foreigners[stalest].heardAtNanos() < 0) {
        stalest = i;
      }
    }
    int slot = size < CAPACITY ? size++ : stalest;
    return foreigners[slot] = new Foreigner(advert.source(), nowNanos);
  }

  int size() {
    return size;
  }

  Foreigner get(int index) {
    return foreigners[index];
  }
}
