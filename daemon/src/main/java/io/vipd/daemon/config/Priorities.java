package io.vipd.daemon.config;

import io.vipd.health.CheckSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What checks can make of a group's priority: its own, and those of the groups that it moves with,
 * for those have one priority.
 *
 * @param group the group
 * @param weights those that are not 0, in file order
 */
public record Priorities(GroupConfig group, List<Weight> weights) {
  /** The highest priority of a router that is no owner (RFC 9568 5.2.4). */
  static final int MOST = 254;

  /** What the node makes of a number in a file times a weight. */
  private static final int LEAST_OF_A_NUMBER = -254;

  private static final int MOST_OF_A_NUMBER = 253;

  /**
   * The weight of a check.
   *
   * @param group the group whose check it is
   */
  public record Weight(GroupConfig group, CheckConfig check) {
    /** Whether it counts as often as a number in a file says, which nobody knows before. */
    boolean isOfANumber() {
      return check.spec() instanceof CheckSpec.File(_, boolean onlyZero) && !onlyZero;
    }

    int least() {
      return isOfANumber() ? LEAST_OF_A_NUMBER : Math.min(check.weight(), 0);
    }

    int most() {
      return isOfANumber() ? MOST_OF_A_NUMBER : Math.max(check.weight(), 0);
    }

    @Override
    public String toString() {
      return check.name() + " " + (check.weight() > 0 ? "+" : "") + check.weight();
    }
  }

  /** Copies the list. */
  public Priorities {
    weights = List.copyOf(weights);
  }

  /** The same group with everything else that its configuration says. */
  static Priorities of(GroupConfig group, Config config) {
    List<String> members =
        config.node().sync().stream()
            .map(SyncGroup::members)
            .filter(names -> names.contains(group.name()))
            .findFirst()
            .orElse(List.of(group.name()));
    List<Weight> weights = new ArrayList<>();
    for (GroupConfig member : config.groups()) {
      if (members.contains(member.name())) {
        member.checks().stream()
            .filter(check -> check.weight() != 0)
            .forEach(check -> weights.add(new Weight(member, check)));
      }
    }
    return new Priorities(group, weights);
  }

  /** The lowest that the priority can become. */
  public int lowest() {
    return bounded(group.priority() + weights.stream().mapToInt(Weight::least).sum());
  }

  /** The highest, which it has when all is well. */
  public int highest() {
    return bounded(group.priority() + weights.stream().mapToInt(Weight::most).sum());
  }

  /** What the others add at least, or at most, before the limits. */
  int without(Weight weight, boolean most) {
    return group.priority()
        + weights.stream()
            .filter(other -> other != weight)
            .mapToInt(most ? Weight::most : Weight::least)
            .sum();
  }

  int bounded(int sum) {
    return group.owner() ? group.priority() : Math.clamp(sum, 1, MOST);
  }

  /** Every priority that it can have. */
  private Set<Integer> all() {
    Set<Integer> all = new TreeSet<>();
    sums(null).forEach(sum -> all.add(bounded(sum)));
    return all;
  }

  /** Every sum that it can have but for one weight, before the limits. */
  private Set<Integer> sums(Weight left) {
    Set<Integer> sums = new TreeSet<>(Set.of(group.priority()));
    for (Weight weight : weights) {
      if (weight != left) {
        Set<Integer> more = new TreeSet<>(sums);
        for (int sum : sums) {
          if (weight.isOfANumber()) {
            for (int number = weight.least(); number <= weight.most(); number++) {
              more.add(sum + number);
            }
          } else {
            more.add(sum + weight.check().weight());
          }
        }
        sums = more;
      }
    }
    return sums;
  }

  /** Whether one weight alone can decide which of the two is better, whatever else is the case. */
  boolean canDecide(Weight weight, Priorities rival) {
    Set<Integer> theirs = rival.all();
    for (int rest : sums(weight)) {
      int well = bounded(rest + weight.most());
      int ill = bounded(rest + weight.least());
      if (theirs.stream().anyMatch(their -> ill < their && their <= well)) {
        return true;
      }
    }
    return false;
  }
}
