package io.vipd.daemon.http;

import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.control.NodeStatus.GroupStatus;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Answers yes (200) or no (503) for load balancers and the like, with a reason for people. */
final class Health {
  private static final Set<String> PARAMETERS = Set.of("group", "role");
  private static final Set<String> ROLES = Set.of("active", "backup", "fault");

  private static final String SILENT =
      "the core thread has not answered within "
          + Pictures.PATIENCE.toMillis()
          + " ms; see the log of vipd";

  private Health() {}

  /** Whether the core thread takes its turns. */
  static Answer alive(Picture picture) {
    return picture == null
        ? Answer.sentence(Answer.UNAVAILABLE, SILENT)
        : Answer.sentence(Answer.OK, "the core thread answers");
  }

  /**
   * Whether a group has a role, or just no fault; without a group, whether none has a fault. A
   * group with addresses of both families counts when both agree.
   */
  static Answer ready(Picture picture, Map<String, String> query) {
    for (String name : query.keySet()) {
      if (!PARAMETERS.contains(name)) {
        return bad("there is no parameter of that name; there are group and role");
      }
    }
    String group = query.get("group");
    String role = query.get("role");
    if (role != null && group == null) {
      return bad("role needs a group: /readyz?group=NAME&role=active");
    }
    if (role != null && !ROLES.contains(role.toLowerCase(Locale.ROOT))) {
      return bad("role is active, backup or fault");
    }
    if (picture == null) {
      return Answer.sentence(Answer.UNAVAILABLE, SILENT);
    }
    NodeStatus status = picture.status();
    if (group == null) {
      return ready(status.groups(), null, "no group on " + status.node() + " is in FAULT");
    }
    List<GroupStatus> asked =
        status.groups().stream().filter(known -> known.name().equals(group)).toList();
    if (asked.isEmpty()) {
      return Answer.sentence(
          Answer.NOT_FOUND,
          "there is no group of that name on this node; there is "
              + status.groups().stream()
                  .map(GroupStatus::name)
                  .distinct()
                  .collect(Collectors.joining(", ")));
    }
    return ready(asked, role, group + " is " + asked.getFirst().role() + " here");
  }

  private static Answer bad(String sentence) {
    return Answer.sentence(Answer.BAD_REQUEST, sentence);
  }

  /** Yes if all of them have that role, or no fault where role is null. */
  private static Answer ready(List<GroupStatus> groups, String role, String yes) {
    for (GroupStatus group : groups) {
      boolean fits =
          role == null ? !group.role().equals("FAULT") : group.role().equalsIgnoreCase(role);
      if (!fits) {
        return Answer.sentence(Answer.UNAVAILABLE, no(group));
      }
    }
    return Answer.sentence(Answer.OK, yes);
  }

  private static String no(GroupStatus group) {
    return "%s (%s) is %s here: %s; active is %s"
        .formatted(
            group.name(),
            group.family(),
            group.role(),
            group.why(),
            group.active() == null ? "nobody known" : group.active());
  }
}
