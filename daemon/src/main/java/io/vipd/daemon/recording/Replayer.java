package io.vipd.daemon.recording;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.vipd.daemon.log.SafeText;
import io.vipd.vrrp.node.Replay;
import io.vipd.vrrp.node.TapeEntry;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Plays a recording again and tells each step; equal ones that follow each other once. */
public final class Replayer {
  private final Recording recording;
  private final String group;
  private final boolean json;
  private final Consumer<String> lines;
  private long steps;
  private long differences;
  private String last = "";
  private long repeated;

  /**
   * Nothing is played yet.
   *
   * @param group this group only; null for all
   * @param json whether lines are for programs
   * @param lines takes each line
   */
  public Replayer(Recording recording, String group, boolean json, Consumer<String> lines) {
    this.recording = recording;
    this.group = group;
    this.json = json;
    this.lines = lines;
  }

  /**
   * Plays all of it.
   *
   * @return whether everything was decided as it was recorded
   * @throws IllegalArgumentException if the recording makes no sense
   */
  public boolean run() {
    begin();
    Replay.run(recording.chapters(), this::step);
    end();
    return differences == 0;
  }

  private void begin() {
    if (!json) {
      print(
          recording.node()
              + ", vipd "
              + recording.version()
              + ", recorded up to "
              + recording.at());
    }
  }

  private void step(Replay.Step step) {
    steps++;
    if (!step.same()) {
      differences++;
    }
    boolean wanted =
        group == null
            || step.router() == null
            || step.router().startsWith(group + "/")
            || !step.same();
    if (!wanted) {
      return;
    }
    if (json) {
      lines.accept(document(step).toString());
      return;
    }
    String text = text(step);
    if (text.equals(last)) {
      repeated++;
      return;
    }
    flush();
    last = text;
    print(recording.timeOf(step.input().atNanos()) + "  " + text);
    if (!step.same()) {
      print("  DIFFERS: recorded was " + words(step, step.recorded()));
    }
  }

  private void end() {
    flush();
    if (!json) {
      print(
          differences == 0
              ? steps + " steps, all decided as they were recorded"
              : steps + " steps, " + differences + " of them decided otherwise than recorded");
    }
  }

  private void flush() {
    if (repeated > 0) {
      print("  and the same " + repeated + (repeated == 1 ? " time more" : " times more"));
    }
    repeated = 0;
  }

  private void print(String line) {
    lines.accept(SafeText.oneLine(line));
  }

  private String text(Replay.Step step) {
    String router = step.router() == null ? "" : step.router() + " ";
    return router
        + ReplayWords.of(step.input())
        + (step.input().kind() == TapeEntry.Kind.CHECKPOINT
            ? ""
            : " -> " + words(step, step.decided()));
  }

  /** Timers of several routers may be due at once, so that each decision says whose it is. */
  private String words(Replay.Step step, List<TapeEntry> decisions) {
    if (step.input().kind() == TapeEntry.Kind.CHECKPOINT) {
      return "another state";
    }
    if (decisions.isEmpty()) {
      return "nothing";
    }
    return decisions.stream()
        .map(entry ->
            (step.router() == null ? step.names().get(entry.router()) + " " : "")
                + ReplayWords.of(entry))
        .collect(Collectors.joining("; "));
  }

  private JsonObject document(Replay.Step step) {
    JsonObject document = new JsonObject();
    document.addProperty("at", recording.timeOf(step.input().atNanos()).toString());
    document.addProperty("router", step.router());
    document.addProperty("input", step.input().kind().name());
    document.addProperty("says", ReplayWords.of(step.input()));
    document.addProperty("same", step.same());
    if (step.input().kind() != TapeEntry.Kind.CHECKPOINT) {
      JsonArray decided = new JsonArray();
      for (TapeEntry entry : step.decided()) {
        JsonObject decision = new JsonObject();
        decision.addProperty("router", step.names().get(entry.router()));
        decision.addProperty("decision", entry.kind().name());
        decision.addProperty("says", ReplayWords.of(entry));
        decided.add(decision);
      }
      document.add("decided", decided);
    }
    return document;
  }
}
