package io.vipd.daemon.loop;

import io.vipd.daemon.config.SyncGroup;
import io.vipd.vrrp.node.Node;
import io.vipd.vrrp.node.Router;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which virtual routers move together: both families of a group, and all groups of a sync group.
 * Core thread, or before it runs.
 */
final class Bonds {
  private Bonds() {}

  /** Ties all that move together, the leader first, and lets everybody else go. */
  static void tie(Node node, List<Group> groups, List<SyncGroup> syncs, long nowNanos) {
    for (Map.Entry<String, List<Group>> bond : bonds(groups, syncs).entrySet()) {
      List<Group> members = bond.getValue();
      String sync =
          members.stream().map(group -> group.config().name()).distinct().count() > 1
              ? bond.getKey()
              : null;
      members.forEach(member -> member.moveWith(members, sync));
      tie(node, members.stream().map(Group::router).toList(), nowNanos);
    }
  }

  /**
   * Lets those go their own ways that will not move together any more, and changes nothing else.
   */
  static void part(Node node, List<Group> staying, Map<Group, String> bondOf, long nowNanos) {
    for (Group group : staying) {
      List<Router> kept = new ArrayList<>();
      for (Router router : group.router().bond()) {
        for (Group other : staying) {
          if (other.router() == router && bondOf.get(other).equals(bondOf.get(group))) {
            kept.add(router);
          }
        }
      }
      tie(node, kept, nowNanos);
    }
  }

  private static void tie(Node node, List<Router> routers, long nowNanos) {
    if (!routers.getFirst().bond().equals(routers)) {
      node.tie(routers, nowNanos);
    }
  }

  /** Under names that no two bonds share. */
  private static Map<String, List<Group>> bonds(List<Group> groups, List<SyncGroup> syncs) {
    Map<String, List<Group>> bonds = new LinkedHashMap<>();
    for (SyncGroup sync : syncs) {
      for (String member : sync.members()) {
        groups.stream()
            .filter(group -> group.config().name().equals(member))
            .forEach(
                group -> bonds.computeIfAbsent(sync.name(), _ -> new ArrayList<>()).add(group));
      }
    }
    for (Group group : groups) {
      String name = name(group.config().name(), syncs);
      if (name.endsWith("/")) {
        bonds.computeIfAbsent(name, _ -> new ArrayList<>()).add(group);
      }
    }
    return bonds;
  }

  /** The sync group that a group is in; else its own name with a slash, which no name has. */
  static String name(String group, List<SyncGroup> syncs) {
    return syncs.stream()
        .filter(sync -> sync.members().contains(group))
        .map(SyncGroup::name)
        .findFirst()
        .orElse(group + "/");
  }
}
