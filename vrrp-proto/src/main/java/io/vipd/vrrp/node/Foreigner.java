package io.vipd.vrrp.node;

import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.Centiseconds;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * Somebody who uses a router's VRID and does not seem to be one of its peers: his adverts are
 * refused, or list none of its addresses. What the last advert said.
 */
public final class Foreigner {
  private static final int MOST_ADDRESSES = 8;
  private static final long SHORTEST_PRESENCE_NANOS = 10_000_000_000L;

  private final IpAddress source;
  private final long sinceNanos;
  private final long[] addressHighs = new long[MOST_ADDRESSES];
  private final long[] addressLows = new long[MOST_ADDRESSES];
  private int addressCount;
  private Family family;
  private Verdict verdict;
  private int version;
  private int priority;
  private int intervalCentiseconds;
  private int authenticationType;
  private boolean signed;
  private long adverts;
  private long heardAtNanos;

  Foreigner(IpAddress source, long nowNanos) {
    this.source = source;
    this.sinceNanos = nowNanos;
  }

  void heard(Verdict verdict, Advert advert, long nowNanos) {
    this.verdict = verdict;
    adverts++;
    heardAtNanos = nowNanos;
    family = advert.family();
    version = advert.version();
    priority = advert.priority();
    intervalCentiseconds = advert.intervalCentiseconds();
    authenticationType = advert.authenticationType();
    signed = advert.hasTrailer();
    addressCount = advert.addressCount();
    for (int i = 0; i < Math.min(addressCount, MOST_ADDRESSES); i++) {
      addressHighs[i] = advert.addressHigh(i);
      addressLows[i] = advert.addressLow(i);
    }
  }

  /** Whether he was heard lately: within four of his intervals, and ten seconds at least. */
  public boolean isThere(long nowNanos) {
    return nowNanos - heardAtNanos <= Math.max(SHORTEST_PRESENCE_NANOS, 4 * intervalNanos());
  }

  /** Where his adverts come from. */
  public IpAddress source() {
    return source;
  }

  /** Accepted, which means that he takes part in the election, or the check that they fail. */
  public Verdict verdict() {
    return verdict;
  }

  /** VRRP version: 2 or 3. */
  public int version() {
    return version;
  }

  /** Priority, 0 to 255. */
  public int priority() {
    return priority;
  }

  /** Advertisement interval. */
  public long intervalNanos() {
    return intervalCentiseconds * Centiseconds.NANOS;
  }

  /** Version 2: the authentication type, 0 for none, 1 for a password (RFC 2338 5.3.6). */
  public int authenticationType() {
    return authenticationType;
  }

  /** Whether an authentication trailer follows the message. */
  public boolean signed() {
    return signed;
  }

  /** How many addresses he lists. */
  public int addressCount() {
    return addressCount;
  }

  /** The first eight of them. */
  public List<IpAddress> addresses() {
    List<IpAddress> addresses = new ArrayList<>();
    for (int i = 0; i < Math.min(addressCount, MOST_ADDRESSES); i++) {
      addresses.add(new IpAddress(family, addressHighs[i], addressLows[i]));
    }
    return addresses;
  }

  /** How many of his adverts were heard. */
  public long adverts() {
    return adverts;
  }

  /** When the first was heard, on the node's clock. */
  public long sinceNanos() {
    return sinceNanos;
  }

  /** When the last was heard. */
  public long heardAtNanos() {
    return heardAtNanos;
  }
}
