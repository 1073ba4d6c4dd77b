package io.vipd.daemon.control;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;

/**
 * The answer to {@code failback} when it was carried out.
 *
 * @param group the group's name
 * @param from address of the node that was Active before
 */
public record FailbackDocument(String group, String from) {
  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("group", group);
    json.addProperty("outcome", "active");
    json.addProperty("from", from);
    return json;
  }

  static FailbackDocument fromJson(JsonObject json) {
    try {
      return new FailbackDocument(json.get("group").getAsString(), json.get("from").getAsString());
    } catch (NullPointerException | ClassCastException | UnsupportedOperationException e) {
      throw new JsonParseException("the outcome is not in the form that this vipctl knows", e);
    }
  }
}
