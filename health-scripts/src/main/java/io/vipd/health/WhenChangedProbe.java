package io.vipd.health;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Asks another probe only when some files have changed since; what it said last holds meanwhile.
 * For checks that cost much and whose answer depends on files alone, such as {@code nginx -t}.
 */
final class WhenChangedProbe implements Probe {
  private final Probe probe;
  private final List<Path> paths;
  private Finding last;
  private long fingerprint;

  WhenChangedProbe(Probe probe, List<Path> paths) {
    this.probe = probe;
    this.paths = List.copyOf(paths);
  }

  @Override
  public void prepare() {
    if (last == null) {
      probe.prepare();
    }
  }

  @Override
  public Finding look(long timeoutNanos) throws IOException, InterruptedException {
    // Before the run: a change during it is looked at next time.
    long now = Fingerprint.of(paths);
    if (last == null || now != fingerprint) {
      last = null;
      last = probe.look(timeoutNanos);
      fingerprint = now;
    }
    return last;
  }

  @Override
  public void close() {
    probe.close();
  }
}
