package io.vipd.daemon.control;

import static io.vipd.daemon.control.StatusDocument.orNull;
import static io.vipd.daemon.control.StatusDocument.text;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The part of the status that tells of the configuration, both ways. */
final class ConfigDocument {
  private ConfigDocument() {}

  static JsonElement toJson(ConfigStatus configuration) {
    if (configuration == null) {
      return JsonNull.INSTANCE;
    }
    JsonObject json = new JsonObject();
    json.addProperty("since", configuration.since().toString());
    JsonObject reloads = new JsonObject();
    new TreeMap<>(configuration.reloads()).forEach(reloads::addProperty);
    json.add("reloads", reloads);
    json.addProperty("failed-at", moment(configuration.failedAt()));
    json.addProperty("failure", configuration.failure());
    json.addProperty("outdated-since", moment(configuration.outdatedSince()));
    return json;
  }

  static ConfigStatus fromJson(JsonElement element) {
    JsonObject json = element.getAsJsonObject();
    Map<String, Long> reloads = new TreeMap<>();
    json.getAsJsonObject("reloads")
        .entrySet()
        .forEach(entry -> reloads.put(entry.getKey(), entry.getValue().getAsLong()));
    return new ConfigStatus(
        Instant.parse(text(json, "since")),
        Map.copyOf(reloads),
        orNull(json, "failed-at", ConfigDocument::moment),
        orNull(json, "failure", JsonElement::getAsString),
        orNull(json, "outdated-since", ConfigDocument::moment));
  }

  private static String moment(Instant at) {
    return at == null ? null : at.toString();
  }

  private static Instant moment(JsonElement text) {
    return Instant.parse(text.getAsString());
  }
}
