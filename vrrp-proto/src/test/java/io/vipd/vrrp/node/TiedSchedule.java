package io.vipd.vrrp.node;

import static io.vipd.vrrp.node.TiedPair.MILLISECOND;
import static io.vipd.vrrp.node.TiedPair.SECOND;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.wire.Family;
import java.util.List;
import java.util.SplittableRandom;

/** Random faults of two hosts with tied routers, and what must hold afterwards: by its seed. */
final class TiedSchedule {
  private static final int MOST_FAULTS = 12;
  private static final int FAULT_INTERVALS = 40;

  private final SplittableRandom random;
  private final TiedPair pair;
  private final long unitNanos;
  private final long endNanos;

  TiedSchedule(long seed) {
    this.random = new SplittableRandom(seed);
    this.unitNanos = random.nextInt(4) == 0 ? 100 * MILLISECOND : SECOND;
    this.endNanos = FAULT_INTERVALS * unitNanos;
    this.pair = new TiedPair(random.nextLong(), unitNanos);
  }

  /** Every fault and every change of role so far, each with its time. */
  List<String> story() {
    return pair.story();
  }

  void run() {
    pair.reordering = random.nextInt(4) == 0;
    boolean equal = random.nextInt(3) == 0;
    boolean preempt = random.nextBoolean();
    boolean mixed = random.nextInt(5) == 0;
    for (TiedHost host : List.of(pair.a, pair.b)) {
      host.priority = equal ? 100 : random.nextInt(1, 255);
      host.preempt = mixed ? random.nextBoolean() : preempt;
      plan("start " + host.name, random.nextLong(2 * unitNanos), () -> host.start(phaseNanos()));
    }
    for (int i = random.nextInt(MOST_FAULTS + 1); i > 0; i--) {
      long from = random.nextLong(endNanos);
      planFault(from, Math.min(endNanos, from + random.nextLong(8 * unitNanos)));
    }
    plan("faults end", endNanos, this::endFaults);
    pair.runUntil(endNanos);
    settle();
  }

  private long phaseNanos() {
    return random.nextBoolean() ? 0 : random.nextLong(unitNanos);
  }

  private void plan(String what, long atNanos, Runnable action) {
    pair.at(
        atNanos,
        () -> {
          pair.tell(what);
          action.run();
        });
  }

  private void planFault(long from, long until) {
    TiedHost host = random.nextBoolean() ? pair.a : pair.b;
    Family family = random.nextBoolean() ? Family.IPV4 : Family.IPV6;
    String one = host.name + " " + family;
    switch (random.nextInt(11)) {
      case 0 -> {
        plan("crash " + host.name, from, host::crash);
        plan("start " + host.name, until, () -> host.start(phaseNanos()));
      }
      case 1 -> {
        plan("stop " + host.name, from, host::stop);
        plan("start " + host.name, until, () -> host.start(phaseNanos()));
      }
      case 2 -> plan("crash " + host.name + " for good", from, host::crash);
      case 3, 4 -> plan("cut " + one, from, () -> pair.cut(host, family));
      case 5 -> plan("cut " + family, from, () -> pair.cut(family));
      case 6 -> {
        double probability = random.nextDouble();
        plan("lose " + probability + " " + family, from, () -> pair.lose(family, probability));
      }
      case 7 -> {
        Inhibitor inhibitor = random.nextBoolean() ? Inhibitor.LINK_DOWN : Inhibitor.SOCKET_FAILED;
        plan(inhibitor + " " + one, from, () -> host.inhibit(host.router(family), inhibitor));
        plan("mend " + one, until, () -> host.release(host.router(family), inhibitor));
      }
      case 8 -> {
        int index = random.nextInt(2);
        plan(host.name + " check down", from, () -> host.check(index, CheckVerdict.DOWN));
        plan(host.name + " check up", until, () -> host.check(index, CheckVerdict.UP));
      }
      case 9 -> {
        long holdNanos = random.nextLong(until - from + 1);
        plan("relinquish " + one, from, () -> host.relinquish(host.router(family), holdNanos));
      }
      case 10 -> {
        plan("refuse " + one, from, () -> host.refused.add(family));
        plan("give " + one, until, () -> host.refused.remove(family));
      }
      default -> throw new IllegalStateException();
    }
    if (random.nextInt(3) == 0) {
      plan("heal", until, pair::heal);
    }
  }

  private void endFaults() {
    pair.heal();
    for (TiedHost host : List.of(pair.a, pair.b)) {
      host.refused.clear();
    }
  }

  /**
   * Two down intervals after the last thing that moves an election there is one Active host, in
   * both families, and nothing moves any more.
   */
  private void settle() {
    long settledNanos;
    do {
      pair.runFor(unitNanos);
      settledNanos = Math.max(endNanos, pair.startedOrStoppedNanos()) + 8 * unitNanos;
    } while (pair.nowNanos() < settledNanos || retries(pair.a) || retries(pair.b));
    check();
    pair.tell("settled");
    String active = pair.active();
    pair.runFor(20 * unitNanos);
    require(pair.active().equals(active), "it moved on from " + active + " to " + pair.active());
  }

  private static boolean retries(TiedHost host) {
    return host.alive() && (host.leader.retrying || host.follower.retrying);
  }

  private void check() {
    boolean a = pair.a.candidate();
    boolean b = pair.b.candidate();
    String active = pair.active();
    require(a || b ? active.equals("a/a") || active.equals("b/b") : active.equals("/"), active);
    if (a != b) {
      require(active.equals(a ? "a/a" : "b/b"), active + " but it cannot be");
    }
    if (a && b) {
      TiedHost winner = active.equals("a/a") ? pair.a : pair.b;
      TiedHost loser = winner == pair.a ? pair.b : pair.a;
      require(loser.leader.role() == Role.BACKUP, loser + " is no Backup");
      require(loser.follower.role() == Role.BACKUP, loser + " is no Backup");
      require(
          loser.leader.priority() <= winner.leader.priority()
              || !loser.leader.preempting(pair.nowNanos()),
          loser + " should be Active");
      require(winner.holds(Family.IPV4) && winner.holds(Family.IPV6), "addresses are missing");
    }
  }

  private static void require(boolean holds, String violation) {
    if (!holds) {
      throw new AssertionError(violation);
    }
  }
}
