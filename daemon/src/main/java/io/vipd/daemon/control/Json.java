package io.vipd.daemon.control;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;

/** Reads a line of JSON as RFC 8259 has it, which Gson's own shortcuts do not. */
final class Json {
  private Json() {}

  /**
   * Reads one object.
   *
   * @throws JsonParseException if the line is anything else; the message is fit for people
   */
  static JsonObject object(String line) {
    try (JsonReader reader = new JsonReader(new StringReader(line))) {
      reader.setStrictness(Strictness.STRICT);
      JsonElement element = JsonParser.parseReader(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new JsonParseException("there is more than one value");
      }
      if (!element.isJsonObject()) {
        throw new JsonParseException("it is not an object");
      }
      return element.getAsJsonObject();
    } catch (IOException e) {
      throw new JsonParseException("it is no JSON", e);
    }
  }
}
