package io.vipd.daemon.control;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.vipd.daemon.control.Operations.MaintenanceOutcome;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer to {@code maintenance}.
 *
 * @param on what was wanted
 * @param until when it ends by itself; null for never, and where it was ended
 * @param groups what became of each group
 */
public record MaintenanceDocument(boolean on, Instant until, List<MaintenanceOutcome> groups) {
  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("on", on);
    json.addProperty("until", until == null ? null : until.toString());
    JsonArray array = new JsonArray();
    for (MaintenanceOutcome group : groups) {
      JsonObject one = new JsonObject();
      one.addProperty("group", group.group());
      one.addProperty("done", group.done());
      one.addProperty("by", group.by());
      one.addProperty("says", group.sentence());
      array.add(one);
    }
    json.add("groups", array);
    return json;
  }

  static MaintenanceDocument fromJson(JsonObject json) {
    try {
      List<MaintenanceOutcome> groups = new ArrayList<>();
      for (JsonElement element : json.getAsJsonArray("groups")) {
        JsonObject one = element.getAsJsonObject();
        groups.add(
            new MaintenanceOutcome(
                one.get("group").getAsString(),
                one.get("done").getAsBoolean(),
                one.get("by").isJsonNull() ? null : one.get("by").getAsString(),
                one.get("says").getAsString()));
      }
      JsonElement until = json.get("until");
      return new MaintenanceDocument(
          json.get("on").getAsBoolean(),
          until.isJsonNull() ? null : Instant.parse(until.getAsString()),
          groups);
    } catch (NullPointerException
        | ClassCastException
        | IllegalStateException
        | UnsupportedOperationException
        | DateTimeException e) {
      throw new JsonParseException("the outcome is not in the form that this vipctl knows", e);
    }
  }
}
