package io.vipd.systemtests;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** One group as {@code vipctl status --json} shows it. */
record GroupStatus(JsonObject json) {
  String role() {
    return text("role");
  }

  /** Why it has that role. */
  String why() {
    return text("why");
  }

  /** Changes of role since the daemon's start. */
  long transitions() {
    return number("transitions");
  }

  String text(String field) {
    return json.get(field).getAsString();
  }

  long number(String field) {
    return json.get(field).getAsLong();
  }

  boolean isNull(String field) {
    return json.get(field).isJsonNull();
  }

  /** What it says of the peer with this address. */
  JsonObject peer(String address) {
    return element("peers", "address", address);
  }

  /** What it says of the check with this name. */
  JsonObject check(String name) {
    return element("checks", "name", name);
  }

  /** What came of the group's own hook with this name. */
  JsonObject hook(String name) {
    return element("hooks", "hook", name);
  }

  private JsonObject element(String list, String field, String value) {
    for (JsonElement element : json.getAsJsonArray(list)) {
      if (element.getAsJsonObject().get(field).getAsString().equals(value)) {
        return element.getAsJsonObject();
      }
    }
    throw new AssertionError("no %s %s among the %s of %s".formatted(field, value, list, json));
  }

  @Override
  public String toString() {
    return json.toString();
  }
}
