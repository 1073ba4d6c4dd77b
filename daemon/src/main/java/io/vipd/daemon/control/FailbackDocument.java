package io.vipd.daemon.control;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.util.List;

/**
 * The answer to {@code failback} when it was carried out.
 *
 * @param group the group's name
 * @param from address of the node that was Active before
 * @param with the groups of its sync group, which move along
 */
public record FailbackDocument(String group, String from, List<String> with) {
  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("group", group);
    json.addProperty("outcome", "active");
    json.addProperty("from", from);
    json.add("with", StatusDocument.texts(with));
    return json;
  }

  static FailbackDocument fromJson(JsonObject json) {
    try {
      return new FailbackDocument(
          json.get("group").getAsString(),
          json.get("from").getAsString(),
          StatusDocument.texts(json, "with"));
    } catch (NullPointerException | ClassCastException | UnsupportedOperationException e) {
      throw new JsonParseException("the outcome is not in the form that this vipctl knows", e);
    }
  }
}
