package io.vipd.daemon.control;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.vipd.daemon.control.NodeStatus.AnnouncementStatus;
import io.vipd.daemon.control.NodeStatus.CheckStatus;
import io.vipd.daemon.control.NodeStatus.GroupStatus;
import io.vipd.daemon.control.NodeStatus.HookStatus;
import io.vipd.daemon.control.NodeStatus.LeaseStatus;
import io.vipd.daemon.control.NodeStatus.MaintenanceStatus;
import io.vipd.daemon.control.NodeStatus.PeerStatus;
import io.vipd.daemon.control.NodeStatus.StallStatus;
import io.vipd.daemon.control.NodeStatus.SyncStatus;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The answer to {@code status}, both ways. Written out by hand: reflection would cost the command
 * line 30 ms at every start, and a renamed record component would change what scripts rely on.
 */
public final class StatusDocument {
  private StatusDocument() {}

  /** The document. */
  public static JsonObject toJson(NodeStatus node) {
    JsonObject json = new JsonObject();
    json.addProperty("node", node.node());
    json.addProperty("version", node.version());
    json.addProperty("pid", node.pid());
    json.addProperty("started-at", node.startedAt().toString());
    json.addProperty("log-level", node.logLevel());
    json.add("configuration", ConfigDocument.toJson(node.configuration()));
    json.add("warnings", texts(node.warnings()));
    json.add("groups", array(node.groups(), StatusDocument::group));
    return json;
  }

  /**
   * Reads a document; fields that a newer daemon may have added are passed over.
   *
   * @throws JsonParseException if something is missing or of another kind
   */
  public static NodeStatus fromJson(JsonObject json) {
    try {
      return new NodeStatus(
          text(json, "node"),
          text(json, "version"),
          number(json, "pid"),
          Instant.parse(text(json, "started-at")),
          text(json, "log-level"),
          // An older daemon has neither.
          orNull(json, "configuration", ConfigDocument::fromJson),
          json.has("warnings") ? texts(json, "warnings") : List.of(),
          list(json, "groups", StatusDocument::group));
    } catch (NullPointerException
        | ClassCastException
        | IllegalStateException
        | NumberFormatException
        | DateTimeException e) {
      throw new JsonParseException("the status is not in the form that this vipctl knows", e);
    }
  }

  static JsonArray texts(List<String> texts) {
    JsonArray json = new JsonArray();
    texts.forEach(json::add);
    return json;
  }

  static List<String> texts(JsonObject json, String key) {
    return json.getAsJsonArray(key).asList().stream().map(JsonElement::getAsString).toList();
  }

  private static JsonObject group(GroupStatus group) {
    JsonObject json = new JsonObject();
    json.addProperty("name", group.name());
    json.addProperty("family", group.family());
    json.addProperty("version", group.version());
    json.addProperty("vrid", group.vrid());
    json.addProperty("interface", group.interfaceName());
    json.add("sync", sync(group.sync()));
    json.addProperty("role", group.role());
    json.addProperty("why", group.why());
    json.addProperty("since", group.since().toString());
    json.addProperty("priority", group.priority());
    json.addProperty("base-priority", group.basePriority());
    json.addProperty("interval-ms", group.intervalMillis());
    json.add("addresses", texts(group.addresses()));
    json.add("advertised", texts(group.advertised()));
    json.addProperty("active", group.active());
    json.addProperty("last-advert-age-ms", group.lastAdvertAgeMillis());
    json.addProperty("next-event", group.nextEvent());
    json.addProperty("next-event-ms", group.nextEventMillis());
    json.addProperty("hold-ms", group.holdMillis());
    json.addProperty("silence-hold-ms", group.silenceHoldMillis());
    json.add("maintenance", maintenance(group.maintenance()));
    json.add("peers", array(group.peers(), StatusDocument::peer));
    json.add("checks", array(group.checks(), StatusDocument::check));
    json.add("hooks", array(group.hooks(), StatusDocument::hook));
    json.add("announcements", array(group.announcements(), StatusDocument::announcement));
    json.add("ownership", OwnershipDocument.toJson(group.ownership()));
    json.addProperty("addresses-restored", group.addressesRestored());
    json.addProperty("transitions", group.transitions());
    json.addProperty("adverts-sent", group.advertsSent());
    json.addProperty("adverts-received", group.advertsReceived());
    json.addProperty("announcements-sent", group.announcementsSent());
    json.add("stalls", stalls(group.stalls()));
    json.add("lease", lease(group.lease()));
    return json;
  }

