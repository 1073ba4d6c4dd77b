package io.vipd.vrrp.sim;

import static io.vipd.vrrp.sim.Simulation.MILLISECOND;
import static io.vipd.vrrp.sim.Simulation.SECOND;

import io.vipd.vrrp.auth.AuthConfig;
import io.vipd.vrrp.auth.AuthMode;
import io.vipd.vrrp.auth.Freshness;
import io.vipd.vrrp.auth.HmacKey;
import io.vipd.vrrp.node.CheckVerdict;
import io.vipd.vrrp.node.RouterConfig;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.Family;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** A random cluster with random faults: a function of its seed. */
final class Schedule {
  private static final int MOST_FAULTS = 14;
  private static final int HORIZON_INTERVALS = 40;
  private static final long AUTH_WINDOW_NANOS = 15 * SECOND;
  private static final int[] INTERVALS_CENTISECONDS = {1, 10, 25, 100, 100, 100, 300};
  private static final List<List<Integer>> CHECKS =
      List.of(
          List.of(),
          List.of(0),
          List.of(-60),
          List.of(-100),
          List.of(-200, -10),
          List.of(40),
          List.of(0, -30, 20));

  private final Simulation simulation;
  private final SplittableRandom random;
  private final boolean gentle;
  private long unitNanos;
  private long endNanos;

  private Schedule(long seed, Trace trace) {
    this.random = new SplittableRandom(seed);
    this.simulation = new Simulation(random.nextLong(), trace);
    simulation.family = random.nextInt(3) == 0 ? Family.IPV6 : Family.IPV4;
    this.gentle = random.nextInt(4) == 0;
    simulation.taped = seed % 8 == 0;
    this.simulation.auth = random.nextInt(8) == 0 ? auth() : null;
    // Of those that are not taped, and of those that are.
    simulation.pair = seed % 3 == 0;
    simulation.promoteLimitNanos = !gentle && seed % 5 == 0 ? 300 * MILLISECOND : 0;
  }

  /**
   * Runs one seed from beginning to end. A quarter of them are gentle: nothing is lost, cut or
   * stalled, and every takeover has its bound.
   *
   * @throws AssertionError when something does not hold that must
   */
  static void run(long seed, Trace trace) {
    Schedule schedule = new Schedule(seed, trace);
    schedule.addNodes();
    schedule.planFaults();
    schedule.simulation.runUntil(schedule.endNanos);
    new Settlement(schedule.simulation).await(schedule.endNanos);
    schedule.replay();
  }

  /** Whoever is recorded could be replayed at any time. */
  private void replay() {
    for (SimNode node : simulation.nodes) {
      if (node.process() != null) {
        node.process().replay();
      }
    }
    if (simulation.taped && simulation.replayed == 0) {
      throw new AssertionError("nothing was replayed");
    }
  }

  private void addNodes() {
    int nodes = random.nextInt(2, 5);
    int centiseconds = pick(INTERVALS_CENTISECONDS);
    boolean mixedIntervals = !gentle && random.nextInt(5) == 0;
    boolean equalPriorities = random.nextInt(5) == 0;
    boolean unicast = random.nextInt(4) == 0;
    for (int i = 0; i < nodes; i++) {
      NodeSpec spec =
          new NodeSpec(
              Character.toString('a' + i),
              equalPriorities ? 100 : random.nextInt(1, 255),
              mixedIntervals ? pick(INTERVALS_CENTISECONDS) : centiseconds,
              random.nextInt(4) != 0,
              patience(centiseconds),
              CHECKS.get(random.nextInt(CHECKS.size())),
              unicast,
              random.nextBoolean() ? ChecksumForm.PSEUDO_HEADER : ChecksumForm.RFC9568,
              random.nextInt(-10_000, 10_001),
              clockStartNanos());
      SimNode node = simulation.add(spec);
      unitNanos = Math.max(unitNanos, spec.intervalNanos());
      simulation.trace(() -> "node " + spec + " " + node.address());
    }
    endNanos = HORIZON_INTERVALS * unitNanos;
    for (SimNode node : simulation.nodes) {
      simulation.at(random.nextLong(2 * unitNanos), node::start);
    }
    simulation.at(endNanos, this::endAllFaults);
  }

  private RouterConfig.Patience patience(int centiseconds) {
    long intervalNanos = centiseconds * 10 * MILLISECOND;
    return new RouterConfig.Patience(
        sometimes(20 * SECOND),
        sometimes(20 * SECOND),
        sometimes(10 * intervalNanos),
        sometimes(6 * intervalNanos),
        NodeSpec.VERDICT_LIMIT,
        Duration.ZERO);
  }

