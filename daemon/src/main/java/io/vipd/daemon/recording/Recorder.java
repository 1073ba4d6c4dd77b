package io.vipd.daemon.recording;

import io.vipd.daemon.control.Version;
import io.vipd.daemon.journal.Entry;
import io.vipd.daemon.journal.FellBehindException;
import io.vipd.daemon.journal.Journal;
import io.vipd.daemon.journal.Kind;
import io.vipd.vrrp.node.Tape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes recordings: for whoever asks, and by itself a few seconds after a change of role that
 * nobody asked for. Of the latter it keeps a few, and makes one a minute at the most. All of it is
 * done on threads that may wait; the core only copies its tape.
 */
public final class Recorder {
  private static final Logger log = LoggerFactory.getLogger(Recorder.class);
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final String SUFFIX = ".recording";
  private static final int KEPT = 8;
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration AFTERMATH = Duration.ofSeconds(3);
  private static final Duration SPACING = Duration.ofMinutes(1);
  private static final int MOST_ENTRIES = 256;

  /** Changes of role whose reason an operator may want to understand. */
  private static final Set<String> TELLING =
      Set.of(
          "active-down-timer",
          "higher-priority",
          "higher-address",
          "stalled",
          "addresses-contested",
          "outranked",
          "nobody-took-over");

  private final Path folder;
  private final Supplier<String> node;
  private final Supplier<List<Tape.Copy>> tape;
  private final Journal journal;

  /**
   * A recorder.
   *
   * @param stateFolder recordings lie in its folder {@code recordings}
   * @param node the node's name
   * @param tape copies the core's tape; throws {@link IllegalStateException} if it does not answer
   */
  public Recorder(
      Path stateFolder, Supplier<String> node, Supplier<List<Tape.Copy>> tape, Journal journal) {
    this.folder = stateFolder.resolve("recordings");
    this.node = node;
    this.tape = tape;
    this.journal = journal;
  }

  /** Begins to look for changes of role, until the process ends. */
  public void start() {
    Thread.ofPlatform().daemon().name("recorder").start(this::watch);
  }

  /**
   * A recording up to now, as a file has it.
   *
   * @throws IllegalStateException if the core does not answer
   */
  public synchronized byte[] record() {
    List<Tape.Copy> copies = tape.get();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      RecordingWriter.write(
          Version.CURRENT, node.get(), Instant.now(), System.nanoTime(), copies, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void watch() {
    long seen = journal.newestSequence();
    try {
      while (true) {
        List<Entry> fresh = waitBehind(seen);
        seen = fresh.isEmpty() ? seen : fresh.getLast().sequence();
        if (fresh.stream().anyMatch(Recorder::tells)) {
          Thread.sleep(AFTERMATH);
          seen = journal.newestSequence();
          keep();
          Thread.sleep(SPACING);
        }
      }
    } catch (InterruptedException _) {
      // The process ends.
    }
  }

  private List<Entry> waitBehind(long seen) throws InterruptedException {
    try {
      List<Entry> fresh = journal.after(seen, MOST_ENTRIES, LONGEST_WAIT);
      if (fresh.isEmpty()) {
        Thread.sleep(PAUSE); // the journal has come to its end before the process
      }
      return fresh;
    } catch (FellBehindException _) {
      return journal.recent(MOST_ENTRIES, null);
    }
  }

  /** Whether this is a change of role that nobody asked for. */
  static boolean tells(Entry entry) {
    String cause = entry.text("cause");
    return entry.is(Kind.TRANSITION)
        && cause != null
        && (TELLING.contains(cause) || cause.equals("inhibited") && failed(entry));
  }

  private static boolean failed(Entry entry) {
    return "ACTIVE".equals(entry.text("from"))
        && entry.details().get("inhibitors") instanceof List<?> inhibitors
        && inhibitors.stream()
            .map(Object::toString)
            .noneMatch(words -> words.equals("in maintenance") || words.equals("vipd is stopping"));
  }

  /** Makes one for later; a disk that does not take it costs a line in the log. */
  void keep() {
    try {
      byte[] recording = record();
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
      Path file = folder.resolve(NAME.format(Instant.now()) + SUFFIX);
      Path fresh = folder.resolve("new");
      Files.write(fresh, recording);
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r-----"));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      prune();
      log.info(
          "what led to the change of role is recorded; 'vipctl replay {}' shows each decision",
          file);
    } catch (IOException | IllegalStateException e) {
      log.warn("what led to the change of role is not recorded in {}: {}", folder, e.toString());
    }
  }

  private void prune() throws IOException {
    List<Path> all = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      files.forEach(all::add);
    }
    all.sort(null);
    for (Path old : all.subList(0, Math.max(0, all.size() - KEPT))) {
      Files.deleteIfExists(old);
    }
  }
}
