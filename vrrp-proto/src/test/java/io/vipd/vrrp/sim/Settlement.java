package io.vipd.vrrp.sim;

import static io.vipd.vrrp.sim.Simulation.SECOND;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.Router;
import java.util.List;

/** What must hold once the faults are over and the election had its time. */
final class Settlement {
  private final Simulation simulation;

  Settlement(Simulation simulation) {
    this.simulation = simulation;
  }

  /**
   * Lets the world settle and looks at it. The time counts from the last thing that may move an
   * election: the end of the faults, a daemon that enters or leaves Initialize, a hold that ends.
   */
  void await(long faultsEndNanos) {
    long settleNanos = settleNanos();
    long targetNanos = faultsEndNanos + settleNanos;
    while (simulation.nowNanos() < targetNanos) {
      simulation.runUntil(targetNanos);
      targetNanos = Math.max(targetNanos, lastMoveNanos() + settleNanos);
    }
    check();
  }

  /** One down interval of the slowest, the longest lease, one refresh, and a bit. */
  private long settleNanos() {
    long longestNanos = 0;
    long leaseNanos = 0;
    for (SimNode node : simulation.nodes) {
      longestNanos = Math.max(longestNanos, 4 * node.spec().intervalNanos());
      leaseNanos = Math.max(leaseNanos, node.spec().leaseNanos());
    }
    return longestNanos
        + 2 * simulation.promoteLimitNanos
        + longestNanos / 50
        + leaseNanos
        + Math.max(simulation.announcePlan.refreshNanos(), simulation.announcePlan.spacingNanos())
        + SECOND / 10;
  }

  private long lastMoveNanos() {
    long lastNanos =
        Math.max(simulation.invariants.lastDisturbanceNanos(), simulation.clocksRightAtNanos);
    for (SimNode node : candidates()) {
      Router router = node.process().router();
      long heldUntilNanos = simulation.nowNanos() - (node.localNanos() - router.holdUntilNanos());
      if (!router.holdsBack(node.localNanos()) && heldUntilNanos <= simulation.nowNanos()) {
        lastNanos = Math.max(lastNanos, heldUntilNanos);
      }
      long trustsForNanos = node.process().trustsSilenceForNanos();
      if (trustsForNanos != Long.MAX_VALUE) {
        lastNanos = Math.max(lastNanos, simulation.nowNanos() - trustsForNanos);
      }
    }
    return lastNanos;
  }

  private List<SimNode> candidates() {
    return simulation.nodes.stream()
        .filter(node -> node.lively() && node.linkUp())
        .filter(node -> node.process().router().inhibitors().isEmpty())
        .toList();
  }

  /** Exactly one is Active, rightly; it has the address, nobody else has, and the host knows. */
  void check() {
    List<SimNode> candidates = candidates();
    List<SimNode> active = simulation.nodes.stream().filter(SimNode::active).toList();
    List<SimNode> holders = simulation.nodes.stream().filter(node -> node.kernel.holds()).toList();
    if (candidates.isEmpty()) {
      require(active.isEmpty() && holders.isEmpty(), "nobody can be Active, but " + active + " is");
      return;
    }
    require(active.size() == 1, active + " are Active of the candidates " + candidates);
    SimNode winner = active.getFirst();
    require(candidates.contains(winner), winner + " is Active but cannot be");
    for (SimNode node : candidates) {
      Router router = node.process().router();
      boolean preempts =
          node.spec().preempt() && !router.holdsBack(node.localNanos()) && !router.refusedForGood();
      require(
          node == winner
              || router.role() == Role.BACKUP
                  && !(preempts && router.priority() > winner.process().router().priority()),
          winner + " is Active but " + node + " should be");
    }
    require(holders.equals(active), winner + " is Active but " + holders + " hold the address");
    SimNode believed = simulation.segment.host().believed();
    require(believed == winner, winner + " is Active but the host sends to " + believed);
  }

  private void require(boolean holds, String violation) {
    if (!holds) {
      throw new AssertionError("settled at " + simulation.nowNanos() / 1e9 + " s: " + violation);
    }
  }
}