  private Duration sometimes(long mostNanos) {
    return Duration.ofNanos(random.nextInt(4) == 0 ? random.nextLong(mostNanos) : 0);
  }

  private static AuthConfig auth() {
    HmacKey key = new HmacKey(1, new byte[HmacKey.MIN_BYTES]);
    return new AuthConfig(
        AuthMode.ENFORCE, List.of(key), key.id(), Freshness.TIME, AUTH_WINDOW_NANOS);
  }

  private long clockStartNanos() {
    return switch (random.nextInt(3)) {
      case 0 -> 0;
      case 1 -> Long.MAX_VALUE - random.nextLong(HORIZON_INTERVALS * unitNanos + SECOND);
      default -> random.nextLong();
    };
  }

  private int pick(int[] values) {
    return values[random.nextInt(values.length)];
  }

  private SimNode anyNode() {
    return simulation.nodes.get(random.nextInt(simulation.nodes.size()));
  }

  private void planFaults() {
    int faults = random.nextInt(1, MOST_FAULTS + 1);
    for (int i = 0; i < faults; i++) {
      long from = random.nextLong(2 * unitNanos, endNanos);
      long until = Math.min(endNanos, from + random.nextLong(10 * unitNanos));
      if (gentle || random.nextBoolean()) {
        planFaultOfOne(anyNode(), from, until);
      } else {
        planFaultOfTheSegment(from, until);
      }
    }
  }

  private void planFaultOfOne(SimNode node, long from, long until) {
    switch (random.nextInt(gentle ? 12 : 17)) {
      case 0 -> during(from, until, node::crash, node::start);
      case 1 -> simulation.at(from, random.nextBoolean() ? node::crash : node::cutPower);
      case 2 -> during(from, until, node::cutPower, node::start);
      case 3 -> during(from, until, node::stop, node::start);
      case 4 -> simulation.at(from, () -> node.kernel.lose("a third party deleted it"));
      case 5 -> simulation.at(from, () -> node.relinquish(until - from));
      case 6 -> simulation.at(from, () -> node.relinquishAtNextClaim(until - from));
      case 7 -> flapCheck(node, from, until);
      case 8 -> during(from, shortlyAfter(from), node::crash, node::start);
      case 9 -> fight(node, from, until);
      case 10 -> setClock(node, from, until);
      case 11 -> during(from, shortlyAfter(from), () -> crashWithoutState(node), node::start);
      case 12 -> during(from, until, node::stall, node::resume);
      case 13 -> {
        boolean loses = random.nextBoolean();
        during(from, until, () -> node.pause(loses), node::resume);
      }
      case 14 -> planFaultOfTheKernel(node, from, until);
      case 15 -> planFaultOfAll(from, until);
      case 16 -> planReloads(node, from, until);
      default -> throw new IllegalStateException();
    }
  }

  /** Somebody tries one configuration after the other, and leaves one of them. */
  private void planReloads(SimNode node, long from, long until) {
    long at = from;
    for (int i = random.nextInt(1, 5); i > 0 && at < until; i--) {
      int priority = random.nextInt(1, 255);
      boolean preempts = random.nextInt(4) != 0;
      Duration delay = sometimes(20 * SECOND);
      simulation.at(at, () -> node.reload(node.spec().withRank(priority, preempts, delay)));
      at += random.nextLong(1, 2 * unitNanos);
    }
  }

  private static void crashWithoutState(SimNode node) {
    node.crash();
    node.loseState();
  }

  /**
   * Somebody sets the time of day, back or forward. Only adverts that are signed have to do with
   * it: they are not believed while the clock is wrong, nor after it was set back until it has
   * caught up.
   */
  private void setClock(SimNode node, long from, long until) {
    long mostNanos = random.nextBoolean() ? SECOND : 3600 * SECOND;
    long offsetNanos = random.nextLong(-mostNanos, mostNanos);
    boolean matters = simulation.auth != null;
    if (matters && gentle) {
      return;
    }
    Faults faults = simulation.segment.faults;
    simulation.at(
        from,
        () -> {
          faults.wrongClocks += matters ? 1 : 0;
          node.setClock(offsetNanos);
        });
    simulation.at(until, () -> node.setClock(0));
    long rightAtNanos = until + AUTH_WINDOW_NANOS;
    simulation.at(rightAtNanos, () -> faults.wrongClocks -= matters ? 1 : 0);
    if (matters) {
      simulation.clocksRightAtNanos = Math.max(simulation.clocksRightAtNanos, rightAtNanos);
    }
  }

