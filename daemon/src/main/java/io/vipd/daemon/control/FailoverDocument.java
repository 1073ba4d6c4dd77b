package io.vipd.daemon.control;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.time.Duration;
import java.util.List;

/**
 * The answer to {@code failover} when it was carried out.
 *
 * @param group the group's name
 * @param by address of the node that took over; null when nobody did
 * @param after time from giving up to the next Active node's first sign, to the microsecond
 * @param hold how long this node does not preempt
 * @param left whether this node stays away, since it was forced to; otherwise it is Active again
 *     where nobody took over
 * @param with the groups of its sync group, which moved along
 */
public record FailoverDocument(
    String group, String by, Duration after, Duration hold, boolean left, List<String> with) {
  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("group", group);
    json.addProperty("outcome", by == null ? "nobody-took-over" : "taken-over");
    json.addProperty("by", by);
    json.addProperty("after-ms", after.toNanos() / 1_000 / 1_000.0);
    json.addProperty("hold-ms", hold.toMillis());
    json.addProperty("left", left);
    json.add("with", StatusDocument.texts(with));
    return json;
  }

  static FailoverDocument fromJson(JsonObject json) {
    try {
      JsonElement by = json.get("by");
      return new FailoverDocument(
          json.get("group").getAsString(),
          by.isJsonNull() ? null : by.getAsString(),
          Duration.ofNanos(Math.round(json.get("after-ms").getAsDouble() * 1_000) * 1_000),
          Duration.ofMillis(json.get("hold-ms").getAsLong()),
          json.get("left").getAsBoolean(),
          StatusDocument.texts(json, "with"));
    } catch (NullPointerException
        | ClassCastException
        | IllegalStateException
        | NumberFormatException e) {
      throw new JsonParseException("the outcome is not in the form that this vipctl knows", e);
    }
  }
}
