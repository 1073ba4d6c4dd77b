package io.vipd.daemon.cli.documents;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.vipd.daemon.config.Schema;
import io.vipd.daemon.config.Schema.Absent;
import io.vipd.daemon.config.ValueType;
import io.vipd.daemon.config.ValueTypes;
import java.util.List;

/**
 * A JSON schema (draft 2020-12) of one of the two files, from the schema that the reader checks
 * against: for editors that complete keys, show what they mean and mark mistakes. It accepts
 * whatever the reader accepts, and refuses unknown keys, wrong types and numbers out of range; what
 * depends on other keys only {@code vipctl check-config} knows.
 */
final class JsonSchema {
  private static final String TIME = "^[0-9]+(\\.[0-9]+)?(ms|s|m|h)$";

  private JsonSchema() {}

  /** The schema's text. */
  static String of(Schema file) {
    JsonObject root = new JsonObject();
    root.addProperty("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.addProperty("title", file.where());
    mapping(file).asMap().forEach(root::add);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(root) + "\n";
  }

  private static JsonObject mapping(Schema schema) {
    JsonObject properties = new JsonObject();
    JsonArray required = new JsonArray();
    for (Schema.Key key : schema.keys()) {
      JsonObject value = value(ValueTypes.of(schema, key.name()));
      value.addProperty("description", key.meaning());
      if (key.absent() instanceof Absent.Default(String text) && value.has("type")) {
        byDefault(value, text);
      }
      properties.add(key.name(), value);
      if (key.absent() instanceof Absent.Missing) {
        required.add(key.name());
      }
    }
    JsonObject mapping = new JsonObject();
    mapping.addProperty("type", "object");
    mapping.add("properties", properties);
    if (!required.isEmpty()) {
      mapping.add("required", required);
    }
    mapping.addProperty("additionalProperties", false);
    return mapping;
  }

  private static void byDefault(JsonObject value, String text) {
    switch (value.get("type").getAsString()) {
      case "integer" -> value.addProperty("default", Integer.valueOf(text));
      case "boolean" -> value.addProperty("default", Boolean.valueOf(text));
      default -> value.addProperty("default", text);
    }
  }

  private static JsonObject value(ValueType type) {
    return switch (type) {
      case ValueType.Whole(int min, int max) -> whole(min, max);
      case ValueType.Time _ -> text(TIME);
      case ValueType.Words(List<String> words) -> words(words);
      case ValueType.Truth _ -> typed("boolean");
      case ValueType.Text _ -> typed("string");
      case ValueType.Several(ValueType each) -> several(each);
      case ValueType.Either(List<ValueType> forms) -> either(forms);
      case ValueType.Nested(Schema schema) -> mapping(schema);
      case ValueType.Named(String name, ValueType each) -> named(name, each);
    };
  }

  private static JsonObject typed(String type) {
    JsonObject value = new JsonObject();
    value.addProperty("type", type);
    return value;
  }

  private static JsonObject text(String pattern) {
    JsonObject value = typed("string");
    value.addProperty("pattern", pattern);
    return value;
  }

  private static JsonObject whole(int min, int max) {
    JsonObject value = typed("integer");
    value.addProperty("minimum", min);
    value.addProperty("maximum", max);
    return value;
  }

  private static JsonObject words(List<String> words) {
    JsonArray each = new JsonArray();
    words.forEach(each::add);
    JsonObject value = typed("string");
    value.add("enum", each);
    return value;
  }

  private static JsonObject several(ValueType each) {
    JsonObject value = typed("array");
    value.add("items", value(each));
    return value;
  }

  private static JsonObject either(List<ValueType> forms) {
    JsonArray all = new JsonArray();
    forms.forEach(form -> all.add(value(form)));
    JsonObject value = new JsonObject();
    value.add("anyOf", all);
    return value;
  }

  private static JsonObject named(String name, ValueType each) {
    JsonObject names = new JsonObject();
    names.add(name, value(each));
    JsonObject value = typed("object");
    value.add("patternProperties", names);
    value.addProperty("additionalProperties", false);
    return value;
  }
}
