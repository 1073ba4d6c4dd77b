package io.vipd.daemon.cli;

import io.vipd.daemon.cli.TextTable.Cell;
import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.control.NodeStatus.AnnouncementStatus;
import io.vipd.daemon.control.NodeStatus.CheckStatus;
import io.vipd.daemon.control.NodeStatus.GroupStatus;
import io.vipd.daemon.control.NodeStatus.HookStatus;
import io.vipd.daemon.control.NodeStatus.MaintenanceStatus;
import io.vipd.daemon.control.NodeStatus.PeerStatus;
import io.vipd.daemon.log.SafeText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A status as people read it: a table of all groups, or everything about a group that is alone or
 * was asked for.
 *
 * @param now the time of day
 * @param zone the time zone that people are told the time in
 * @param width most characters a line may show
 * @param colours whether roles are coloured
 */
record StatusText(Instant now, ZoneId zone, int width, boolean colours) {
  /** A check that waited so long for its turn is said to be late. */
  private static final double LATE_MILLIS = 100;

  private static final String INDENT = "  ";
  private static final int LABEL_WIDTH = 13;

  static StatusText of(World world, int width) {
    return new StatusText(world.clock().instant(), world.zone(), width, world.colours());
  }

  List<String> lines(NodeStatus node) {
    List<String> lines = new ArrayList<>();
    lines.add(
        cut(
            safe(node.node())
                + ": vipd "
                + safe(node.version())
                + ", PID "
                + node.pid()
                + ", up "
                + Times.passing(Duration.between(node.startedAt(), now))
                + (node.logLevel().equals("debug") ? ", logs everything (log-level debug)" : "")
                + maintenance(node.groups())));
    if (node.configuration() != null && !node.configuration().summary().isEmpty()) {
      lines.add(
          cut(
              "configuration of "
                  + Times.moment(node.configuration().since(), zone)
                  + "; reloads: "
                  + node.configuration().summary()));
    }
    node.warnings().forEach(warning -> lines.add(cut("warning: " + safe(warning))));
    lines.add("");
    if (node.groups().isEmpty()) {
      lines.add("No groups are configured.");
      return lines;
    }
    if (isOneGroup(node.groups())) {
      // One group; where it has addresses of both families, in each of them.
      for (GroupStatus group : node.groups()) {
        if (group != node.groups().getFirst()) {
          lines.add("");
        }
        lines.addAll(detail(group));
      }
    } else {
      lines.addAll(overview(node.groups()).lines(width));
    }
    return lines;
  }

  /** For the first line: who is out must not be overlooked. */
  private static String maintenance(List<GroupStatus> groups) {
    List<String> out =
        groups.stream()
            .filter(group -> group.maintenance() != null)
            .map(GroupStatus::name)
            .distinct()
            .toList();
    long all = groups.stream().map(GroupStatus::name).distinct().count();
    return out.isEmpty()
        ? ""
        : "; IN MAINTENANCE" + (out.size() == all ? "" : ": " + safe(String.join(", ", out)));
  }

  private static boolean isOneGroup(List<GroupStatus> groups) {
    return groups.stream().map(GroupStatus::name).distinct().count() == 1;
  }

  private TextTable overview(List<GroupStatus> groups) {
    TextTable table = new TextTable();
    table.row("GROUP", "ROLE", "SINCE", "ACTIVE", "PRIORITY", "LAST ADVERT", "ADDRESSES", "WHY");
    for (GroupStatus group : groups) {
      table.row(
          List.of(
              Cell.of(safe(group.name())),
              role(group.role()),
              Cell.of(Times.passing(Duration.between(group.since(), now))),
              Cell.of(known(group.active())),
              Cell.of(priority(group)),
              Cell.of(Times.passing(group.lastAdvertAgeMillis())),
              Cell.of(
                  group.addresses().isEmpty()
                      ? "(" + fewAddresses(group.advertised()) + ")"
                      : fewAddresses(group.addresses())),
              Cell.of(OwnershipText.warning(group) + safe(group.why()))));
    }
    return table;
  }

