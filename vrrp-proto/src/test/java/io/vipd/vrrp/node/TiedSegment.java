package io.vipd.vrrp.node;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.wire.Family;
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
 * Two to four hosts whose groups have addresses of both families, on virtual time. Adverts travel
 * as bytes and take 50 to 500 microseconds; each family and each direction can be cut. Of equal
 * priorities {@code a} wins in IPv4, and in IPv6 whoever comes last.
 */
final class TiedSegment {
  static final long MILLISECOND = 1_000_000L;
  static final long SECOND = 1_000_000_000L;

  private record Entry(long atNanos, long order, Runnable action) {}

  /** What one host sends in one family. */
  private record Voice(TiedHost from, Family family) {}

  /** What of it goes to one other host. */
  private record Way(TiedHost from, TiedHost to, Family family) {}

  private final SplittableRandom random;
  private final PriorityQueue<Entry> queue =
      new PriorityQueue<>(Comparator.comparingLong(Entry::atNanos).thenComparingLong(Entry::order));
  private final Set<Voice> cut = new HashSet<>();
  private final Map<Family, Double> loss = new EnumMap<>(Family.class);
  private final Map<Way, Long> lastArrivals = new HashMap<>();
  private final List<String> log = new ArrayList<>();
  private final List<String> story = new ArrayList<>();
  private long entries;
  private long nowNanos;
  private long startedOrStoppedNanos;

  /** Whether adverts may overtake each other. */
  boolean reordering;

  final long intervalNanos;
  final TiedHost a = new TiedHost(this, "a", "192.0.2.9", "fe80::ff:0:0:1");
  final TiedHost b = new TiedHost(this, "b", "192.0.2.3", "fe80::8000:ff:0:1");
  final List<TiedHost> hosts;

  /** A segment with so many hosts, 2 to 4. */
  TiedSegment(long seed, long intervalNanos, int hosts) {
    this.random = new SplittableRandom(seed);
    this.intervalNanos = intervalNanos;
    TiedHost c = new TiedHost(this, "c", "192.0.2.2", "fe80::9000:ff:0:1");
    TiedHost d = new TiedHost(this, "d", "192.0.2.1", "fe80::a000:ff:0:1");
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

  /** What one host sends in one family arrives no more. */
  void cut(TiedHost from, Family family) {
    cut.add(new Voice(from, family));
  }

  /** Nothing arrives in one family. */
  void cut(Family family) {
    hosts.forEach(host -> cut(host, family));
  }

  /** So many of the adverts of a family are lost, 0 to 1. */
  void lose(Family family, double probability) {
    loss.put(family, probability);
  }

  /** Everything arrives again. */
  void heal() {
    cut.clear();
    loss.clear();
  }

  void carry(TiedHost from, Family family, ByteBuffer datagram) {
    for (TiedHost to : hosts) {
      boolean lost = random.nextDouble() < loss.getOrDefault(family, 0.0);
      if (to != from && !lost && !cut.contains(new Voice(from, family))) {
        Way way = new Way(from, to, family);
        long arrivalNanos = nowNanos + random.nextLong(50_000, 500_000);
        if (!reordering) {
          arrivalNanos = Math.max(arrivalNanos, lastArrivals.getOrDefault(way, 0L) + 1);
        }
        lastArrivals.put(way, arrivalNanos);
        at(arrivalNanos, () -> to.receive(datagram));
      }
    }
  }

  void reported(TiedHost host, Router router, Report report) {
    String change = report.from() + " to " + report.to() + ": " + report.cause();
    log.add(host.name + " " + router.form().family() + " " + change);
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
    while (!(host.active(Family.IPV4) && host.active(Family.IPV6))) {
      if (nowNanos - fromNanos > limitNanos) {
        throw new AssertionError(host + " is not Active after " + limitNanos + " ns");
      }
      runFor(MILLISECOND);
    }
    return nowNanos - fromNanos;
  }

  /** What holds after everything that happens. */
  private static void check(TiedHost host) {
    if (!host.alive() || host.leader.sibling() == null) {
      return;
    }
    if ((host.leader.role() == Role.INITIALIZE) != (host.follower.role() == Role.INITIALIZE)) {
      throw new AssertionError("held up in one family only: " + host);
    }
    for (Family family : Family.values()) {
      boolean confirmed = host.router(family).addressesConfirmed();
      if (host.holds(family) != (host.active(family) && confirmed)) {
        throw new AssertionError("addresses of " + family + " at " + host);
      }
    }
  }

  /** Who is Active, nobody or some of {@code abcd}, in each family. */
  String active() {
    return active(Family.IPV4) + "/" + active(Family.IPV6);
  }

  private String active(Family family) {
    return hosts.stream()
        .filter(host -> host.active(family))
        .map(host -> host.name)
        .collect(Collectors.joining());
  }
}
