package io.vipd.daemon.recording;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.vipd.vrrp.node.RouterConfig;
import io.vipd.vrrp.node.Tape;
import io.vipd.vrrp.node.TapeEntry;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Writes recordings: a line that says what it is, for each chapter a line with its configurations
 * and one for each entry, {@code [kind, router, nanoseconds, numbers]}, and a line that ends it.
 */
final class RecordingWriter {
  /** The form that is written and read. */
  static final int FORM = 1;

  private RecordingWriter() {}

  /**
   * Writes one, entry by entry.
   *
   * @param version vipd's version
   * @param node the node's name
   * @param at when the tape was copied, by the time of day
   * @param atNanos the same by the node's clock
   * @param tape oldest chapter first
   */
  static void write(
      String version, String node, Instant at, long atNanos, List<Tape.Copy> tape, OutputStream out)
      throws IOException {
    try (BufferedWriter lines =
        new BufferedWriter(new OutputStreamWriter(new GZIPOutputStream(out), UTF_8))) {
      JsonObject head = new JsonObject();
      head.addProperty("vipd-recording", FORM);
      head.addProperty("version", version);
      head.addProperty("node", node);
      head.addProperty("at", at.toString());
      head.addProperty("at-ns", atNanos);
      line(lines, head.toString());
      long entries = 0;
      for (Tape.Copy chapter : tape) {
        JsonArray configs = new JsonArray();
        chapter.configs().forEach(config -> configs.add(config(config)));
        JsonObject begin = new JsonObject();
        begin.add("chapter", configs);
        line(lines, begin.toString());
        for (TapeEntry entry : chapter) {
          line(lines, entry(entry));
          entries++;
        }
      }
      JsonObject end = new JsonObject();
      end.addProperty("end", entries);
      line(lines, end.toString());
    }
  }

  private static void line(BufferedWriter lines, String text) throws IOException {
    lines.write(text);
    lines.write('\n');
  }

  private static String entry(TapeEntry entry) {
    return "[\""
        + entry.kind()
        + "\","
        + entry.router()
        + ","
        + entry.atNanos()
        + ","
        + entry.args().toString().replace(" ", "")
        + "]";
  }

  /** Keys and passwords stay out: adverts on a tape have passed already. */
  private static JsonObject config(RouterConfig config) {
    JsonObject json = new JsonObject();
    json.addProperty("name", config.name());
    json.addProperty("version", config.version());
    json.addProperty("vrid", config.vrid());
    json.addProperty("priority", config.priority());
    json.addProperty("interval-ns", config.interval().toNanos());
    json.add("addresses", texts(config.addresses()));
    json.add("peers", texts(config.peers()));
    json.addProperty("preempt", config.preempt());
    json.addProperty("pair", config.pair());
    json.addProperty("preempt-delay-ns", config.patience().preemptDelay().toNanos());
    json.addProperty("recover-hold-ns", config.patience().recoverHold().toNanos());
    json.addProperty("boot-hold-ns", config.patience().bootHold().toNanos());
    json.addProperty("settle-ns", config.patience().settle().toNanos());
    json.addProperty("verdict-limit-ns", config.patience().verdictLimit().toNanos());
    json.addProperty("promote-limit-ns", config.patience().promoteLimit().toNanos());
    json.addProperty("checksum", config.checksum().name());
    JsonArray weights = new JsonArray();
    config.checkWeights().forEach(weights::add);
    json.add("check-weights", weights);
    return json;
  }

  private static JsonArray texts(List<?> values) {
    JsonArray texts = new JsonArray();
    values.forEach(value -> texts.add(value.toString()));
    return texts;
  }
}
