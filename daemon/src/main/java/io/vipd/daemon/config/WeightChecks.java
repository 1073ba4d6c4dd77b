package io.vipd.daemon.config;

import io.vipd.daemon.config.Priorities.Weight;
import java.util.List;

/** Weights that can never count on their own node, and those of which a part never does. */
final class WeightChecks {
  private WeightChecks() {}

  /** Adds what it finds to the findings of each group's file. */
  static void check(NodeConfig node, List<GroupFile> files) {
    Config config =
        new Config(
            node, files.stream().map(GroupFile::config).filter(group -> group != null).toList());
    for (GroupFile file : files) {
      if (file.config() != null) {
        Priorities priorities = Priorities.of(file.config(), config);
        for (Weight weight : priorities.weights()) {
          if (weight.group() == file.config()) {
            check(weight, priorities, file.findings());
          }
        }
      }
    }
  }

  private static void check(Weight weight, Priorities priorities, Findings findings) {
    int value = weight.check().weight();
    int least = priorities.without(weight, false);
    int most = priorities.without(weight, true);
    if (priorities.group().owner()) {
      say(
          weight,
          findings::error,
          "has no effect with priority 255, for an owner's never changes (RFC 9568 5.2.4);"
              + " choose a priority up to 254, or remove the weight");
    } else if (value > 0 && least >= Priorities.MOST) {
      say(
          weight,
          findings::error,
          "can never count, for the priority is %d without it and %d is the most there is; lower the priority"
              .formatted(least, Priorities.MOST));
    } else if (value < 0 && most <= 1 && !weight.isOfANumber()) {
      say(
          weight,
          findings::error,
          "can never count, for the priority is %d without it and 1 is the least there is; raise the priority"
              .formatted(most));
    } else if (value < 0 && most + value < 1 && !weight.isOfANumber()) {
      say(
          weight,
          findings::warn,
          "takes more than there is: with all else well the priority is %d, and 1 is the least there is; write %d"
              .formatted(priorities.bounded(most), 1 - priorities.bounded(most)));
    } else if (value > 0 && most + value > Priorities.MOST && !weight.isOfANumber()) {
      say(
          weight,
          findings::warn,
          "adds more than there is room for: with all well the sum is %d, and %d is the most there is, so that part of it never counts; lower the priority by %d"
              .formatted(most + value, Priorities.MOST, most + value - Priorities.MOST));
    }
  }

  /** Whether something is an error or a warning. */
  private interface Saying {
    void of(Place place, String message);
  }

  private static void say(Weight weight, Saying saying, String rest) {
    String check = weight.check().name();
    saying.of(
        Nodes.find(weight.group().file(), "checks", check, "weight"),
        "checks." + check + ".weight: " + weight.check().weight() + " " + rest);
  }
}
