package io.vipd.vrrp.node;

import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.Centiseconds;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.IpAddress;

/** Somebody whose adverts a router accepted, and what the last one said. */
public final class Peer {
  private static final ChecksumForm[] CHECKSUM_FORMS = ChecksumForm.values();

  private final IpAddress address;
  private long heardAtNanos;
  private int priority;
  private int rank;
  private boolean sunk;
  private long sunkAtNanos;
  private int intervalCentiseconds;
  private ChecksumForm checksumForm;
  private boolean otherAddresses;

  /** The same peer, or the one that is read. */
  static Peer exchange(Peer present, Words words) {
    IpAddress address = words.address(present == null ? null : present.address);
    Peer peer = words.isReading() ? new Peer(address) : present;
    peer.heardAtNanos = words.number(peer.heardAtNanos);
    peer.priority = words.number(peer.priority);
    peer.rank = words.number(peer.rank);
    peer.sunk = words.flag(peer.sunk);
    peer.sunkAtNanos = words.number(peer.sunkAtNanos);
    peer.intervalCentiseconds = words.number(peer.intervalCentiseconds);
    peer.checksumForm = words.constant(peer.checksumForm, CHECKSUM_FORMS);
    peer.otherAddresses = words.flag(peer.otherAddresses);
    return peer;
  }

  Peer(IpAddress address) {
    this.address = address;
  }

  void heard(Advert advert, boolean otherAddresses, long nowNanos) {
    heardAtNanos = nowNanos;
    priority = advert.priority();
    if (priority != 0) {
      sunk = priority < rank;
      sunkAtNanos = nowNanos;
      rank = priority;
    }
    intervalCentiseconds = advert.intervalCentiseconds();
    checksumForm = advert.checksumForm();
    this.otherAddresses = otherAddresses;
  }

  /** Where its adverts come from. */
  public IpAddress address() {
    return address;
  }

  /** When the last one came, on the node's clock. */
  public long heardAtNanos() {
    return heardAtNanos;
  }

  /** Its priority, 0 to 255. */
  public int priority() {
    return priority;
  }

  /**
   * Whether it leaves, of which it has just told, to a router of this priority: to any, unless it
   * said at the same moment that its own has sunk. Then it looks for somebody better.
   */
  boolean leavesTo(int priority, long nowNanos) {
    boolean looksForBetter = sunk && nowNanos - sunkAtNanos <= Centiseconds.NANOS;
    return !looksForBetter || priority > rank;
  }

  /** Its Max Advertise Interval, 1 to 4095. */
  public int intervalCentiseconds() {
    return intervalCentiseconds;
  }

  /** The form of its checksum. */
  public ChecksumForm checksumForm() {
    return checksumForm;
  }

  /** Whether it lists other addresses than we do, or in another order (RFC 9568 7.1: say so). */
  public boolean otherAddresses() {
    return otherAddresses;
  }
}
