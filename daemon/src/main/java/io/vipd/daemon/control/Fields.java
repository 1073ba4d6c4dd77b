package io.vipd.daemon.control;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * The fields of a request as its kind reads them. What nobody has read at the {@link #end} is
 * refused, because an option that a daemon overlooks would do something else than its caller meant.
 */
final class Fields {
  private final JsonObject json;
  private final Set<String> read = new HashSet<>();

  Fields(JsonObject json) {
    this.json = json;
  }

  private JsonElement take(String field) {
    read.add(field);
    return json.get(field);
  }

  /** A text of 1 to 255 characters; null when it is left out. */
  String text(String field) throws RefusedException {
    JsonElement value = take(field);
    if (value == null) {
      return null;
    }
    if (!(value instanceof JsonPrimitive primitive)
        || !primitive.isString()
        || primitive.getAsString().isEmpty()
        || primitive.getAsString().length() > ControlLimits.LONGEST_TEXT) {
      throw bad(field + ": is not a text of 1 to " + ControlLimits.LONGEST_TEXT + " characters");
    }
    return primitive.getAsString();
  }

  /** The name of a group, which must be there. */
  String group(String request) throws RefusedException {
    String group = text("group");
    if (group == null) {
      throw bad("group: is missing; " + request + " needs the name of a group");
    }
    return group;
  }

  /** A whole number within the limits, or what it is when it is left out. */
  long number(String field, long min, long max, long otherwise) throws RefusedException {
    JsonElement value = take(field);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
      try {
        long number = Long.parseLong(primitive.getAsString());
        if (min <= number && number <= max) {
          return number;
        }
      } catch (NumberFormatException _) {
        // A fraction, an exponent or far too many digits: refused below.
      }
    }
    throw bad(field + ": is not a whole number from " + min + " to " + max);
  }

  /** A time in milliseconds; null when it is left out. */
  Duration time(String field, Duration min, Duration max) throws RefusedException {
    long millis = number(field, min.toMillis(), max.toMillis(), -1);
    return millis < 0 ? null : Duration.ofMillis(millis);
  }

  /** Yes or no; no when it is left out. */
  boolean flag(String field) throws RefusedException {
    JsonElement value = take(field);
    if (value == null) {
      return false;
    }
    if (value instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    throw bad(field + ": is neither true nor false");
  }

  /** Refuses what the request does not know. */
  void end(String request) throws RefusedException {
    for (String field : json.keySet()) {
      if (!read.contains(field)) {
        throw bad("'" + shortened(field) + "' is no field of the request " + request);
      }
    }
  }

  static RefusedException bad(String message) {
    return new RefusedException(ErrorCode.BAD_REQUEST, message);
  }

  private static String shortened(String text) {
    return text.length() <= ControlLimits.LONGEST_TEXT
        ? text
        : text.substring(0, ControlLimits.LONGEST_TEXT) + "...";
  }
}
