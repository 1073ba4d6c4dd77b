package io.vipd.vrrp.sim;

import io.vipd.vrrp.auth.AuthConfig;
import io.vipd.vrrp.wire.Family;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** The world: its clock, its events in order, and everybody in it. */
final class Simulation {
  static final long MICROSECOND = 1_000L;
  static final long MILLISECOND = 1_000_000L;
  static final long SECOND = 1_000_000_000L;

  private record Entry(long atNanos, long order, Runnable action) {}

  final SplittableRandom random;
  final Trace trace;
  final List<SimNode> nodes = new ArrayList<>();
  final Segment segment = new Segment(this);
  final Invariants invariants = new Invariants(this);

  /** What everybody speaks; to be set before the first machine is put on the segment. */
  Family family = Family.IPV4;

  /** Whether every node is recorded and replayed. */
  boolean taped;

  /** How many inputs were. */
  long replayed;

  /** How adverts are authenticated, by everybody; null for not at all. */
  AuthConfig auth;

  /** From when on every clock shows a time of day that others believe. */
  long clocksRightAtNanos;

  /** How long every daemon waits for an answer before it claims; 0 where nobody asks. */
  long promoteLimitNanos;

  /** Whether everybody is told that there are two nodes only, be it true or not. */
  boolean pair;

  /** Whether nothing refuses any more. */
  boolean calm;

  /** How announcements are repeated by every daemon. */
  AnnouncePlan announcePlan = new AnnouncePlan(3, SECOND, 10 * SECOND);

  private final PriorityQueue<Entry> queue =
      new PriorityQueue<>(Comparator.comparingLong(Entry::atNanos).thenComparingLong(Entry::order));
  private long entries;
  private long nowNanos;

  /**
   * How announcements are repeated.
   *
   * @param count how many after a takeover
   * @param spacingNanos time between those
   * @param refreshNanos time between the later ones; 0 for none
   */
  record AnnouncePlan(int count, long spacingNanos, long refreshNanos) {}

  Simulation(long seed, Trace trace) {
    this.random = new SplittableRandom(seed);
    this.trace = trace;
  }

  /** Puts a machine on the segment; it is off. */
  SimNode add(NodeSpec spec) {
    SimNode node = new SimNode(this, nodes.size(), spec);
    nodes.add(node);
    return node;
  }

  long nowNanos() {
    return nowNanos;
  }

  /** Plans something for a time; the past means now. */
  void at(long atNanos, Runnable action) {
    queue.add(new Entry(Math.max(atNanos, nowNanos), entries++, action));
  }

  void after(long nanos, Runnable action) {
    at(nowNanos + nanos, action);
  }

  /** Lets everything happen up to a time, that time included. */
  void runUntil(long endNanos) {
    segment.host().observe(nowNanos);
    while (!queue.isEmpty() && queue.peek().atNanos <= endNanos) {
      Entry entry = queue.remove();
      nowNanos = entry.atNanos;
      entry.action.run();
      segment.host().observe(nowNanos);
      invariants.check();
    }
    nowNanos = endNanos;
    segment.host().observe(nowNanos);
  }

  void runFor(long nanos) {
    runUntil(nowNanos + nanos);
  }

  /** A length between these two, drawn at random. */
  long between(long leastNanos, long mostNanos) {
    return random.nextLong(leastNanos, mostNanos + 1);
  }

  boolean chance(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  void trace(Supplier<String> text) {
    trace.add(nowNanos, text);
  }
}
