package io.vipd.vrrp.node;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.Datagram;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One of the hosts of a {@link TiedSegment}: a node with a router on each of its networks, of which
 * the first leads and the others follow, and a kernel that answers after a third of a millisecond.
 */
final class TiedHost implements Effects {
  private static final long KERNEL_NANOS = 333_333;

  private final TiedSegment segment;
  private final Advert advert = new Advert();
  private final Set<Net> held = EnumSet.noneOf(Net.class);
  private int processes;
  private boolean alive;

  final String name;
  private final Map<Net, IpAddress> sources;
  private final Map<Net, Router> routers = new EnumMap<>(Net.class);
  int priority = 100;
  boolean preempt = true;

  /** Networks whose addresses its kernel refuses. */
  final Set<Net> refused = EnumSet.noneOf(Net.class);

  Node node;
  Router leader;
  Router follower;

  TiedHost(
      TiedSegment segment, String name, String ipv4Source, String ipv6Source, String otherSource) {
    this.segment = segment;
    this.name = name;
    this.sources =
        Map.of(
            Net.IPV4, IpAddress.parse(ipv4Source),
            Net.IPV6, IpAddress.parse(ipv6Source),
            Net.OTHER_IPV4, IpAddress.parse(otherSource),
            Net.OTHER_IPV6, IpAddress.parse(ipv6Source));
  }

  /** Starts its daemon, all routers at the same moment. */
  void start() {
    start(0);
  }

  /**
   * Starts its daemon. Those that follow start so much later, which puts them out of step; they are
   * tied from then on.
   */
  void start(long laterNanos) {
    crash();
    int process = ++processes;
    alive = true;
    node = new Node(this);
    routers.clear();
    segment.nets.forEach(
        net -> routers.put(net, node.add(net.link, config(net), segment.nowNanos())));
    List<Router> bond = List.copyOf(routers.values());
    leader = bond.getFirst();
    follower = bond.get(1);
    if (laterNanos > 0) {
      open(leader);
      segment.after(
          laterNanos,
          () -> {
            if (process == processes) {
              bond.stream().skip(1).forEach(this::open);
              node.tie(bond, segment.nowNanos());
            }
          });
    } else {
      node.tie(bond, segment.nowNanos());
      bond.forEach(this::open);
    }
  }

  private RouterConfig config(Net net) {
    return new RouterConfig(
        net.name(),
        3,
        net.vrid(),
        priority,
        Duration.ofNanos(segment.intervalNanos),
        List.of(IpAddress.parse(net.virtual)),
        List.of(),
        preempt,
        RouterConfig.Patience.NONE,
        ChecksumForm.PSEUDO_HEADER,
        RouterConfig.Admission.USUAL,
        List.of(0, -60));
  }

  private void open(Router router) {
    node.check(router, 0, CheckVerdict.UP, segment.nowNanos());
    node.check(router, 1, CheckVerdict.UP, segment.nowNanos());
    node.release(router, Inhibitor.INTERFACE_MISSING, segment.nowNanos());
    node.sourceAddress(router, sources.get(Net.of(router)), segment.nowNanos());
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
      routers.values().forEach(router -> inhibit(router, Inhibitor.STOPPING));
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

  /** A check of the first group has a verdict. */
  void check(int index, CheckVerdict verdict) {
    check(0, index, verdict);
  }

  /**
   * A check of the group on this link, 0 that inhibits or 1 that weighs 60, has a verdict: for the
   * router of each family.
   */
  void check(int link, int index, CheckVerdict verdict) {
    for (Router router : routers.values()) {
      if (alive && router.link() == link) {
        node.check(router, index, verdict, segment.nowNanos());
      }
    }
  }

  void relinquish(Router router, long holdNanos) {
    if (alive) {
      node.relinquish(router, holdNanos, segment.nowNanos());
    }
  }

  Router router(Net net) {
    return routers.get(net);
  }

  boolean alive() {
    return alive;
  }

  /** Whether it can be Active: alive, and nothing inhibits any router. */
  boolean candidate() {
    return alive && routers.values().stream().allMatch(router -> router.inhibitors().isEmpty());
  }

  /** Whether it is Active on this network. */
  boolean active(Net net) {
    return alive && router(net).role() == Role.ACTIVE;
  }

  /** Whether its kernel has the virtual address of this network. */
  boolean holds(Net net) {
    return held.contains(net);
  }

  /** When its node wants to be woken. */
  long deadlineNanos() {
    return alive ? node.nextDeadlineNanos() : Node.NO_DEADLINE;
  }

  void receive(Net net, ByteBuffer datagram) {
    if (alive && AdvertCodec.decode(datagram, datagram.capacity(), advert).accepted()) {
      node.receive(net.link, advert, segment.nowNanos(), 0);
    }
  }

  @Override
  public void sendAdvert(Router router, int priority) {
    IpAddress group = AdvertCodec.group(router.form().family());
    segment.carry(
        this, Net.of(router), Datagram.of(router.form(), priority, router.source(), group));
  }

  @Override
  public void installAddresses(Router router) {
    int process = processes;
    long claim = router.claim();
    Net net = Net.of(router);
    segment.after(
        KERNEL_NANOS,
        () -> {
          if (process == processes) {
            boolean given = !refused.contains(net);
            if (given && claim == router.claim() && router.role() == Role.ACTIVE) {
              held.add(net);
            }
            node.kernelAnswered(router, claim, given, segment.nowNanos());
          }
        });
  }

  @Override
  public void removeAddresses(Router router) {
    held.remove(Net.of(router));
  }

  @Override
  public void announce(Router router) {}

  @Override
  public void report(Router router, Report report) {
    segment.reported(this, router, report);
  }

  @Override
  public String toString() {
    return name + (alive ? " " + routers.values() : " dead");
  }
}
