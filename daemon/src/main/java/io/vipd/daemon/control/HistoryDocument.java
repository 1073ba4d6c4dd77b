package io.vipd.daemon.control;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.vipd.daemon.journal.Entry;
import io.vipd.daemon.journal.EntryForm;
import java.util.ArrayList;
import java.util.List;

/** The answer to {@code history}: entries of the journal, oldest first. */
final class HistoryDocument {
  private HistoryDocument() {}

  static JsonObject toJson(List<Entry> entries) {
    JsonArray array = new JsonArray();
    entries.forEach(entry -> array.add(EntryForm.toJson(entry)));
    JsonObject json = new JsonObject();
    json.add("entries", array);
    return json;
  }

  static List<Entry> fromJson(JsonObject json) {
    try {
      List<Entry> entries = new ArrayList<>();
      for (JsonElement element : json.getAsJsonArray("entries")) {
        entries.add(EntryForm.fromJson(element.getAsJsonObject()));
      }
      return entries;
    } catch (NullPointerException | ClassCastException | IllegalStateException e) {
      throw new JsonParseException("the history is not in the form that this vipctl knows", e);
    }
  }
}