  /** Within the time that peers need to notice, and not much later. */
  private long shortlyAfter(long from) {
    return Math.min(endNanos, from + random.nextLong(4 * unitNanos));
  }

  /** Something on the node removes the address whenever it is there. */
  private void fight(SimNode node, long from, long until) {
    long spacingNanos = random.nextLong(unitNanos / 20, unitNanos);
    for (long at = from; at < until; at += spacingNanos) {
      simulation.at(at, () -> node.kernel.lose("a third party fights for it"));
    }
  }

  /** Power or the hypervisor fails under several at once. */
  private void planFaultOfAll(long from, long until) {
    boolean power = random.nextBoolean();
    for (SimNode node : simulation.nodes) {
      if (random.nextInt(3) != 0) {
        boolean loses = random.nextBoolean();
        during(
            from,
            until,
            power ? node::cutPower : () -> node.pause(loses),
            power ? node::start : node::resume);
      }
    }
  }

  private void planFaultOfTheKernel(SimNode node, long from, long until) {
    if (random.nextBoolean()) {
      during(from, until, () -> node.kernel.refuses = true, () -> node.kernel.refuses = false);
    } else {
      long slownessNanos = random.nextLong(MILLISECOND, 200 * MILLISECOND);
      during(
          from,
          until,
          () -> node.kernel.slownessNanos = slownessNanos,
          () -> node.kernel.slownessNanos = MILLISECOND / 3);
    }
  }

  private void flapCheck(SimNode node, long from, long until) {
    int checks = node.spec().checkWeights().size();
    if (checks == 0) {
      return;
    }
    int index = random.nextInt(checks);
    long at = from;
    for (int i = random.nextInt(1, 8); i > 0 && at < until; i--) {
      // Some say a number, from -300 to 299.
      CheckVerdict verdict =
          at % 3 == 0
              ? CheckVerdict.number((int) (at % 600) - 300)
              : i % 2 == 0 ? CheckVerdict.UP : CheckVerdict.DOWN;
      simulation.at(at, () -> node.check(index, verdict));
      at += random.nextLong(1, 2 * unitNanos);
    }
  }

  private void planFaultOfTheSegment(long from, long until) {
    Faults faults = simulation.segment.faults;
    SimNode one = anyNode();
    SimNode other = anyNode();
    double probability = random.nextDouble();
    switch (random.nextInt(8)) {
      case 0 -> during(from, until, () -> faults.loss = probability, faults::calm);
      case 1 -> during(from, until, () -> faults.duplication = probability, faults::calm);
      case 2 -> during(from, until, () -> faults.corruption = probability, faults::calm);
      case 3 -> during(from, until, () -> delay(random.nextLong(unitNanos)), faults::calm);
      case 4 -> during(from, until, () -> faults.cutBothWays(one, other), faults::heal);
      case 5 -> during(from, until, () -> faults.cut(one, other), faults::heal);
      case 6 -> during(from, until, () -> faults.isolate(one, simulation.nodes), faults::heal);
      case 7 -> during(from, until, () -> one.link(false), () -> one.link(true));
      default -> throw new IllegalStateException();
    }
  }

  private void delay(long mostNanos) {
    simulation.segment.faults.leastDelayNanos = mostNanos / 10;
    simulation.segment.faults.mostDelayNanos = mostNanos;
    simulation.segment.faults.reordering = random.nextBoolean();
  }

  private void during(long from, long until, Runnable begin, Runnable end) {
    simulation.at(
        from,
        () -> {
          begin.run();
          traceSegment();
        });
    simulation.at(
        until,
        () -> {
          end.run();
          traceSegment();
        });
  }

  private void traceSegment() {
    simulation.trace(() -> "segment: " + simulation.segment.faults);
  }

  private void endAllFaults() {
    simulation.trace(() -> "all faults end");
    simulation.calm = true;
    simulation.segment.faults.calm();
    simulation.segment.faults.heal();
    for (SimNode node : simulation.nodes) {
      node.kernel.refuses = false;
      node.kernel.slownessNanos = MILLISECOND / 3;
      node.resume();
      node.link(true);
      node.relinquishAtNextClaim(-1);
    }
  }
}
