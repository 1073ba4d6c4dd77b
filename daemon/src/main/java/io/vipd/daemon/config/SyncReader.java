package io.vipd.daemon.config;

import io.vipd.daemon.config.Mapping.Items;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Reads {@code sync} of {@code vipd.yaml}, and compares it with the groups that there are. */
final class SyncReader {
  private SyncReader() {}

  /** What must be the same in every member, because they have one election. */
  private static final Map<String, Function<GroupConfig, Object>> SHARED = shared();

  private static Map<String, Function<GroupConfig, Object>> shared() {
    Map<String, Function<GroupConfig, Object>> keys = new LinkedHashMap<>();
    keys.put("priority", GroupConfig::priority);
    keys.put("interval", group -> Durations.text(group.interval()));
    keys.put("preempt", GroupConfig::preempt);
    keys.put("preempt-delay", group -> Durations.text(group.holds().preemptDelay()));
    keys.put("recover-hold", group -> Durations.text(group.holds().recoverHold()));
    return keys;
  }

  /** As the file has them, whatever groups there are. */
  static List<Items<String>> read(Mapping node) {
    return node.lists("sync", Forms.NAME, Forms.NAME, "name");
  }

  static List<SyncGroup> groups(List<Items<String>> read) {
    return read.stream()
        .map(items ->
            new SyncGroup(items.name(), items.values().stream().map(Located::value).toList()))
        .toList();
  }

  /** Adds to the findings of the node's file what does not fit the groups. */
  static void check(List<Items<String>> read, List<GroupFile> groups, Findings findings) {
    Map<String, GroupFile> known = new LinkedHashMap<>();
    groups.forEach(group -> known.put(group.name(), group));
    Map<String, Place> taken = new HashMap<>();
    for (Items<String> sync : read) {
      for (Located<String> member : sync.values()) {
        String what = sync.path() + ": " + member.value();
        Place earlier = taken.putIfAbsent(member.value(), member.place());
        if (!known.containsKey(member.value())) {
          findings.error(member.place(), what + " is no group here; " + mend(member, known));
        } else if (earlier != null) {
          findings.error(
              member.place(),
              what
                  + " stands at "
                  + earlier
                  + " already, and a group can follow one election only; keep one of the two");
        }
      }
      if (sync.size() < 2) {
        findings.error(
            sync.place(),
            sync.path()
                + ": "
                + (sync.size() == 0 ? "no group" : "a group alone")
                + " has nobody to move with; name two groups at least, or remove it");
      }
      compare(sync, known, findings);
    }
  }

  private static String mend(Located<String> member, Map<String, GroupFile> known) {
    Optional<String> meant = Spelling.nearest(member.value(), known.keySet());
    return meant
        .map(name -> "did you mean " + name + "?")
        .orElse(
            known.isEmpty()
                ? "write groups/" + member.value() + ".yaml"
                : "there are " + String.join(", ", known.keySet()));
  }

  private static void compare(Items<String> sync, Map<String, GroupFile> known, Findings findings) {
    List<Located<String>> members =
        sync.values().stream()
            .filter(member ->
                known.containsKey(member.value()) && known.get(member.value()).config() != null)
            .toList();
    for (Located<String> member : members) {
      GroupConfig first = known.get(members.getFirst().value()).config();
      GroupConfig other = known.get(member.value()).config();
      SHARED.forEach((key, value) -> {
        if (!Objects.equals(value.apply(first), value.apply(other))) {
          findings.error(
              member.place(),
              "%s: %s has %s: %s, and %s has %s; its members have one election, so write the same in %s"
                  .formatted(
                      sync.path(),
                      other.name(),
                      key,
                      value.apply(other),
                      first.name(),
                      value.apply(first),
                      other.file()));
        }
      });
    }
  }
}
