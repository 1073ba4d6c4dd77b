package io.vipd.vrrp.node;

import static io.vipd.vrrp.node.TiedSegment.MILLISECOND;
import static io.vipd.vrrp.node.TiedSegment.SECOND;

import io.vipd.vrrp.machine.Role;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random faults of two to four hosts with tied routers, and what must hold afterwards: by its seed.
 */
final class TiedSchedule {
  private static final int MOST_FAULTS = 12;
  private static final int FAULT_INTERVALS = 40;

  private static final List<List<Net>> NETS =
      List.of(
          List.of(Net.IPV4, Net.IPV6),
          List.of(Net.IPV4, Net.OTHER_IPV4),
          List.of(Net.IPV4, Net.OTHER_IPV4, Net.OTHER_IPV6),
          List.of(Net.values()));

  private final SplittableRandom random;
  private final TiedSegment segment;
  private final long unitNanos;
  private final long endNanos;

  TiedSchedule(long seed) {
    this.random = new SplittableRandom(seed);
    this.unitNanos = random.nextInt(4) == 0 ? 100 * MILLISECOND : SECOND;
    this.endNanos = FAULT_INTERVALS * unitNanos;
    this.segment =
        new TiedSegment(
            random.nextLong(), unitNanos, random.nextInt(2, 5), NETS.get(random.nextInt(4)));
  }

  /** Every fault and every change of role so far, each with its time. */
  List<String> story() {
    return segment.story();
  }

  void run() {
    segment.reordering = random.nextInt(4) == 0;
    boolean equal = random.nextInt(3) == 0;
    boolean preempt = random.nextBoolean();
    boolean mixed = random.nextInt(5) == 0;
    for (TiedHost host : segment.hosts) {
      host.priority = equal ? 100 : random.nextInt(1, 255);
      host.leased = random.nextInt(4) != 0;
      host.preempt = mixed ? random.nextBoolean() : preempt;
      plan("start " + host.name, random.nextLong(2 * unitNanos), () -> host.start(phaseNanos()));
    }
    for (int i = random.nextInt(MOST_FAULTS + 1); i > 0; i--) {
      long from = random.nextLong(endNanos);
      planFault(from, Math.min(endNanos, from + random.nextLong(8 * unitNanos)));
    }
    plan("faults end", endNanos, this::endFaults);
    segment.runUntil(endNanos);
    settle();
  }

  private long phaseNanos() {
    return random.nextBoolean() ? 0 : random.nextLong(unitNanos);
  }

  private void plan(String what, long atNanos, Runnable action) {
    segment.at(
        atNanos,
        () -> {
          segment.tell(what);
          action.run();
        });
  }

  private void planFault(long from, long until) {
    TiedHost host = segment.hosts.get(random.nextInt(segment.hosts.size()));
    Net net = segment.nets.get(random.nextInt(segment.nets.size()));
    String one = host.name + " " + net;
    switch (random.nextInt(14)) {
      case 0 -> {
        plan("crash " + host.name, from, host::crash);
        plan("start " + host.name, until, () -> host.start(phaseNanos()));
      }
      case 1 -> {
        plan("stop " + host.name, from, host::stop);
        plan("start " + host.name, until, () -> host.start(phaseNanos()));
      }
      case 2 -> plan("crash " + host.name + " for good", from, host::crash);
      case 3, 4 -> plan("cut " + one, from, () -> segment.cut(host, net));
      case 5 -> plan("cut " + net, from, () -> segment.cut(net));
      case 6 -> {
        double probability = random.nextDouble();
        plan("lose " + probability + " " + net, from, () -> segment.lose(net, probability));
      }
      case 7 -> {
        Inhibitor inhibitor = random.nextBoolean() ? Inhibitor.LINK_DOWN : Inhibitor.SOCKET_FAILED;
        plan(inhibitor + " " + one, from, () -> host.inhibit(host.router(net), inhibitor));
        plan("mend " + one, until, () -> host.release(host.router(net), inhibitor));
      }
      case 8 -> {
        int index = random.nextInt(2);
        plan(host.name + " check down", from, () -> host.check(net.link, index, CheckVerdict.DOWN));
        plan(host.name + " check up", until, () -> host.check(net.link, index, CheckVerdict.UP));
      }
      case 9 -> {
        long holdNanos = random.nextLong(until - from + 1);
        plan("relinquish " + one, from, () -> host.relinquish(host.router(net), holdNanos));
      }
      case 10 -> {
        plan("refuse " + one, from, () -> host.refused.add(net));
        plan("give " + one, until, () -> host.refused.remove(net));
      }
      case 11 -> {
        long again = random.nextBoolean() ? until : from + random.nextLong(4 * unitNanos);
        plan("kill " + host.name, from, host::kill);
        plan("start " + host.name, Math.min(endNanos, again), () -> host.start(0));
      }
      case 12, 13 -> {
        plan("freeze " + host.name, from, host::freeze);
        plan("thaw " + host.name, until, host::thaw);
      }
      default -> throw new IllegalStateException();
    }
    if (random.nextInt(3) == 0) {
      plan("heal", until, segment::heal);
    }
  }

  private void endFaults() {
    segment.heal();
    for (TiedHost host : segment.hosts) {
      host.refused.clear();
      host.thaw();
    }
  }

  /**
   * Two down intervals after the last thing that moves an election there is one Active host, on all
   * networks, and nothing moves any more.
   */
  private void settle() {
    long settledNanos;
    do {
      segment.runFor(unitNanos);
      settledNanos = Math.max(endNanos, segment.startedOrStoppedNanos()) + 8 * unitNanos;
    } while (segment.nowNanos() < settledNanos
        || segment.hosts.stream().anyMatch(TiedSchedule::retries));
    check();
    segment.tell("settled");
    String active = segment.active();
    segment.runFor(20 * unitNanos);
    require(
        segment.active().equals(active), "it moved on from " + active + " to " + segment.active());
  }

  private static boolean retries(TiedHost host) {
    return host.alive() && host.leader.bond().stream().anyMatch(router -> router.retrying);
  }

  private void check() {
    List<TiedHost> candidates = segment.hosts.stream().filter(TiedHost::candidate).toList();
    String active = segment.active();
    if (candidates.isEmpty()) {
      require(active.replace("/", "").isEmpty(), active + " but nobody can be");
      return;
    }
    List<TiedHost> winners =
        candidates.stream()
            .filter(host -> segment.nets.stream().allMatch(host::active))
            .filter(host -> active.replace("/", "").replace(host.name, "").isEmpty())
            .toList();
    require(winners.size() == 1, active + " of the candidates " + candidates);
    TiedHost winner = winners.getFirst();
    for (TiedHost host : candidates) {
      if (host != winner) {
        require(
            host.leader.bond().stream().allMatch(router -> router.role() == Role.BACKUP),
            host + " is no Backup");
        require(
            host.leader.priority() <= winner.leader.priority()
                || !host.leader.preempting(segment.nowNanos()),
            host + " should be Active");
      }
    }
    require(segment.nets.stream().allMatch(winner::holds), "addresses are missing");
  }

  private static void require(boolean holds, String violation) {
    if (!holds) {
      throw new AssertionError(violation);
    }
  }
}
