package io.vipd.daemon.cli;

import io.vipd.daemon.log.SafeText;
import io.vipd.daemon.scan.Sightings;
import java.time.Duration;
import java.util.List;

/** One line on a terminal that says how a scan goes; nothing where there is no terminal. */
final class ScanProgress {
  private static final String FROM_THE_START = "\r\u001b[K";

  private final World world;
  private final String where;
  private String shown = "";

  ScanProgress(World world, List<String> interfaces) {
    this.world = world;
    this.where = SafeText.oneLine(String.join(", ", interfaces));
  }

  /** Shows how long it takes yet and how much was found. */
  void show(Duration left, Sightings sightings) {
    int count = sightings.routers().size();
    String line =
        "listening on %s, %d s left, %d %s heard"
            .formatted(where, left.toSeconds() + 1, count, count == 1 ? "router" : "routers");
    if (world.terminal().isPresent() && !line.equals(shown)) {
      shown = line;
      world.err().print(FROM_THE_START + line);
      world.err().flush();
    }
  }

  /** Takes the line away. */
  void end() {
    if (!shown.isEmpty()) {
      world.err().print(FROM_THE_START);
      world.err().flush();
    }
  }
}
