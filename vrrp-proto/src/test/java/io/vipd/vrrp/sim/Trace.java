package io.vipd.vrrp.sim;

import java.util.ArrayDeque;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The last things that happened, for people to read after a failure. Recording costs more than the
 * simulation itself, so a run is quiet at first and is repeated with a trace once it has failed.
 */
final class Trace {
  private static final int LINES = 20_000;
  private static final double SECONDS = 10;

  private record Line(long atNanos, String text) {}

  private final ArrayDeque<Line> lines = new ArrayDeque<>();
  private final boolean recording;

  Trace(boolean recording) {
    this.recording = recording;
  }

  void add(long nowNanos, Supplier<String> text) {
    if (recording) {
      if (lines.size() == LINES) {
        lines.removeFirst();
      }
      lines.add(new Line(nowNanos, text.get()));
    }
  }

  /** The last ten seconds, one line for each thing. */
  String tail() {
    StringBuilder text = new StringBuilder();
    for (Line line : lines) {
      if (lines.getLast().atNanos - line.atNanos < SECONDS * 1e9) {
        text.append(String.format(Locale.ROOT, "%14.6f  %s%n", line.atNanos / 1e9, line.text));
      }
    }
    return text.toString();
  }
}
