package io.vipd.daemon.control;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import java.time.Duration;
import java.util.Set;

/** What a client asks for. */
sealed interface Request {
  /** The version of the protocol that is spoken here. */
  int PROTOCOL = 1;

  /**
   * A picture of the node.
   *
   * @param group the one group that is wanted; null for all
   */
  record Status(String group) implements Request {}

  /**
   * Hand a group over to another node.
   *
   * @param group its name
   * @param hold how long not to preempt afterwards; null for the daemon's default
   */
  record Failover(String group, Duration hold) implements Request {}

  /** The line that carries this request, without its line end. */
  default String toLine() {
    JsonObject json = new JsonObject();
    json.addProperty("protocol", PROTOCOL);
    switch (this) {
      case Status(String group) -> {
        json.addProperty("request", "status");
        if (group != null) {
          json.addProperty("group", group);
        }
      }
      case Failover(String group, Duration hold) -> {
        json.addProperty("request", "failover");
        json.addProperty("group", group);
        if (hold != null) {
          json.addProperty("hold-ms", hold.toMillis());
        }
      }
    }
    return json.toString();
  }

  /**
   * Reads a request.
   *
   * @throws RefusedException if it is none; a field that is not known is refused too, because an
   *     option that a daemon overlooks would do something else than its caller meant
   */
  static Request parse(String line) throws RefusedException {
    JsonObject json;
    try {
      json = Json.object(line);
    } catch (JsonParseException e) {
      throw bad("a request is one JSON object on one line, but this line is not: " + reason(e));
    }
    long protocol = number(json, "protocol", 1, Integer.MAX_VALUE, PROTOCOL);
    if (protocol != PROTOCOL) {
      throw new RefusedException(
          ErrorCode.UNKNOWN_PROTOCOL,
          "vipd " + Version.CURRENT + " speaks protocol " + PROTOCOL + ", not " + protocol);
    }
    String request = text(json, "request");
    if (request == null) {
      throw bad("request: is missing; say what is wanted, for instance \"request\": \"status\"");
    }
    return switch (request) {
      case "status" -> {
        onlyFields(json, request, Set.of("group"));
        yield new Status(text(json, "group"));
      }
      case "failover" -> {
        onlyFields(json, request, Set.of("group", "hold-ms"));
        String group = text(json, "group");
        if (group == null) {
          throw bad("group: is missing; failover needs the name of a group");
        }
        long hold =
            number(
                json,
                "hold-ms",
                0,
                ControlLimits.LONGEST_HOLD.toMillis(),
                ControlLimits.DEFAULT_HOLD.toMillis());
        yield new Failover(group, Duration.ofMillis(hold));
      }
      default ->
          throw new RefusedException(
              ErrorCode.UNKNOWN_REQUEST,
              "vipd " + Version.CURRENT + " answers status and failover, not '" + request + "'");
    };
  }

  private static void onlyFields(JsonObject json, String request, Set<String> known)
      throws RefusedException {
    for (String field : json.keySet()) {
      if (!known.contains(field) && !field.equals("request") && !field.equals("protocol")) {
        throw bad("'" + shortened(field) + "' is no field of the request " + request);
      }
    }
  }

  private static String text(JsonObject json, String field) throws RefusedException {
    JsonElement value = json.get(field);
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

  private static long number(JsonObject json, String field, long min, long max, long otherwise)
      throws RefusedException {
    JsonElement value = json.get(field);
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

  private static RefusedException bad(String message) {
    return new RefusedException(ErrorCode.BAD_REQUEST, message);
  }

  /** Gson's own sentences go on about its settings; its first line is enough. */
  private static String reason(JsonParseException e) {
    String message = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
    return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
  }

  private static String shortened(String text) {
    return text.length() <= ControlLimits.LONGEST_TEXT
        ? text
        : text.substring(0, ControlLimits.LONGEST_TEXT) + "...";
  }
}