  private static GroupStatus group(JsonObject json) {
    return new GroupStatus(
        text(json, "name"),
        text(json, "family"),
        (int) number(json, "version"),
        (int) number(json, "vrid"),
        text(json, "interface"),
        orNull(json, "sync", StatusDocument::sync),
        text(json, "role"),
        text(json, "why"),
        Instant.parse(text(json, "since")),
        (int) number(json, "priority"),
        (int) number(json, "base-priority"),
        number(json, "interval-ms"),
        texts(json, "addresses"),
        // An older daemon has none.
        json.has("advertised") ? texts(json, "advertised") : List.of(),
        orNull(json, "active", JsonElement::getAsString),
        orNull(json, "last-advert-age-ms", JsonElement::getAsLong),
        orNull(json, "next-event", JsonElement::getAsString),
        orNull(json, "next-event-ms", JsonElement::getAsLong),
        orNull(json, "hold-ms", JsonElement::getAsLong),
        orNull(json, "silence-hold-ms", JsonElement::getAsLong),
        orNull(json, "maintenance", StatusDocument::maintenance),
        list(json, "peers", StatusDocument::peer),
        list(json, "checks", StatusDocument::check),
        // An older daemon has none.
        json.has("hooks") ? list(json, "hooks", StatusDocument::hook) : List.of(),
        list(json, "announcements", StatusDocument::announcement),
        OwnershipDocument.fromJson(json.get("ownership")),
        number(json, "addresses-restored"),
        number(json, "transitions"),
        number(json, "adverts-sent"),
        number(json, "adverts-received"),
        number(json, "announcements-sent"),
        stalls(json.getAsJsonObject("stalls")),
        lease(json.getAsJsonObject("lease")));
  }

  private static JsonObject lease(LeaseStatus lease) {
    JsonObject json = new JsonObject();
    json.addProperty("left-ms", lease.leftMillis());
    json.addProperty("least-left-ms", lease.leastLeftMillis());
    json.addProperty("late-renewals", lease.lateRenewals());
    return json;
  }

  private static LeaseStatus lease(JsonObject json) {
    return new LeaseStatus(
        orNull(json, "left-ms", JsonElement::getAsLong),
        orNull(json, "least-left-ms", JsonElement::getAsLong),
        number(json, "late-renewals"));
  }

  private static JsonObject stalls(StallStatus stalls) {
    JsonObject json = new JsonObject();
    json.addProperty("count", stalls.count());
    json.addProperty("longest-ms", stalls.longestMillis());
    return json;
  }

  private static StallStatus stalls(JsonObject json) {
    return new StallStatus(number(json, "count"), number(json, "longest-ms"));
  }

  private static JsonElement sync(SyncStatus sync) {
    if (sync == null) {
      return JsonNull.INSTANCE;
    }
    JsonObject json = new JsonObject();
    json.addProperty("name", sync.name());
    json.add("groups", texts(sync.groups()));
    return json;
  }

  private static SyncStatus sync(JsonElement element) {
    JsonObject json = element.getAsJsonObject();
    return new SyncStatus(text(json, "name"), texts(json, "groups"));
  }

  private static JsonElement maintenance(MaintenanceStatus maintenance) {
    if (maintenance == null) {
      return JsonNull.INSTANCE;
    }
    Instant until = maintenance.until();
    JsonObject json = new JsonObject();
    json.addProperty("since", maintenance.since().toString());
    json.addProperty("until", until == null ? null : until.toString());
    json.addProperty("by", maintenance.by());
    json.addProperty("reason", maintenance.reason());
    return json;
  }

  private static MaintenanceStatus maintenance(JsonElement element) {
    JsonObject json = element.getAsJsonObject();
    String until = orNull(json, "until", JsonElement::getAsString);
    return new MaintenanceStatus(
        Instant.parse(text(json, "since")),
        until == null ? null : Instant.parse(until),
        text(json, "by"),
        orNull(json, "reason", JsonElement::getAsString));
  }

  private static JsonObject peer(PeerStatus peer) {
    JsonObject json = new JsonObject();
    json.addProperty("address", peer.address());
    json.addProperty("priority", peer.priority());
    json.addProperty("last-advert-age-ms", peer.lastAdvertAgeMillis());
    json.addProperty("checksum", peer.checksum());
    json.addProperty("warning", peer.warning());
    return json;
  }

