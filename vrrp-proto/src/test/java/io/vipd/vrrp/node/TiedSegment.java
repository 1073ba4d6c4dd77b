package io.vipd.vrrp.node;

import io.vipd.vrrp.machine.Role;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Two to four hosts with routers that move together, on virtual time: those of both families of a
 * group, of two groups on two segments, or both. Adverts travel as bytes and take 50 to 500
 * microseconds; each network and each direction can be cut. Of equal priorities {@code a} wins in
 * IPv4 and {@code b} on the other segment, and in IPv6 whoever comes last.
 */
final class TiedSegment {
  static final long MILLISECOND = 1_000_000L;
  static final long SECOND = 1_000_000_000L;

  private record Entry(long atNanos, long order, Runnable action) {}

  /** What one host sends on one network. */
  private record Voice(TiedHost from, Net net) {}

  /** What of it goes to one other host. */
  private record Way(TiedHost from, TiedHost to, Net net) {}

  private final SplittableRandom random;
  private final PriorityQueue<Entry> queue =
      new PriorityQueue<>(Comparator.comparingLong(Entry::atNanos).thenComparingLong(Entry::order));
  private final Set<Voice> cut = new HashSet<>();
  private final Map<Net, Double> loss = new EnumMap<>(Net.class);
  private final Map<Way, Long> lastArrivals = new HashMap<>();
  private final List<String> log = new ArrayList<>();
  private final List<String> story = new ArrayList<>();
  private long entries;
  private long nowNanos;
  private long startedOrStoppedNanos;

  /** Whether adverts may overtake each other. */
  boolean reordering;

  final long intervalNanos;
  final TiedHost a = new TiedHost(this, "a", "192.0.2.9", "fe80::ff:0:0:1", "198.51.100.1");
  final TiedHost b = new TiedHost(this, "b", "192.0.2.3", "fe80::8000:ff:0:1", "198.51.100.9");
  final List<TiedHost> hosts;

  /** What each host is on; the first leads. */
  final List<Net> nets;

  /** A segment with so many hosts, 2 to 4, and addresses of both families. */
  TiedSegment(long seed, long intervalNanos, int hosts) {
    this(seed, intervalNanos, hosts, List.of(Net.IPV4, Net.IPV6));
  }

  /** So many hosts, 2 to 4, on these networks. */
  TiedSegment(long seed, long intervalNanos, int hosts, List<Net> nets) {
    this.nets = nets;
    this.random = new SplittableRandom(seed);
    this.intervalNanos = intervalNanos;
    TiedHost c = new TiedHost(this, "c", "192.0.2.2", "fe80::9000:ff:0:1", "198.51.100.5");
    TiedHost d = new TiedHost(this, "d", "192.0.2.1", "fe80::a000:ff:0:1", "198.51.100.3");
    this.hosts = List.of(a, b, c, d).subList(0, hosts);
  }

  /** The usual one: a pair with an interval of one second. */
  TiedSegment(long seed) {
    this(seed, SECOND, 2);
  }

  long nowNanos() {
    return nowNanos;
  }

  void at(long atNanos, Runnable action) {
    queue.add(new Entry(Math.max(atNanos, nowNanos), entries++, action));
  }

  void after(long nanos, Runnable action) {
    at(nowNanos + nanos, action);
  }

  /** What one host sends on one network arrives no more. */
  void cut(TiedHost from, Net net) {
    cut.add(new Voice(from, net));
  }

  /** Nothing arrives on one network. */
  void cut(Net net) {
    hosts.forEach(host -> cut(host, net));
  }

  /** So many of the adverts of a network are lost, 0 to 1. */
  void lose(Net net, double probability) {
    loss.put(net, probability);
  }

  /** Everything arrives again. */
  void heal() {
    cut.clear();
    loss.clear();
  }

