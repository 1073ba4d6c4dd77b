package io.vipd.vrrp.node;

import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Verdict;

/** The last advert that had a router's VRID and was refused all the same. */
public final class Refusal {
  private Verdict verdict;
  private IpAddress source;
  private int intervalCentiseconds;
  private long atNanos;

  Refusal() {}

  void note(Verdict why, Advert advert, long nowNanos) {
    verdict = why;
    // Most often it is the same sender again, and then nothing is created.
    if (source == null || !advert.isFrom(source)) {
      source = advert.source();
    }
    intervalCentiseconds = advert.intervalCentiseconds();
    atNanos = nowNanos;
  }

  /** Which check it failed. */
  public Verdict verdict() {
    return verdict;
  }

  /** Where it came from. */
  public IpAddress source() {
    return source;
  }

  /** The interval that it named. */
  public int intervalCentiseconds() {
    return intervalCentiseconds;
  }

  /** When it came, on the node's clock. */
  public long atNanos() {
    return atNanos;
  }
}