  private List<String> detail(GroupStatus group) {
    List<String> lines = new ArrayList<>();
    TextTable title = new TextTable();
    title.row(
        List.of(
            Cell.of(safe(group.name())),
            role(group.role()),
            Cell.of(
                "for "
                    + Times.passing(Duration.between(group.since(), now))
                    + ", since "
                    + Times.moment(group.since(), zone))));
    lines.addAll(title.lines(width));
    labelled(lines, "why", safe(group.why()));
    OwnershipText.conflicts(group).forEach(text -> labelled(lines, "CONFLICT", text));
    for (List<String> router : OwnershipText.foreignRouters(group)) {
      router.forEach(
          text -> labelled(lines, text.equals(router.getFirst()) ? "FOREIGN" : "", text));
    }
    labelled(
        lines,
        "router",
        "VRRPv"
            + group.version()
            + " over "
            + (group.family().equals("ipv6") ? "IPv6" : "IPv4")
            + ", VRID "
            + group.vrid()
            + " on "
            + safe(group.interfaceName())
            + ", adverts every "
            + Times.passing(group.intervalMillis()));
    if (group.sync() != null) {
      labelled(
          lines,
          "sync group",
          safe(
              group.sync().name()
                  + ", moves with "
                  + String.join(", ", group.sync().without(group.name()))));
    }
    labelled(lines, "addresses", addresses(group));
    labelled(lines, "active", group.active() == null ? "nobody known" : safe(group.active()));
    labelled(
        lines,
        "last advert",
        group.lastAdvertAgeMillis() == null
            ? "none was heard"
            : Times.passing(group.lastAdvertAgeMillis()) + " ago");
    labelled(lines, "priority", priority(group));
    if (group.nextEvent() != null) {
      labelled(
          lines, "next", safe(group.nextEvent()) + " in " + Times.passing(group.nextEventMillis()));
    }
    if (group.maintenance() != null) {
      labelled(lines, "maintenance", maintenance(group.maintenance()));
    }
    if (group.holdMillis() != null) {
      labelled(lines, "hold", "does not preempt for " + Times.passing(group.holdMillis()));
    }
    if (group.silenceHoldMillis() != null) {
      labelled(
          lines,
          "settling",
          "does not take over on silence for "
              + Times.passing(group.silenceHoldMillis())
              + ", unless an advert is heard");
    }
    labelled(
        lines,
        "counters",
        counted(group.transitions(), "transition", "transitions")
            + ", "
            + counted(group.advertsSent(), "advert sent", "adverts sent")
            + ", "
            + group.advertsReceived()
            + " received, "
            + counted(group.announcementsSent(), "announcement sent", "announcements sent"));
    if (group.addressesRestored() > 0) {
      labelled(
          lines,
          "put back",
          counted(group.addressesRestored(), "time", "times")
              + ", because somebody else removed an address");
    }
    if (group.stalls().count() > 0) {
      labelled(
          lines,
          "stalls",
          "vipd did not run "
              + counted(group.stalls().count(), "time", "times")
              + ", for up to "
              + Times.passing(group.stalls().longestMillis()));
    }
    if (group.lease().lateRenewals() > 0) {
      labelled(
          lines,
          "lease",
          "renewed late "
              + counted(group.lease().lateRenewals(), "time", "times")
              + ", once with "
              + Times.passing(group.lease().leastLeftMillis())
              + " left");
    }
    OwnershipText.holders(group).forEach(text -> labelled(lines, "held by", text));
    announcements(lines, group);
    peers(lines, group.peers());
    checks(lines, group.checks());
    hooks(lines, group.hooks());
    return lines;
  }

  private String maintenance(MaintenanceStatus maintenance) {
    return "by "
        + safe(maintenance.by())
        + " since "
        + Times.moment(maintenance.since(), zone)
        + (maintenance.until() == null
            ? ", until somebody ends it"
            : ", until " + Times.moment(maintenance.until(), zone))
        + (maintenance.reason() == null ? "" : ": " + safe(maintenance.reason()));
  }

  private void announcements(List<String> lines, GroupStatus group) {
    if (group.announcements().isEmpty()) {
      return;
    }
    TextTable table = new TextTable();
    table.row("ADDRESS", "ANNOUNCED", "LAST", "FAILED", "VERIFIED");
    for (AnnouncementStatus announcement : group.announcements()) {
      table.row(
          safe(announcement.address()),
          counted(announcement.framesSent(), "frame", "frames"),
          announcement.lastSentAgeMillis() == null
              ? "never"
              : Times.passing(announcement.lastSentAgeMillis()) + " ago",
          Long.toString(announcement.failures()),
          OwnershipText.verified(group, announcement.address()));
    }
    section(lines, table.lines(width - INDENT.length()));
  }

  private void peers(List<String> lines, List<PeerStatus> peers) {
    if (peers.isEmpty()) {
      return;
    }
    TextTable table = new TextTable();
    table.row("PEER", "PRIORITY", "LAST ADVERT", "CHECKSUM", "WARNING");
    for (PeerStatus peer : peers) {
      table.row(
          safe(peer.address()),
          peer.priority() == null ? "-" : peer.priority().toString(),
          peer.lastAdvertAgeMillis() == null
              ? "never heard"
              : Times.passing(peer.lastAdvertAgeMillis()),
          known(peer.checksum()),
          known(peer.warning()));
    }
    section(lines, table.lines(width - INDENT.length()));
  }

