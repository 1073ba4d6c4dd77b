package io.vipd.daemon.control;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.time.Duration;

/** What a client asks for. */
sealed interface Request {
  /** The version of the protocol that is spoken here. */
  int PROTOCOL = 1;

  /** Whether it changes something; whoever may only look may ask for the others. */
  default boolean changes() {
    return false;
  }

  /** Writes its name and its fields. */
  void writeTo(JsonObject json);

  /** The line that carries this request, without its line end. */
  default String toLine() {
    JsonObject json = new JsonObject();
    json.addProperty("protocol", PROTOCOL);
    writeTo(json);
    return json.toString();
  }

  /**
   * Reads a request.
   *
   * @throws RefusedException if it is none
   */
  static Request parse(String line) throws RefusedException {
    JsonObject json;
    try {
      json = Json.object(line);
    } catch (JsonParseException e) {
      throw Fields.bad(
          "a request is one JSON object on one line, but this line is not: " + reason(e));
    }
    Fields fields = new Fields(json);
    long protocol = fields.number("protocol", 1, Integer.MAX_VALUE, PROTOCOL);
    if (protocol != PROTOCOL) {
      throw new RefusedException(
          ErrorCode.UNKNOWN_PROTOCOL,
          "vipd " + Version.CURRENT + " speaks protocol " + PROTOCOL + ", not " + protocol);
    }
    String name = fields.text("request");
    if (name == null) {
      throw Fields.bad(
          "request: is missing; say what is wanted, for instance \"request\": \"status\"");
    }
    Request request =
        switch (name) {
          case "status" -> Status.read(fields);
          case "stats" -> new Stats(fields.text("group"));
          case "history" -> History.read(fields);
          case "events" -> Events.read(fields);
          case "failover" -> Failover.read(fields);
          case "failback" -> new Failback(fields.group(name));
          case "maintenance" -> Maintenance.read(fields);
          case "log-level" -> SetLogLevel.read(fields);
          case "reload" -> new Reload(fields.flag("dry-run"));
          case "record" -> new Record();
          default ->
              throw new RefusedException(
                  ErrorCode.UNKNOWN_REQUEST,
                  "vipd "
                      + Version.CURRENT
                      + " does not know the request '"
                      + name
                      + "'; use the vipctl that came with it");
        };
    fields.end(name);
    return request;
  }

  /** Gson's own sentences go on about its settings; its first line is enough. */
  private static String reason(JsonParseException e) {
    String message = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
    return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
  }

  /**
   * A picture of the node.
   *
   * @param group the one group that is wanted; null for all
   */
  record Status(String group) implements Request {
    static Status read(Fields fields) throws RefusedException {
      return new Status(fields.text("group"));
    }

    @Override
    public void writeTo(JsonObject json) {
      json.addProperty("request", "status");
      addIfThere(json, "group", group);
    }
  }

  /**
   * What was counted since the daemon's start.
   *
   * @param group of this group only; null for all
   */
  record Stats(String group) implements Request {
    @Override
    public void writeTo(JsonObject json) {
      json.addProperty("request", "stats");
      addIfThere(json, "group", group);
    }
  }

  /**
   * The newest entries of the journal.
   *
   * @param group of this group only; null for all
   * @param since not older than this; null for any age
   * @param limit how many at the most, 1 to 1000
   * @param until up to this sequence number; 0 for the newest
   */
  record History(String group, Duration since, int limit, long until) implements Request {
    static final int MOST = 1000;
    static final Duration OLDEST = Duration.ofDays(3650);

    static History read(Fields fields) throws RefusedException {
      return new History(
          fields.text("group"),
          fields.time("since-ms", Duration.ZERO, OLDEST),
          (int) fields.number("limit", 1, MOST, 50),
          fields.number("until", 1, Long.MAX_VALUE, 0));
    }

    @Override
    public void writeTo(JsonObject json) {
      json.addProperty("request", "history");
      addIfThere(json, "group", group);
      addIfThere(json, "since-ms", since);
      json.addProperty("limit", limit);
      if (until > 0) {
        json.addProperty("until", until);
      }
    }
  }

  /**
   * A picture of the node, and then the journal as it grows, for as long as the client listens.
   *
   * @param after entries behind this sequence number; -1 for those behind the picture
   */
  record Events(long after) implements Request {
    static Events read(Fields fields) throws RefusedException {
      return new Events(fields.number("after", 0, Long.MAX_VALUE, -1));
    }

