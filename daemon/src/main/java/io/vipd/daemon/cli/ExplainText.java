package io.vipd.daemon.cli;

import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.control.NodeStatus.CheckStatus;
import io.vipd.daemon.control.NodeStatus.GroupStatus;
import io.vipd.daemon.journal.Entry;
import io.vipd.daemon.journal.Kind;
import io.vipd.daemon.log.SafeText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells a group's story in sentences.
 *
 * @param now the time of day
 * @param zone the time zone that people are told the time in
 */
record ExplainText(Instant now, ZoneId zone) {
  private static final String INDENT = "  ";

  /** How it is now, what happens next, and how it came to that. */
  List<String> present(NodeStatus node, List<Entry> entries) {
    List<String> lines = new ArrayList<>();
    for (GroupStatus group : node.groups()) {
      lines.add(who(node, group));
      lines.add(
          "This is so for "
              + Times.passing(Duration.between(group.since(), now))
              + ", since "
              + Times.moment(group.since(), zone)
              + ", because: "
              + group.why()
              + ".");
      entries.stream()
          .filter(entry -> entry.is(Kind.TRANSITION))
          .filter(entry -> group.family().equals(entry.text("family")))
          .reduce((_, last) -> last)
          .filter(last -> group.role().equals(last.text("to")))
          .ifPresent(last -> lines.add(known(last)));
      OwnershipText.conflicts(group).forEach(text -> lines.add("Conflict: " + text + "."));
      OwnershipText.foreignRouters(group)
          .forEach(router -> lines.add("Foreign router: " + String.join("; ", router)));
      checks(lines, group.checks());
      if (group.sync() != null) {
        lines.add(sync(group));
      }
      lines.add(next(group));
      lines.add("");
    }
    if (!node.warnings().isEmpty()) {
      node.warnings().forEach(warning -> lines.add("Warning of the node: " + warning + "."));
      lines.add("");
    }
    before(lines, entries);
    return lines.stream().map(SafeText::oneLine).toList();
  }

  private static String who(NodeStatus node, GroupStatus group) {
    String here = group.name() + " is " + group.role() + " on this node, " + node.node();
    if (group.addresses().isEmpty()) {
      return elsewhere(here, group);
    }
    String addresses = String.join(", ", group.addresses());
    return switch (group.role()) {
      case "ACTIVE" -> here + ": it holds " + addresses + ".";
      case "BACKUP" ->
          here
              + (group.active() == null
                  ? ": nobody is known to hold " + addresses + "."
                  : ": " + group.active() + " holds " + addresses + ".");
      default ->
          here
              + ": it takes no part, and "
              + (group.active() == null ? "nobody is known to hold" : group.active() + " holds")
              + " "
              + addresses
              + ".";
    };
  }

  /** The address is where the hooks of the Active node put it, not on an interface. */
  private static String elsewhere(String here, GroupStatus group) {
    String moved = String.join(", ", group.advertised());
    return switch (group.role()) {
      case "ACTIVE" ->
          here
              + ": it has no address of its own, and its hooks are to have moved "
              + moved
              + " here.";
      default ->
          here
              + (group.role().equals("BACKUP") ? ": " : ": it takes no part, and ")
              + (group.active() == null
                  ? "nobody is known whose hooks have moved " + moved + "."
                  : "the hooks of " + group.active() + " are to have moved " + moved + " there.");
    };
  }

  /** What was known at a transition. */
  private static String known(Entry entry) {
    StringBuilder text = new StringBuilder("At that moment its priority was ");
    text.append(entry.number("priority"));
    if (entry.text("peer") == null) {
      text.append(", and no other router had been heard");
    } else {
      text.append(", and the last advert had come from ")
          .append(entry.text("peer"))
          .append(" with priority ")
          .append(entry.number("peer-priority"))
          .append(", ")
          .append(Times.passing(entry.number("last-advert-age-ms")))
          .append(" before");
    }
    Long late = entry.number("late-us");
    if (late != null && late > 0) {
      text.append("; vipd itself was ").append(Times.taken(Duration.ofNanos(late * 1_000)));
      text.append(" late");
    }
    return text.append('.').toString();
  }

  private static void checks(List<String> lines, List<CheckStatus> checks) {
    for (CheckStatus check : checks) {
      if (!check.verdict().equals("up")) {
        lines.add(
            "Check "
                + check.name()
                + " is "
                + check.verdict()
                + (check.output() == null || check.output().isBlank()
                    ? "."
                    : "; it said: " + check.output().strip()));
      } else if (check.number() != null && check.number() != 0 && check.weight() != 0) {
        lines.add(
            "The weight of check %s, %d, counts %d times: %s"
                .formatted(check.name(), check.weight(), check.number(), check.output()));
      }
    }
  }

  private static String sync(GroupStatus group) {
    String leader = group.sync().groups().getFirst();
    return "It moves with "
        + String.join(", ", group.sync().without(group.name()))
        + ", as the sync group "
        + group.sync().name()
        + "; "
        + (leader.equals(group.name()) ? "its own election" : "the election of " + leader)
        + " decides for all.";
  }

  private static String next(GroupStatus group) {
    if (group.maintenance() != null) {
      return "Next: it takes part again "
          + (group.maintenance().until() == null
              ? "when somebody runs"
              : "in "
                  + Times.passing(group.nextEventMillis())
                  + ", when the maintenance ends, or with")
          + " 'vipctl maintenance off "
          + group.name()
          + "'.";
    }
    return switch (group.role()) {
      case "ACTIVE" ->
          "Next: it sends an advert in "
              + Times.passing(group.nextEventMillis())
              + ". It goes on until a router of higher priority advertises, a check or its link"
              + " fails, vipd is stopped, or somebody runs 'vipctl failover "
              + group.name()
              + "'.";
      case "BACKUP" -> nextOfBackup(group);
      default ->
          "Next: nothing until the reason is gone; then it listens, and takes part in the election.";
    };
  }

  private static String nextOfBackup(GroupStatus group) {
    String next =
        "Next: unless an advert comes within "
            + Times.passing(group.nextEventMillis())
            + ", this node takes over.";
    return group.holdMillis() == null
        ? next
        : next
            + " It does not preempt for another "
            + Times.passing(group.holdMillis())
            + ", because of a hold or delay; 'vipctl failback "
            + group.name()
            + "' ends that.";
  }

  /** How it was at the last of the entries, and how it came to that. */
  List<String> past(List<Entry> entries) {
    Entry entry = entries.getLast();
    List<String> lines = new ArrayList<>();
    lines.add(
        Times.moment(entry.at(), zone)
            + " ("
            + Times.passing(Duration.between(entry.at(), now))
            + " ago): "
            + entry.says()
            + ".");
    if (entry.is(Kind.TRANSITION)) {
      lines.add("Before, it was " + entry.text("from") + ".");
      lines.add(known(entry));
      if (entry.details().get("checks") instanceof List<?> checks && !checks.isEmpty()) {
        lines.add(
            "Its checks: " + String.join("; ", checks.stream().map(String::valueOf).toList()));
      }
    } else {
      entry.details().forEach((key, value) -> lines.add(INDENT + key + ": " + value));
    }
    lines.add("");
    before(lines, entries.subList(0, entries.size() - 1));
    return lines.stream().map(SafeText::oneLine).toList();
  }

  private void before(List<String> lines, List<Entry> entries) {
    if (entries.isEmpty()) {
      lines.add("The journal knows of nothing before.");
      return;
    }
    lines.add("What happened before:");
    HistoryText.table(entries, zone)
        .lines(Integer.MAX_VALUE)
        .forEach(line -> lines.add(INDENT + line));
  }
}