  private void checks(List<String> lines, List<CheckStatus> checks) {
    if (checks.isEmpty()) {
      return;
    }
    TextTable table = new TextTable();
    table.row("CHECK", "KIND", "VERDICT", "WEIGHT", "LAST RUN", "TOOK", "RESULT", "OUTPUT");
    for (CheckStatus check : checks) {
      List<String> output = outputLines(check);
      table.row(
          safe(check.name()),
          safe(check.kind()),
          safe(check.verdict()),
          check.weight() + (check.number() == null ? "" : " x " + check.number()),
          check.lastRunAgeMillis() == null ? "-" : Times.passing(check.lastRunAgeMillis()) + " ago",
          check.durationMillis() == null ? "-" : Times.taken(nanos(check.durationMillis())),
          check.passed() == null ? "-" : check.passed() ? "passed" : "failed",
          output.isEmpty() ? "-" : output.getFirst());
      output.stream().skip(1).forEach(line -> table.row("", "", "", "", "", "", "", line));
    }
    section(lines, table.lines(width - INDENT.length()));
  }

  private void hooks(List<String> lines, List<HookStatus> hooks) {
    if (hooks.isEmpty()) {
      return;
    }
    TextTable table = new TextTable();
    table.row("HOOK", "OF", "TOLD", "LAST RUN", "TOOK", "RESULT", "OUTPUT");
    for (HookStatus hook : hooks) {
      table.row(
          safe(hook.hook()),
          safe(hook.of()),
          known(hook.state()),
          hook.runningMillis() != null
              ? "running for " + Times.passing(hook.runningMillis())
              : hook.lastRunAgeMillis() == null
                  ? "-"
                  : Times.passing(hook.lastRunAgeMillis()) + " ago",
          hook.durationMillis() == null ? "-" : Times.taken(nanos(hook.durationMillis())),
          result(hook),
          hook.output() == null || hook.output().isBlank() ? "-" : safe(hook.output()));
    }
    section(lines, table.lines(width - INDENT.length()));
  }

  private static String result(HookStatus hook) {
    if (hook.outcome() == null) {
      return "-";
    }
    String tries = hook.tries() > 1 ? " (try " + hook.tries() + ")" : "";
    return (hook.failed() ? "FAILED: " : "") + safe(hook.outcome()) + tries;
  }

  private static void section(List<String> lines, List<String> table) {
    lines.add("");
    table.forEach(line -> lines.add(INDENT + line));
  }

  private void labelled(List<String> lines, String label, String text) {
    lines.add(cut(INDENT + label + " ".repeat(LABEL_WIDTH - label.length()) + text));
  }

  private Cell role(String role) {
    String colour =
        switch (role) {
          case "ACTIVE", "MASTER" -> "\u001b[32m";
          case "BACKUP" -> "\u001b[36m";
          case "FAULT" -> "\u001b[31m";
          default -> null;
        };
    UnaryOperator<String> paint =
        colours && colour != null ? text -> colour + text + "\u001b[0m" : UnaryOperator.identity();
    return new Cell(safe(role), paint);
  }

  private static String priority(GroupStatus group) {
    int difference = group.priority() - group.basePriority();
    if (difference == 0) {
      return Integer.toString(group.priority());
    }
    return group.priority()
        + " ("
        + group.basePriority()
        + (difference < 0 ? " - " : " + ")
        + Math.abs(difference)
        + ")";
  }

  private static String addresses(GroupStatus group) {
    return group.addresses().isEmpty()
        ? "none of its own; advertises "
            + safe(String.join(", ", group.advertised()))
            + ", which its hooks move"
        : safe(String.join(", ", group.addresses()));
  }

  private static String fewAddresses(List<String> addresses) {
    if (addresses.isEmpty()) {
      return "-";
    }
    String first = safe(addresses.getFirst());
    return addresses.size() == 1 ? first : first + " +" + (addresses.size() - 1);
  }

  private static List<String> outputLines(CheckStatus check) {
    List<String> lines = new ArrayList<>();
    if (check.output() != null) {
      check.output().lines().filter(line -> !line.isBlank()).forEach(lines::add);
    }
    if (check.waitedMillis() != null && check.waitedMillis() >= LATE_MILLIS) {
      lines.add("(late: it waited " + Times.taken(nanos(check.waitedMillis())) + " for its turn)");
    }
    if (!check.sharedWith().isEmpty()) {
      lines.add("(one run with " + String.join(", ", check.sharedWith()) + ")");
    }
    return lines.stream().map(SafeText::oneLine).toList();
  }

  private static Duration nanos(double millis) {
    return Duration.ofNanos(Math.round(millis * 1e6));
  }

  private static String counted(long count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }

  private static String known(String text) {
    return text == null ? "-" : safe(text);
  }

  private static String safe(String text) {
    return SafeText.oneLine(text);
  }

  private String cut(String line) {
    return TextTable.cut(line, width);
  }
}