  void carry(TiedHost from, Net net, ByteBuffer datagram) {
    for (TiedHost to : hosts) {
      boolean lost = random.nextDouble() < loss.getOrDefault(net, 0.0);
      if (to != from && !lost && !cut.contains(new Voice(from, net))) {
        Way way = new Way(from, to, net);
        long arrivalNanos = nowNanos + random.nextLong(50_000, 500_000);
        if (!reordering) {
          arrivalNanos = Math.max(arrivalNanos, lastArrivals.getOrDefault(way, 0L) + 1);
        }
        lastArrivals.put(way, arrivalNanos);
        at(arrivalNanos, () -> to.receive(net, datagram));
      }
    }
  }

  void reported(TiedHost host, Router router, Report report) {
    String change = report.from() + " to " + report.to() + ": " + report.cause();
    log.add(host.name + " " + Net.of(router) + " " + change);
    tell(log.getLast());
    if (report.from() == Role.INITIALIZE || report.to() == Role.INITIALIZE) {
      startedOrStoppedNanos = nowNanos;
    }
  }

  /** Adds to the story. */
  void tell(String what) {
    story.add(nowNanos / 1e9 + " s: " + what);
  }

  /** Everything that was told, every change of role included, each with its time. */
  List<String> story() {
    return story;
  }

  /** The changes of role since the last call, in order. */
  List<String> take() {
    List<String> taken = List.copyOf(log);
    log.clear();
    return taken;
  }

  /** When a router last entered or left Initialize. */
  long startedOrStoppedNanos() {
    return startedOrStoppedNanos;
  }

  /** Lets everything happen up to a time; packets come before timers. */
  void runUntil(long endNanos) {
    while (true) {
      long packetNanos = queue.isEmpty() ? Node.NO_DEADLINE : queue.peek().atNanos;
      TiedHost first = Collections.min(hosts, Comparator.comparingLong(TiedHost::deadlineNanos));
      long timerNanos = first.deadlineNanos();
      if (Math.min(packetNanos, timerNanos) > endNanos) {
        break;
      }
      nowNanos = Math.max(nowNanos, Math.min(packetNanos, timerNanos));
      if (packetNanos <= timerNanos) {
        queue.remove().action.run();
      } else {
        first.node.wake(nowNanos);
      }
      hosts.forEach(TiedSegment::check);
    }
    nowNanos = endNanos;
  }

  void runFor(long nanos) {
    runUntil(nowNanos + nanos);
  }

  /** Runs until a host is Active in both families; answers how long that took, within a limit. */
  long nanosUntilActive(TiedHost host, long limitNanos) {
    long fromNanos = nowNanos;
    while (!(host.active(Net.IPV4) && host.active(Net.IPV6))) {
      if (nowNanos - fromNanos > limitNanos) {
        throw new AssertionError(host + " is not Active after " + limitNanos + " ns");
      }
      runFor(MILLISECOND);
    }
    return nowNanos - fromNanos;
  }

  /** What holds after everything that happens. */
  private static void check(TiedHost host) {
    if (!host.alive() || host.leader.bond().size() == 1) {
      return;
    }
    for (Router router : host.leader.bond()) {
      if (host.leader.inhibitors().isEmpty() != router.inhibitors().isEmpty()) {
        throw new AssertionError("held up on one network only: " + host);
      }
      if (router.priority() != host.leader.priority()) {
        throw new AssertionError("of different priorities: " + host);
      }
      Net net = Net.of(router);
      if (host.settled(net)
          && host.holds(net) != (host.active(net) && router.addressesConfirmed())) {
        throw new AssertionError("addresses of " + net + " at " + host);
      }
    }
  }

  /** Who is Active, nobody or some of {@code abcd}, on each network. */
  String active() {
    return nets.stream().map(this::active).collect(Collectors.joining("/"));
  }

  private String active(Net net) {
    return hosts.stream()
        .filter(host -> host.active(net))
        .map(host -> host.name)
        .collect(Collectors.joining());
  }
}
