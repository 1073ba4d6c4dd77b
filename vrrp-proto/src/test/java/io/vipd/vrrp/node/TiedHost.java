package io.vipd.vrrp.node;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.Datagram;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One of the hosts of a {@link TiedSegment}: a node with an IPv4 router that leads and an IPv6
 * router that follows, both with VRID 51, and a kernel that answers after a third of a millisecond.
 */
final class TiedHost implements Effects {
  private static final long KERNEL_NANOS = 333_333;

  private final TiedSegment segment;
  private final Advert advert = new Advert();
  private final Set<Family> held = EnumSet.noneOf(Family.class);
  private int processes;
  private boolean alive;

  final String name;
  final IpAddress ipv4Source;
  final IpAddress ipv6Source;
  int priority = 100;
  boolean preempt = true;

  /** Families whose addresses its kernel refuses. */
  final Set<Family> refused = EnumSet.noneOf(Family.class);

  Node node;
  Router leader;
  Router follower;

  TiedHost(TiedSegment segment, String name, String ipv4Source, String ipv6Source) {
    this.segment = segment;
    this.name = name;
    this.ipv4Source = IpAddress.parse(ipv4Source);
    this.ipv6Source = IpAddress.parse(ipv6Source);
  }

  /** Starts its daemon, both routers at the same moment. */
  void start() {
    start(0);
  }

  /**
   * Starts its daemon. The follower starts so much later, which puts the two out of step; they are
   * tied from then on.
   */
  void start(long laterNanos) {
    crash();
    int process = ++processes;
    alive = true;
    node = new Node(this);
    leader = node.add(0, config("192.0.2.100"), segment.nowNanos());
    follower = node.add(0, config("2001:db8::100"), segment.nowNanos());
    if (laterNanos > 0) {
      open(leader, ipv4Source);
      segment.after(
          laterNanos,
          () -> {
            if (process == processes) {
              open(follower, ipv6Source);
              node.tie(leader, follower, segment.nowNanos());
            }
          });
    } else {
      node.tie(leader, follower, segment.nowNanos());
      open(leader, ipv4Source);
      open(follower, ipv6Source);
    }
  }

  private RouterConfig config(String virtualAddress) {
    return new RouterConfig(
        virtualAddress,
        3,
        51,
        priority,
        Duration.ofNanos(segment.intervalNanos),
        List.of(IpAddress.parse(virtualAddress)),
        List.of(),
        preempt,
        RouterConfig.Patience.NONE,
        ChecksumForm.PSEUDO_HEADER,
        RouterConfig.Admission.USUAL,
        List.of(0, -60));
  }

  private void open(Router router, IpAddress source) {
    node.check(router, 0, CheckVerdict.UP, segment.nowNanos());
    node.check(router, 1, CheckVerdict.UP, segment.nowNanos());
    node.release(router, Inhibitor.INTERFACE_MISSING, segment.nowNanos());
    node.sourceAddress(router, source, segment.nowNanos());
  }

  /** Its daemon is gone without a word, and the addresses with it. */
  void crash() {
    alive = false;
    processes++;
    held.clear();
  }

  /** Its daemon says farewell and ends. */
  void stop() {
    if (alive) {
      inhibit(leader, Inhibitor.STOPPING);
      inhibit(follower, Inhibitor.STOPPING);
      crash();
    }
  }

  void inhibit(Router router, Inhibitor inhibitor) {
    if (alive) {
      node.inhibit(router, inhibitor, segment.nowNanos());
    }
  }

  void release(Router router, Inhibitor inhibitor) {
    if (alive) {
      node.release(router, inhibitor, segment.nowNanos());
    }
  }

  /** A check of the group, 0 that inhibits or 1 that weighs 60, has a verdict: for both routers. */
  void check(int index, CheckVerdict verdict) {
    if (alive) {
      node.check(leader, index, verdict, segment.nowNanos());
      node.check(follower, index, verdict, segment.nowNanos());
    }
  }

  void relinquish(Router router, long holdNanos) {
    if (alive) {
      node.relinquish(router, holdNanos, segment.nowNanos());
    }
  }

  Router router(Family family) {
    return family == Family.IPV4 ? leader : follower;
  }

  boolean alive() {
    return alive;
  }

  /** Whether it can be Active: alive, and nothing inhibits either router. */
  boolean candidate() {
    return alive && leader.inhibitors().isEmpty() && follower.inhibitors().isEmpty();
  }

  /** Whether it is Active in this family. */
  boolean active(Family family) {
    return alive && router(family).role() == Role.ACTIVE;
  }

  /** Whether its kernel has the virtual address of this family. */
  boolean holds(Family family) {
    return held.contains(family);
  }

  /** When its node wants to be woken. */
  long deadlineNanos() {
    return alive ? node.nextDeadlineNanos() : Node.NO_DEADLINE;
  }

  void receive(ByteBuffer datagram) {
    if (alive && AdvertCodec.decode(datagram, datagram.capacity(), advert).accepted()) {
      node.receive(0, advert, segment.nowNanos(), 0);
    }
  }

  @Override
  public void sendAdvert(Router router, int priority) {
    IpAddress group = AdvertCodec.group(router.form().family());
    segment.carry(
        this, router.form().family(), Datagram.of(router.form(), priority, router.source(), group));
  }

  @Override
  public void installAddresses(Router router) {
    int process = processes;
    long claim = router.claim();
    Family family = router.form().family();
    segment.after(
        KERNEL_NANOS,
        () -> {
          if (process == processes) {
            boolean given = !refused.contains(family);
            if (given && claim == router.claim() && router.role() == Role.ACTIVE) {
              held.add(family);
            }
            node.kernelAnswered(router, claim, given, segment.nowNanos());
          }
        });
  }

  @Override
  public void removeAddresses(Router router) {
    held.remove(router.form().family());
  }

  @Override
  public void announce(Router router) {}

  @Override
  public void report(Router router, Report report) {
    segment.reported(this, router, report);
  }

  @Override
  public String toString() {
    return name + (alive ? " " + leader.role() + "/" + follower.role() : " dead");
  }
}
