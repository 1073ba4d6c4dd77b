package io.vipd.daemon.journal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An entry as JSON, on disk and on the control socket. */
public final class EntryForm {
  private EntryForm() {}

  /** The entry's form. */
  public static JsonObject toJson(Entry entry) {
    JsonObject json = new JsonObject();
    json.addProperty("sequence", entry.sequence());
    json.addProperty("at", entry.at().toString());
    json.addProperty("monotonic-ms", entry.monotonicMillis());
    json.addProperty("boot", entry.boot());
    json.addProperty("kind", entry.kind());
    json.addProperty("group", entry.group());
    json.addProperty("says", entry.says());
    JsonObject details = new JsonObject();
    entry.details().forEach((key, value) -> details.add(key, element(value)));
    json.add("details", details);
    return json;
  }

  /**
   * Reads an entry.
   *
   * @throws JsonParseException if it is none
   */
  public static Entry fromJson(JsonObject json) {
    try {
      Map<String, Object> details = new LinkedHashMap<>();
      json.getAsJsonObject("details")
          .asMap()
          .forEach((key, element) -> details.put(key, value(element)));
      return new Entry(
          json.get("sequence").getAsLong(),
          Instant.parse(json.get("at").getAsString()),
          json.get("monotonic-ms").getAsLong(),
          textOrNull(json.get("boot")),
          json.get("kind").getAsString(),
          textOrNull(json.get("group")),
          json.get("says").getAsString(),
          Collections.unmodifiableMap(details));
    } catch (NullPointerException
        | ClassCastException
        | IllegalStateException
        | UnsupportedOperationException
        | NumberFormatException
        | DateTimeException e) {
      throw new JsonParseException("it is no entry of a journal", e);
    }
  }

  private static JsonElement element(Object value) {
    return switch (value) {
      case null -> JsonNull.INSTANCE;
      case String text -> new JsonPrimitive(text);
      case Number number -> new JsonPrimitive(number);
      case Boolean yes -> new JsonPrimitive(yes);
      case List<?> texts -> {
        JsonArray array = new JsonArray();
        texts.forEach(text -> array.add((String) text));
        yield array;
      }
      default -> throw new IllegalArgumentException("no detail is a " + value.getClass());
    };
  }

  private static Object value(JsonElement element) {
    if (element.isJsonNull()) {
      return null;
    }
    if (element.isJsonArray()) {
      return element.getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList();
    }
    JsonPrimitive primitive = element.getAsJsonPrimitive();
    if (primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    if (primitive.isString()) {
      return primitive.getAsString();
    }
    double number = primitive.getAsDouble();
    return number == Math.rint(number) ? (Object) primitive.getAsLong() : (Object) number;
  }

  private static String textOrNull(JsonElement element) {
    return element.isJsonNull() ? null : element.getAsString();
  }
}