  private static PeerStatus peer(JsonObject json) {
    return new PeerStatus(
        text(json, "address"),
        orNull(json, "priority", JsonElement::getAsInt),
        orNull(json, "last-advert-age-ms", JsonElement::getAsLong),
        orNull(json, "checksum", JsonElement::getAsString),
        orNull(json, "warning", JsonElement::getAsString));
  }

  private static JsonObject check(CheckStatus check) {
    JsonObject json = new JsonObject();
    json.addProperty("name", check.name());
    json.addProperty("kind", check.kind());
    json.addProperty("verdict", check.verdict());
    json.addProperty("weight", check.weight());
    json.addProperty("last-run-age-ms", check.lastRunAgeMillis());
    json.addProperty("duration-ms", check.durationMillis());
    json.addProperty("passed", check.passed());
    json.addProperty("output", check.output());
    json.addProperty("number", check.number());
    json.addProperty("waited-ms", check.waitedMillis());
    json.add("shared-with", texts(check.sharedWith()));
    return json;
  }

  private static CheckStatus check(JsonObject json) {
    return new CheckStatus(
        text(json, "name"),
        text(json, "kind"),
        text(json, "verdict"),
        (int) number(json, "weight"),
        orNull(json, "last-run-age-ms", JsonElement::getAsLong),
        orNull(json, "duration-ms", JsonElement::getAsDouble),
        orNull(json, "passed", JsonElement::getAsBoolean),
        orNull(json, "output", JsonElement::getAsString),
        orNull(json, "number", JsonElement::getAsInt),
        orNull(json, "waited-ms", JsonElement::getAsDouble),
        texts(json, "shared-with"));
  }

  private static JsonObject hook(HookStatus hook) {
    JsonObject json = new JsonObject();
    json.addProperty("hook", hook.hook());
    json.addProperty("of", hook.of());
    json.addProperty("state", hook.state());
    json.addProperty("running-ms", hook.runningMillis());
    json.addProperty("result", hook.result());
    json.addProperty("outcome", hook.outcome());
    json.addProperty("tries", hook.tries());
    json.addProperty("last-run-age-ms", hook.lastRunAgeMillis());
    json.addProperty("duration-ms", hook.durationMillis());
    json.addProperty("output", hook.output());
    return json;
  }

  private static HookStatus hook(JsonObject json) {
    return new HookStatus(
        text(json, "hook"),
        text(json, "of"),
        orNull(json, "state", JsonElement::getAsString),
        orNull(json, "running-ms", JsonElement::getAsLong),
        orNull(json, "result", JsonElement::getAsString),
        orNull(json, "outcome", JsonElement::getAsString),
        orNull(json, "tries", JsonElement::getAsInt),
        orNull(json, "last-run-age-ms", JsonElement::getAsLong),
        orNull(json, "duration-ms", JsonElement::getAsDouble),
        orNull(json, "output", JsonElement::getAsString));
  }

  private static JsonObject announcement(AnnouncementStatus announcement) {
    JsonObject json = new JsonObject();
    json.addProperty("address", announcement.address());
    json.addProperty("frames-sent", announcement.framesSent());
    json.addProperty("failures", announcement.failures());
    json.addProperty("last-sent-age-ms", announcement.lastSentAgeMillis());
    return json;
  }

  private static AnnouncementStatus announcement(JsonObject json) {
    return new AnnouncementStatus(
        text(json, "address"),
        number(json, "frames-sent"),
        number(json, "failures"),
        orNull(json, "last-sent-age-ms", JsonElement::getAsLong));
  }

  static <T> JsonArray array(List<T> values, Function<T, JsonObject> form) {
    JsonArray array = new JsonArray();
    values.forEach(value -> array.add(form.apply(value)));
    return array;
  }

  static <T> List<T> list(JsonObject json, String field, Function<JsonObject, T> reading) {
    List<T> values = new ArrayList<>();
    for (JsonElement element : json.getAsJsonArray(field)) {
      values.add(reading.apply(element.getAsJsonObject()));
    }
    return List.copyOf(values);
  }

  static String text(JsonObject json, String field) {
    return json.get(field).getAsString();
  }

  static long number(JsonObject json, String field) {
    return json.get(field).getAsLong();
  }

  static <T> T orNull(JsonObject json, String field, Function<JsonElement, T> reading) {
    JsonElement value = json.get(field);
    return value == null || value.isJsonNull() ? null : reading.apply(value);
  }
}
