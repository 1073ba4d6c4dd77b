package io.vipd.vrrp.sim;

import static io.vipd.vrrp.sim.Simulation.MICROSECOND;

import java.util.LinkedHashSet;
import java.util.Set;

/** What is wrong with the segment at the moment. */
final class Faults {
  /** From one machine to another. */
  record Way(SimNode from, SimNode to) {}

  /** Probabilities, each for one packet on its way to one receiver. */
  double loss;

  double duplication;
  double corruption;

  /** Every packet takes a random time between these two. */
  long leastDelayNanos = 50 * MICROSECOND;

  long mostDelayNanos = 150 * MICROSECOND;

  /** Whether a packet may overtake one that was sent before it. */
  boolean reordering;

  /** How many clocks are too far from the others' for adverts that are signed to be believed. */
  int wrongClocks;

  private final Set<Way> cuts = new LinkedHashSet<>();
  private final Set<SimNode> fromHost = new LinkedHashSet<>();

  /** Nothing from one machine reaches the other; the way back stays open. */
  void cut(SimNode from, SimNode to) {
    cuts.add(new Way(from, to));
  }

  /** Neither hears the other; the host hears both. */
  void cutBothWays(SimNode one, SimNode other) {
    cut(one, other);
    cut(other, one);
  }

  /** A machine hears nobody and nobody hears it, the host included; its link stays up. */
  void isolate(SimNode node, Iterable<SimNode> all) {
    for (SimNode other : all) {
      cutBothWays(node, other);
    }
    fromHost.add(node);
  }

  /** Whether every packet arrives, soon, once and as it was sent. */
  boolean none() {
    return cuts.isEmpty()
        && fromHost.isEmpty()
        && wrongClocks == 0
        && loss == 0
        && duplication == 0
        && corruption == 0
        && !reordering
        && mostDelayNanos <= 150 * MICROSECOND;
  }

  boolean cuts(SimNode from, SimNode to) {
    return cuts.contains(new Way(from, to));
  }

  boolean cutsFromHost(SimNode node) {
    return fromHost.contains(node);
  }

  /** All ways are open again; the weather stays. */
  void heal() {
    cuts.clear();
    fromHost.clear();
  }

  /** The weather is fine again; cuts stay. */
  void calm() {
    loss = 0;
    duplication = 0;
    corruption = 0;
    leastDelayNanos = 50 * MICROSECOND;
    mostDelayNanos = 150 * MICROSECOND;
    reordering = false;
  }

  @Override
  public String toString() {
    return "loss "
        + loss
        + ", duplication "
        + duplication
        + ", corruption "
        + corruption
        + ", delay up to "
        + mostDelayNanos / 1000
        + " us"
        + ", cut "
        + cuts
        + ", cut from the host "
        + fromHost;
  }
}
