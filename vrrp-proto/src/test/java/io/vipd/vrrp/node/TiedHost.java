package io.vipd.vrrp.node;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.Datagram;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One of the hosts of a {@link TiedSegment}: a node with a router on each of its networks, of which
 * the first leads and the others follow, and a kernel that answers after a third of a millisecond
 * and takes addresses away whose lease nobody renews. Turns have production's order: what it means
 * to have been away, packets, everything else.
 */
final class TiedHost implements Effects {
  private static final long KERNEL_NANOS = 333_333;

  private final TiedSegment segment;
  private final Advert advert = new Advert();
  private final Set<Net> held = EnumSet.noneOf(Net.class);

  /** Networks whose address may be there before the kernel has answered for it. */
  private final Set<Net> unsettled = EnumSet.noneOf(Net.class);

  /** Networks whose address somebody took away while the daemon did not run. */
  private final Set<Net> lost = EnumSet.noneOf(Net.class);

  /** When each router last advertised, and when as an Active one with all its addresses. */
  private final Map<Net, Long> advertised = new EnumMap<>(Net.class);

  private final Map<Net, Long> noted = new EnumMap<>(Net.class);
  private final List<Runnable> unread = new ArrayList<>();
  private final List<Runnable> unserved = new ArrayList<>();
  private boolean frozen;
  private long dueNanos;
  private long leases;

  /** How long nobody had heard it as an Active when it woke up; 0 when that was said since. */
  private long silentNanos;

  private long awokeAtNanos;
  private int processes;
  private boolean alive;

  final String name;
  private final Map<Net, IpAddress> sources;
  private final Map<Net, Router> routers = new EnumMap<>(Net.class);
  int priority = 100;
  boolean preempt = true;
  boolean pair;

  /** Whether its addresses go when nobody renews them. */
  boolean leased = true;

  /** How long it waits for an answer before it claims, and how long that takes. */
  Duration promoteLimit = Duration.ZERO;

