package io.vipd.daemon.control;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.vipd.daemon.control.NodeCounters.CheckCounters;
import io.vipd.daemon.control.NodeCounters.HookCounters;
import io.vipd.daemon.control.NodeCounters.LinkCounters;
import io.vipd.daemon.control.NodeCounters.RouterCounters;
import io.vipd.daemon.control.NodeStatus.GroupStatus;
import java.util.Map;

/**
 * The answer to {@code stats}: what was counted since the daemon's start. {@code groups}, each in
 * each of its families; {@code links} with the packets refused by each rule; {@code checks}, {@code
 * hooks}; what the journal and the event stream lost. Rules and causes that never occurred are left
 * out.
 */
final class StatsDocument {
  private StatsDocument() {}

  /**
   * The document.
   *
   * @param status the groups that are wanted
   * @param counters of all groups
   * @param journalLost entries that the journal lost
   * @param eventsCutOff clients that followed the events and were cut off
   */
  static JsonObject toJson(
      NodeStatus status, NodeCounters counters, long journalLost, long eventsCutOff) {
    JsonArray groups = new JsonArray();
    status.groups().forEach(group -> groups.add(group(group, counters)));
    JsonArray links = new JsonArray();
    counters.links().stream()
        .filter(link -> uses(status, link))
        .forEach(link -> links.add(link(link)));
    JsonArray checks = new JsonArray();
    counters.checks().stream()
        .filter(check -> !status.only(check.group()).groups().isEmpty())
        .forEach(check -> checks.add(check(check)));
    JsonArray hooks = new JsonArray();
    counters.hooks().stream()
        .filter(hook -> !status.only(hook.group()).groups().isEmpty())
        .forEach(hook -> hooks.add(hook(hook)));
    JsonObject json = new JsonObject();
    json.addProperty("node", status.node());
    json.addProperty("started-at", status.startedAt().toString());
    json.add("groups", groups);
    json.add("links", links);
    json.add("checks", checks);
    json.add("hooks", hooks);
    json.addProperty("inbox-refused", counters.inboxRefused());
    json.addProperty("journal-lost", journalLost);
    json.addProperty("events-cut-off", eventsCutOff);
    return json;
  }

  private static boolean uses(NodeStatus status, LinkCounters link) {
    return status.groups().stream()
        .anyMatch(group ->
            group.interfaceName().equals(link.interfaceName())
                && group.family().equals(link.family()));
  }

  private static JsonObject group(GroupStatus group, NodeCounters counters) {
    JsonObject json = new JsonObject();
    json.addProperty("name", group.name());
    json.addProperty("family", group.family());
    json.addProperty("sync", group.sync() == null ? null : group.sync().name());
    json.addProperty("role", group.role());
    json.addProperty("transitions", group.transitions());
    json.addProperty("adverts-sent", group.advertsSent());
    json.addProperty("adverts-received", group.advertsReceived());
    json.addProperty("announcements-sent", group.announcementsSent());
    json.addProperty("addresses-restored", group.addressesRestored());
    counters.routers().stream()
        .filter(
            router -> router.group().equals(group.name()) && router.family().equals(group.family()))
        .findFirst()
        .ifPresent(router -> add(router, json));
    return json;
  }

  private static void add(RouterCounters router, JsonObject json) {
    json.addProperty("adverts-not-sent", router.advertsNotSent());
    json.addProperty("worst-lateness-us", router.worstLatenessNanos() / 1_000);
    json.add("transitions-by-cause", occurred(router.transitions()));
  }

  private static JsonObject link(LinkCounters link) {
    JsonObject json = new JsonObject();
    json.addProperty("interface", link.interfaceName());
    json.addProperty("family", link.family());
    json.add("refused", occurred(link.refused()));
    return json;
  }

  private static JsonObject check(CheckCounters check) {
    JsonObject json = new JsonObject();
    json.addProperty("group", check.group());
    json.addProperty("check", check.check());
    json.addProperty("runs", check.runs());
    json.addProperty("failures", check.failures());
    json.addProperty("skipped", check.skipped());
    json.addProperty("waited-ms", check.waitedNanos() / 1_000_000);
    return json;
  }

  private static JsonObject hook(HookCounters hook) {
    JsonObject json = new JsonObject();
    json.addProperty("group", hook.group());
    json.addProperty("hook", hook.hook());
    json.addProperty("of", hook.of());
    json.add("runs", occurred(hook.runs()));
    return json;
  }

  private static JsonObject occurred(Map<String, Long> counts) {
    JsonObject json = new JsonObject();
    counts.forEach((name, count) -> {
      if (count > 0) {
        json.addProperty(name.replace('_', '-'), count);
      }
    });
    return json;
  }
}
