package io.vipd.daemon.reload;

import io.vipd.daemon.config.ConfigFiles;
import io.vipd.daemon.control.ConfigStatus;
import io.vipd.daemon.control.ReloadDocument;
import io.vipd.daemon.control.ReloadDocument.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Remembers how reloading went, and looks every few seconds whether the files still say what is in
 * use; of hundreds of files, less often. Whoever wants to know never waits for a file.
 */
public final class ReloadRecord implements Supplier<ConfigStatus> {
  private static final Duration RHYTHM = Duration.ofSeconds(10);

  /** Many files are looked at more seldom, so that it is five a second at most. */
  private static final Duration RHYTHM_PER_FILE = Duration.ofMillis(200);

  private static final List<Outcome> COUNTED =
      List.of(Outcome.APPLIED, Outcome.UNCHANGED, Outcome.INVALID, Outcome.REFUSED);

  private final Path folder;
  private final InstantSource clock;
  private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
  private ConfigFiles inUse;
  private volatile ConfigStatus status;

  /**
   * Nothing was reloaded yet.
   *
   * @param folder where the files are
   * @param inUse what they said when the configuration in use was read
   */
  public ReloadRecord(Path folder, ConfigFiles inUse) {
    this(folder, inUse, InstantSource.system());
  }

  ReloadRecord(Path folder, ConfigFiles inUse, InstantSource clock) {
    this.folder = folder;
    this.inUse = inUse;
    this.clock = clock;
    COUNTED.forEach(outcome -> counts.put(outcome, 0L));
    this.status = new ConfigStatus(now(), counts(), null, null, null);
  }

  /** Begins to look, until the process ends. */
  public void start() {
    Thread.ofPlatform().daemon().name("config-watch").start(this::watch);
  }

  private void watch() {
    while (true) {
      try {
        Thread.sleep(rhythm(files()));
      } catch (InterruptedException _) {
        return;
      }
      look();
    }
  }

  private synchronized int files() {
    return inUse.digests().size();
  }

  /** The time between two looks at so many files. */
  static Duration rhythm(int files) {
    Duration forAll = RHYTHM_PER_FILE.multipliedBy(files);
    return forAll.compareTo(RHYTHM) > 0 ? forAll : RHYTHM;
  }

  /** How it stands; any thread. */
  @Override
  public ConfigStatus get() {
    return status;
  }

  /**
   * A reload has ended.
   *
   * @param read what the files said just before
   */
  synchronized void ended(ReloadDocument document, ConfigFiles read) {
    counts.merge(document.outcome(), 1L, Long::sum);
    Instant at = now();
    if (document.outcome().fine()) {
      inUse = read;
      status = new ConfigStatus(at, counts(), null, null, null);
    } else {
      status =
          new ConfigStatus(
              status.since(), counts(), at, document.failure(), status.outdatedSince());
    }
    look();
  }

  /** Compares the files with what is in use. */
  synchronized void look() {
    Instant outdated = status.outdatedSince();
    if (ConfigFiles.of(folder).equals(inUse)) {
      outdated = null;
    } else if (outdated == null) {
      outdated = now();
    }
    status =
        new ConfigStatus(
            status.since(), status.reloads(), status.failedAt(), status.failure(), outdated);
  }

  /** To the second, as people are told. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private Map<String, Long> counts() {
    Map<String, Long> named = new TreeMap<>();
    counts.forEach((outcome, count) -> named.put(outcome.text(), count));
    return Map.copyOf(named);
  }
}
