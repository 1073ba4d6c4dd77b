package io.vipd.daemon.supervision;

import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.control.NodeStatus.GroupStatus;
import java.util.stream.Collectors;

/** The roles of a node in one line, for instance {@code web ACTIVE, api BACKUP}. */
final class RoleLine {
  private static final int MAX_LENGTH = 200;

  private RoleLine() {}

  /** The line; a group with addresses of both families is one, as they move together. */
  static String of(NodeStatus node) {
    if (node.groups().isEmpty()) {
      return "no groups";
    }
    String line =
        node.groups().stream().map(RoleLine::of).distinct().collect(Collectors.joining(", "));
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH - 3) + "...";
  }

  private static String of(GroupStatus group) {
    return group.name() + " " + group.role();
  }
}
