package io.vipd.daemon.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** A world whose clock stands, and whose streams can be read. */
final class FakeWorld {
  static final Instant NOW = Instant.parse("2026-01-01T00:03:12Z");

  final Map<String, String> environment = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  Terminal terminal = new Terminal.Nothing();
  World.Pause pause = _ -> false;

  /** A terminal of that size. */
  record FakeTerminal(int rows, int columns) implements Terminal {
    @Override
    public boolean isPresent() {
      return true;
    }

    @Override
    public Size size() {
      return new Size(rows, columns);
    }
  }

  World world() {
    return new World(
        new PrintStream(out, false, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        environment,
        terminal,
        InstantSource.fixed(NOW),
        ZoneOffset.UTC,
        pause);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
