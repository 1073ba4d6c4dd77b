package io.vipd.daemon.control;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The answer to {@code reload}: what came of it, and every change, whether made or only planned.
 *
 * @param outcome what came of it
 * @param why one sentence where it was refused; null otherwise
 * @param changes what differs from the configuration in use; empty where the new one is invalid
 * @param problems what is wrong with the files; empty unless they are invalid
 * @param warnings what is allowed there but probably not meant
 */
public record ReloadDocument(
    Outcome outcome,
    String why,
    List<Change> changes,
    List<Notice> problems,
    List<Notice> warnings) {

  /** What can come of it. */
  public enum Outcome {
    /** The new configuration is in use. */
    APPLIED,
    /** It would be valid; nothing was changed because nothing was to be. */
    PLANNED,
    /** The files say what is in use already. */
    UNCHANGED,
    /** The files have errors; nothing was changed. */
    INVALID,
    /** The kernel or the core refused; what was in use is in use again. */
    REFUSED;

    /** As documents and metrics call it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the caller got what was asked for. */
    public boolean fine() {
      return this != INVALID && this != REFUSED;
    }
  }

  /**
   * One difference.
   *
   * @param group the group's name; null for the whole node
   * @param key the key that differs; null where the group as a whole comes or goes
   * @param before its value in use; null where there is none. No secret is ever in it.
   * @param after its new value; null where there is none
   * @param effect what it does, one sentence without a full stop
   */
  public record Change(String group, String key, String before, String after, String effect) {
    /** One line for people and for the log. */
    @Override
    public String toString() {
      String where = group == null ? "vipd.yaml" : group;
      if (key == null) {
        return where + ": " + effect;
      }
      return "%s: %s %s -> %s: %s".formatted(where, key, shown(before), shown(after), effect);
    }

    private static String shown(String value) {
      return value == null || value.isEmpty() ? "none" : value;
    }
  }

  /**
   * Something about a file.
   *
   * @param file the file
   * @param line from 1; 0 where the whole file is meant
   * @param column from 1; 0 where the whole file is meant
   * @param message one sentence
   */
  public record Notice(String file, int line, int column, String message) {
    /** {@code file:line:column message}, the form that editors and people jump to. */
    @Override
    public String toString() {
      return line == 0 ? file + " " + message : file + ":" + line + ":" + column + " " + message;
    }
  }

  /** Why it failed, one sentence, with the first problem of the files; null where it did not. */
  public String failure() {
    if (outcome.fine() || problems.isEmpty()) {
      return outcome.fine() ? null : why;
    }
    int more = problems.size() - 1;
    return problems.getFirst()
        + (more == 0 ? "" : more == 1 ? " (and another problem)" : " (and " + more + " more)");
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("outcome", outcome.text());
    json.addProperty("why", why);
    json.add("changes", array(changes, ReloadDocument::toJson));
    json.add("problems", array(problems, ReloadDocument::toJson));
    json.add("warnings", array(warnings, ReloadDocument::toJson));
    return json;
  }

  private static JsonObject toJson(Change change) {
    JsonObject json = new JsonObject();
    json.addProperty("group", change.group());
    json.addProperty("key", change.key());
    json.addProperty("before", change.before());
    json.addProperty("after", change.after());
    json.addProperty("effect", change.effect());
    return json;
  }

  private static JsonObject toJson(Notice notice) {
    JsonObject json = new JsonObject();
    json.addProperty("file", notice.file());
    json.addProperty("line", notice.line() == 0 ? null : notice.line());
    json.addProperty("column", notice.column() == 0 ? null : notice.column());
    json.addProperty("message", notice.message());
    return json;
  }

  static ReloadDocument fromJson(JsonObject json) {
    try {
      return new ReloadDocument(
          Outcome.valueOf(json.get("outcome").getAsString().toUpperCase(Locale.ROOT)),
          text(json, "why"),
          list(
              json,
              "changes",
              change ->
                  new Change(
                      text(change, "group"),
                      text(change, "key"),
                      text(change, "before"),
                      text(change, "after"),
                      text(change, "effect"))),
          list(json, "problems", ReloadDocument::notice),
          list(json, "warnings", ReloadDocument::notice));
    } catch (NullPointerException
        | ClassCastException
        | IllegalArgumentException
        | IllegalStateException e) {
      throw new JsonParseException("the outcome is not in the form that this vipctl knows", e);
    }
  }

  private static Notice notice(JsonObject json) {
    return new Notice(
        json.get("file").getAsString(),
        number(json, "line"),
        number(json, "column"),
        json.get("message").getAsString());
  }

  private static String text(JsonObject json, String field) {
    JsonElement value = json.get(field);
    return value.isJsonNull() ? null : value.getAsString();
  }

  private static int number(JsonObject json, String field) {
    JsonElement value = json.get(field);
    return value.isJsonNull() ? 0 : value.getAsInt();
  }

  private static <T> JsonArray array(List<T> values, Function<T, JsonObject> form) {
    JsonArray array = new JsonArray();
    values.forEach(value -> array.add(form.apply(value)));
    return array;
  }

  private static <T> List<T> list(JsonObject json, String field, Function<JsonObject, T> reading) {
    List<T> values = new ArrayList<>();
    json.getAsJsonArray(field)
        .forEach(element -> values.add(reading.apply(element.getAsJsonObject())));
    return List.copyOf(values);
  }
}