    @Override
    public void writeTo(JsonObject json) {
      json.addProperty("request", "events");
      if (after >= 0) {
        json.addProperty("after", after);
      }
    }
  }

  /**
   * Hand a group over to another node.
   *
   * @param group its name
   * @param hold how long not to preempt afterwards; null for the daemon's default
   * @param force stay away for that time, whether somebody takes over or not
   */
  record Failover(String group, Duration hold, boolean force) implements Request {
    static Failover read(Fields fields) throws RefusedException {
      String group = fields.group("failover");
      Duration hold = fields.time("hold-ms", Duration.ZERO, ControlLimits.LONGEST_HOLD);
      boolean force = fields.flag("force");
      if (force && hold != null && hold.isZero()) {
        throw Fields.bad("hold-ms: is 0, but force wants a time for which to stay away");
      }
      return new Failover(group, hold == null ? ControlLimits.DEFAULT_HOLD : hold, force);
    }

    @Override
    public boolean changes() {
      return true;
    }

    @Override
    public void writeTo(JsonObject json) {
      json.addProperty("request", "failover");
      json.addProperty("group", group);
      addIfThere(json, "hold-ms", hold);
      addIfTrue(json, "force", force);
    }
  }

  /**
   * Take a group over from a node of lower priority, now.
   *
   * @param group its name
   */
  record Failback(String group) implements Request {
    @Override
    public boolean changes() {
      return true;
    }

    @Override
    public void writeTo(JsonObject json) {
      json.addProperty("request", "failback");
      json.addProperty("group", group);
    }
  }

  /**
   * Keep out of the election, or take part again.
   *
   * @param group its name; null for every group of the node
   * @param on whether to keep out
   * @param length how long; null for until it is ended
   * @param reason why, for people; null for none
   * @param force even if nobody takes over
   */
  record Maintenance(String group, boolean on, Duration length, String reason, boolean force)
      implements Request {
    static Maintenance read(Fields fields) throws RefusedException {
      return new Maintenance(
          fields.text("group"),
          fields.flag("on"),
          fields.time("for-ms", Duration.ofMillis(1), ControlLimits.LONGEST_MAINTENANCE),
          fields.text("reason"),
          fields.flag("force"));
    }

    @Override
    public boolean changes() {
      return true;
    }

    @Override
    public void writeTo(JsonObject json) {
      json.addProperty("request", "maintenance");
      addIfThere(json, "group", group);
      json.addProperty("on", on);
      addIfThere(json, "for-ms", length);
      addIfThere(json, "reason", reason);
      addIfTrue(json, "force", force);
    }
  }

  /**
   * Read the configuration again.
   *
   * @param dryRun whether only to say what would change
   */
  record Reload(boolean dryRun) implements Request {
    @Override
    public boolean changes() {
      return true;
    }

    @Override
    public void writeTo(JsonObject json) {
      json.addProperty("request", "reload");
      addIfTrue(json, "dry-run", dryRun);
    }
  }

  /** A recording of what the node was told and decided lately. */
  record Record() implements Request {
    /** No; but it costs the core the copying, so it is for whoever may change things. */
    @Override
    public boolean changes() {
      return true;
    }

    @Override
    public void writeTo(JsonObject json) {
      json.addProperty("request", "record");
    }
  }

  /**
   * Log from another severity upwards, until the daemon is restarted.
   *
   * @param level {@code debug}, {@code info}, {@code warn} or {@code error}
   */
  record SetLogLevel(String level) implements Request {
    static SetLogLevel read(Fields fields) throws RefusedException {
      String level = fields.text("level");
      if (level == null || !LogLevels.NAMES.contains(level)) {
        throw Fields.bad("level: is none of " + String.join(", ", LogLevels.NAMES));
      }
      return new SetLogLevel(level);
    }

    @Override
    public boolean changes() {
      return true;
    }

    @Override
    public void writeTo(JsonObject json) {
      json.addProperty("request", "log-level");
      json.addProperty("level", level);
    }
  }

  private static void addIfThere(JsonObject json, String field, String value) {
    if (value != null) {
      json.addProperty(field, value);
    }
  }

  private static void addIfThere(JsonObject json, String field, Duration value) {
    if (value != null) {
      json.addProperty(field, value.toMillis());
    }
  }

  private static void addIfTrue(JsonObject json, String field, boolean value) {
    if (value) {
      json.addProperty(field, true);
    }
  }
}
