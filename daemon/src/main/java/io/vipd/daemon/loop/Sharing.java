package io.vipd.daemon.loop;

import io.vipd.daemon.config.CheckConfig;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.health.CheckSettings;
import io.vipd.health.CheckSpec;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which groups have a check that asks the same, so that one run serves them all. Scripts see the
 * name of their check and the names of all groups that they are run for.
 */
final class Sharing {
  /** The names of the groups that ask this, in the order of the configuration. */
  private final Map<List<Object>, Set<String>> askers = new HashMap<>();

  Sharing(List<GroupConfig> groups) {
    for (GroupConfig group : groups) {
      for (CheckConfig check : group.checks()) {
        askers.computeIfAbsent(question(check), _ -> new LinkedHashSet<>()).add(group.name());
      }
    }
  }

  private static List<Object> question(CheckConfig check) {
    boolean script = check.spec() instanceof CheckSpec.Script;
    return List.of(
        check.spec(), check.every(), check.timeout(), check.backOff(), script ? check.name() : "");
  }

  /** What the runner is told of a group's check. */
  CheckSettings settings(GroupConfig group, CheckConfig check) {
    boolean script = check.spec() instanceof CheckSpec.Script;
    return new CheckSettings(
        check.name(),
        check.spec(),
        check.every(),
        check.backOff(),
        check.timeout(),
        check.rise(),
        check.fall(),
        check.upDelay(),
        check.downDelay(),
        check.initial(),
        script
            ? Map.of(
                "VIPD_GROUP",
                String.join(" ", askers.getOrDefault(question(check), Set.of(group.name()))),
                "VIPD_CHECK",
                check.name())
            : Map.of());
  }

  /** The other groups that ask the same as this one's check. */
  List<String> others(GroupConfig group, CheckConfig check) {
    return askers.getOrDefault(question(check), Set.of()).stream()
        .filter(name -> !name.equals(group.name()))
        .toList();
  }
}