  long promoteTakesNanos;

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
    if (alive) {
      crash();
    }
    int process = ++processes;
    leases++;
    alive = true;
    node = new Node(this);
    routers.clear();
    segment.nets.forEach(
        net -> routers.put(net, node.add(net.link, config(net), segment.nowNanos())));
    List<Router> bond = List.copyOf(routers.values());
    leader = bond.getFirst();
    follower = bond.get(1);
    if (laterNanos > 0) {
      held.clear();
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
      bond.forEach(this::adopt);
      bond.forEach(this::open);
    }
  }

  @Override
  public void promote(Router router) {
    int process = processes;
    long promotion = router.promotion();
    segment.after(
        promoteTakesNanos,
        () -> {
          if (process == processes) {
            node.promoted(router, promotion, true, segment.nowNanos());
          }
        });
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
        pair,
        new RouterConfig.Patience(
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            promoteLimit),
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

  /** Goes on with what an earlier daemon was Active for, or sweeps it away. */
  private void adopt(Router router) {
    Net net = Net.of(router);
    if (held.contains(net) && noted.containsKey(net)) {
      unsettled.add(net);
      node.adopt(router, noted.get(net), segment.nowNanos());
    } else {
      held.remove(net);
    }
  }

  /** Its machine is gone without a word, and the addresses with it. */
  void crash() {
    kill();
    held.clear();
    noted.clear();
  }

  /** Its daemon is gone without a word; the kernel keeps the addresses as long as their lease. */
  void kill() {
    alive = false;
    frozen = false;
    processes++;
    unread.clear();
    unserved.clear();
    unsettled.clear();
    lost.clear();
    silentNanos = 0;
    letLeaseRun();
  }

  private void letLeaseRun() {
    long lease = ++leases;
    segment.after(
        2 * segment.intervalNanos,
        () -> {
          if (leased && lease == leases) {
            lost.addAll(held);
            held.clear();
          }
        });
  }

  /** Its daemon does not run: what is sent to it waits, and nobody renews its leases. */
  void freeze() {
    if (alive && !frozen) {
      frozen = true;
      long longestNanos = segment.nowNanos() + node.longestAbsenceNanos();
      dueNanos = Math.min(node.nextDeadlineNanos(), longestNanos);
      letLeaseRun();
    }
  }

  /** It goes on. */
  void thaw() {
    if (!frozen) {
      return;
    }
    long now = segment.nowNanos();
    frozen = false;
    leases++;
    awokeAtNanos = now;
    silentNanos = leader.role() == Role.ACTIVE ? now - advertised.get(Net.of(leader)) : 0;
    node.stalled(now - dueNanos, now);
    unread.forEach(Runnable::run);
    unread.clear();
    for (Net net : Set.copyOf(lost)) {
      lost.remove(net);
      unsettled.add(net);
      node.addressesLost(router(net), now);
    }
    List.copyOf(unserved).forEach(Runnable::run);
    unserved.clear();
  }

  /** Does it now, or when the daemon runs again. */
  private void serve(Runnable task) {
    if (frozen) {
      unserved.add(task);
    } else if (alive) {
      task.run();
    }
  }

  /** Its daemon says farewell, and ends when all routers have left. */
  void stop() {
    serve(() -> {
      routers.values().forEach(router -> inhibit(router, Inhibitor.STOPPING));
      endWhenLeft(processes);
    });
  }

  private void endWhenLeft(int process) {
    if (process != processes) {
      return;
    }
    if (!frozen && routers.values().stream().allMatch(router -> router.role() == Role.INITIALIZE)) {
      crash();
    } else {
      segment.after(KERNEL_NANOS, () -> endWhenLeft(process));
    }
  }

  void inhibit(Router router, Inhibitor inhibitor) {
    serve(() -> node.inhibit(router, inhibitor, segment.nowNanos()));
  }

  void release(Router router, Inhibitor inhibitor) {
    serve(() -> node.release(router, inhibitor, segment.nowNanos()));
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
      if (router.link() == link) {
        serve(() -> node.check(router, index, verdict, segment.nowNanos()));
      }
    }
  }

  void relinquish(Router router, long holdNanos) {
    serve(() -> node.relinquish(router, holdNanos, segment.nowNanos()));
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

  /** Whether its kernel is asked for nothing on this network, and its daemon runs. */
  boolean settled(Net net) {
    return !frozen && !unsettled.contains(net);
  }

  /** When its node wants to be woken. */
  long deadlineNanos() {
    return alive && !frozen ? node.nextDeadlineNanos() : Node.NO_DEADLINE;
  }

  void receive(Net net, ByteBuffer datagram) {
    if (frozen) {
      unread.add(() -> receive(net, datagram));
    } else if (alive && AdvertCodec.decode(datagram, datagram.capacity(), advert).accepted()) {
      silentNanos = advert.priority() == 0 ? 0 : silentNanos;
      node.receive(net.link, advert, segment.nowNanos(), 0);
    }
  }

  @Override
  public void sendAdvert(Router router, int priority) {
    if (priority != 0) {
      checkWaking();
      advertised.put(Net.of(router), segment.nowNanos());
      if (router.addressesConfirmed()) {
        noted.put(Net.of(router), segment.nowNanos());
      }
    }
    IpAddress group = AdvertCodec.group(router.form().family());
    segment.carry(
        this, Net.of(router), Datagram.of(router.form(), priority, router.source(), group));
  }

  /** Who was Active and missed by its peers listens for an interval before it advertises. */
  private void checkWaking() {
    long listenedNanos = segment.nowNanos() - awokeAtNanos;
    boolean missed = silentNanos >= Math.max(3 * segment.intervalNanos, 100_000_000L);
    silentNanos = 0;
    if (missed && listenedNanos < segment.intervalNanos * 49 / 50) {
      throw new AssertionError(name + " advertises " + listenedNanos + " ns after it woke up");
    }
  }

  @Override
  public void installAddresses(Router router) {
    unsettled.add(Net.of(router));
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
            serve(() -> {
              if (claim == router.claim()) {
                unsettled.remove(net);
              }
              node.kernelAnswered(router, claim, given, segment.nowNanos());
            });
          }
        });
  }

  @Override
  public void removeAddresses(Router router) {
    held.remove(Net.of(router));
    unsettled.remove(Net.of(router));
    noted.remove(Net.of(router));
  }

  @Override
  public void announce(Router router) {
    noted.put(Net.of(router), advertised.get(Net.of(router)));
  }

  @Override
  public void report(Router router, Report report) {
    if (report.cause() == Cause.ADOPTED && router == leader) {
      long silentNanos = segment.nowNanos() - noted.get(Net.of(leader));
      if (silentNanos >= 3 * segment.intervalNanos) {
        throw new AssertionError(name + " goes on after " + silentNanos + " ns");
      }
    }
    segment.reported(this, router, report);
  }

  @Override
  public String toString() {
    return name + (alive ? " " + routers.values() : " dead");
  }
}
