package io.vipd.daemon.reload;

import io.vipd.daemon.config.Config;
import io.vipd.daemon.config.Durations;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.control.ReloadDocument.Change;
import io.vipd.vrrp.wire.Family;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Says what is different in another configuration, and what that will do. Pure. */
final class Planner {
  private final Config before;
  private final Config after;
  private final Predicate<String> active;

  private Planner(Config before, Config after, Predicate<String> active) {
    this.before = before;
    this.after = after;
    this.active = active;
  }

  /**
   * Every difference, those of the node first, then group by group in the order of their names.
   *
   * @param active whether a group of the present configuration is Active, by its name
   */
  static List<Change> plan(Config before, Config after, Predicate<String> active) {
    return new Planner(before, after, active).changes();
  }

  private List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    for (NodeKeys.Key key : NodeKeys.ALL) {
      if (key.differs(before.node(), after.node())) {
        changes.add(
            new Change(
                null,
                key.name(),
                key.text().apply(before.node()),
                key.text().apply(after.node()),
                key.effect()));
      }
    }
    Set<GroupConfig> continued = new HashSet<>();
    for (GroupConfig group : after.groups()) {
      GroupConfig known = known(group);
      if (known == null) {
        changes.add(whole(group, "added: " + summary(group)));
      } else {
        continued.add(known);
        compare(known, group, changes);
      }
    }
    for (GroupConfig group : before.groups()) {
      if (!continued.contains(group)) {
        changes.add(
            whole(
                group,
                active.test(group.name())
                    ? "removed: " + drained(group) + "hands over, and its addresses go"
                    : "removed: " + summary(group)));
      }
    }
    return List.copyOf(changes);
  }

  private String drained(GroupConfig group) {
    Duration limit = group.hooks().drainLimit().plus(before.node().hooks().drainLimit());
    return limit.isZero() ? "" : "is drained for up to " + Durations.text(limit) + ", ";
  }

  /** The group of that name, else the one with that virtual router whose own name has gone. */
  private GroupConfig known(GroupConfig group) {
    GroupConfig namesake = named(before, group.name());
    if (namesake != null) {
      return namesake;
    }
    return before.groups().stream()
        .filter(old -> named(after, old.name()) == null && sharesRouter(old, group))
        .findFirst()
        .orElse(null);
  }

  private static GroupConfig named(Config config, String name) {
    return config.groups().stream()
        .filter(group -> group.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static boolean sharesRouter(GroupConfig one, GroupConfig other) {
    return one.interfaceName().equals(other.interfaceName())
        && one.vrid() == other.vrid()
        && one.families().stream().anyMatch(other.families()::contains);
  }

  private void compare(GroupConfig known, GroupConfig group, List<Change> changes) {
    Situation situation =
        new Situation(
            active.test(known.name()),
            group.families().stream().allMatch(family -> wasThere(group, family)));
    if (!known.name().equals(group.name())) {
      changes.add(
          whole(group, "renamed from " + known.name() + ": its virtual router goes on as it is"));
    }
    for (GroupKeys.Key key : GroupKeys.ALL) {
      if (key.differs(known, group)) {
        changes.add(
            new Change(
                group.name(),
                key.name(),
                key.text().apply(known),
                key.text().apply(group),
                key.effect(known, group, situation)));
      }
    }
  }

  private boolean wasThere(GroupConfig group, Family family) {
    return before.groups().stream()
        .anyMatch(old ->
            old.interfaceName().equals(group.interfaceName())
                && old.vrid() == group.vrid()
                && old.families().contains(family));
  }

  private static Change whole(GroupConfig group, String effect) {
    return new Change(group.name(), null, null, null, effect);
  }

  private static String summary(GroupConfig group) {
    return "virtual router %d on %s, priority %d"
        .formatted(group.vrid(), group.interfaceName(), group.priority());
  }
}
