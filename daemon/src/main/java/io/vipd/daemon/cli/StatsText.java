package io.vipd.daemon.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.vipd.daemon.log.SafeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Counts as people read them; what is not in the document is not shown. */
final class StatsText {
  private StatsText() {}

  static List<String> lines(JsonObject stats, int width) {
    List<String> lines = new ArrayList<>();
    lines.addAll(groups(stats).lines(width));
    lines.add("");
    lines.addAll(transitions(stats).lines(width));
    lines.add("");
    lines.addAll(refused(stats).lines(width));
    if (!stats.getAsJsonArray("checks").isEmpty()) {
      lines.add("");
      lines.addAll(checks(stats).lines(width));
    }
    // An older daemon has none.
    if (stats.has("hooks") && !stats.getAsJsonArray("hooks").isEmpty()) {
      lines.add("");
      lines.addAll(hooks(stats).lines(width));
    }
    lines.add("");
    lines.add(
        "Lost: "
            + count(stats, "journal-lost")
            + " entries of the journal, "
            + count(stats, "events-cut-off")
            + " readers of events, "
            + count(stats, "inbox-refused")
            + " requests to the core");
    return lines;
  }

  private static TextTable groups(JsonObject stats) {
    TextTable table = new TextTable();
    table.row(
        "GROUP",
        "FAMILY",
        "SENT",
        "RECEIVED",
        "NOT SENT",
        "ANNOUNCED",
        "PUT BACK",
        "WORST LATENESS");
    for (JsonObject group : objects(stats, "groups")) {
      table.row(
          text(group, "name"),
          text(group, "family"),
          count(group, "adverts-sent"),
          count(group, "adverts-received"),
          count(group, "adverts-not-sent"),
          count(group, "announcements-sent"),
          count(group, "addresses-restored"),
          Times.taken(Duration.ofNanos(group.get("worst-lateness-us").getAsLong() * 1_000)));
    }
    return table;
  }

  private static TextTable transitions(JsonObject stats) {
    TextTable table = new TextTable();
    table.row("GROUP", "FAMILY", "CHANGES OF ROLE", "CAUSE");
    for (JsonObject group : objects(stats, "groups")) {
      each(
          group,
          "transitions-by-cause",
          (cause, count) -> table.row(text(group, "name"), text(group, "family"), count, cause));
    }
    return table;
  }

  private static TextTable refused(JsonObject stats) {
    TextTable table = new TextTable();
    table.row("INTERFACE", "FAMILY", "REFUSED PACKETS", "RULE");
    for (JsonObject link : objects(stats, "links")) {
      each(
          link,
          "refused",
          (rule, count) -> table.row(text(link, "interface"), text(link, "family"), count, rule));
    }
    return table;
  }

  private static TextTable checks(JsonObject stats) {
    TextTable table = new TextTable();
    table.row("GROUP", "CHECK", "RUNS", "FAILED", "SKIPPED", "WAITED MS");
    for (JsonObject check : objects(stats, "checks")) {
      table.row(
          text(check, "group"),
          text(check, "check"),
          count(check, "runs"),
          count(check, "failures"),
          count(check, "skipped"),
          count(check, "waited-ms"));
    }
    return table;
  }

  private static TextTable hooks(JsonObject stats) {
    TextTable table = new TextTable();
    table.row("GROUP", "HOOK", "OF", "RUNS", "OUTCOME");
    for (JsonObject hook : objects(stats, "hooks")) {
      each(
          hook,
          "runs",
          (outcome, count) ->
              table.row(text(hook, "group"), text(hook, "hook"), text(hook, "of"), count, outcome));
    }
    return table;
  }

  /** Takes a name and its count. */
  private interface Row {
    void add(String name, String count);
  }

  private static void each(JsonObject json, String field, Row row) {
    json.getAsJsonObject(field)
        .asMap()
        .forEach((name, count) -> row.add(SafeText.oneLine(name), count.getAsString()));
  }

  private static List<JsonObject> objects(JsonObject json, String field) {
    return json.getAsJsonArray(field).asList().stream().map(JsonElement::getAsJsonObject).toList();
  }

  private static String text(JsonObject json, String field) {
    return SafeText.oneLine(json.get(field).getAsString());
  }

  private static String count(JsonObject json, String field) {
    return Long.toString(json.get(field).getAsLong());
  }
}
