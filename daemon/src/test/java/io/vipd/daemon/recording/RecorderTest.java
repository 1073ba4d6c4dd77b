package io.vipd.daemon.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.journal.Entry;
import io.vipd.daemon.journal.Journal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecorderTest {
  @TempDir Path state;
  private Journal journal;
  private Recorder recorder;

  @BeforeEach
  void open() {
    journal = Journal.start(state);
    recorder = new Recorder(state, () -> "node-a", Recordings::tape, journal);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private static Entry entry(String kind, String from, String cause, List<String> inhibitors) {
    return new Entry(
        1,
        Instant.EPOCH,
        0,
        null,
        kind,
        "web",
        "",
        Map.of("from", from, "cause", cause, "inhibitors", inhibitors));
  }

  @Test
  void aRecordingSaysWhoseItIsAndEndsNow() throws IOException {
    byte[] bytes = recorder.record();
    Recording recording = RecordingReader.read(() -> new ByteArrayInputStream(bytes));
    assertEquals("node-a", recording.node());
    assertEquals(Recordings.recording().chapters(), recording.chapters());
  }

  @Test
  void whatNobodyAskedForIsWorthARecording() {
    assertTrue(Recorder.tells(entry("transition", "BACKUP", "active-down-timer", List.of())));
    assertTrue(Recorder.tells(entry("transition", "ACTIVE", "higher-priority", List.of())));
    assertTrue(Recorder.tells(entry("transition", "ACTIVE", "inhibited", List.of("link is down"))));
    assertFalse(
        Recorder.tells(entry("transition", "BACKUP", "inhibited", List.of("link is down"))));
    assertFalse(
        Recorder.tells(entry("transition", "ACTIVE", "inhibited", List.of("in maintenance"))));
    assertFalse(
        Recorder.tells(entry("transition", "ACTIVE", "inhibited", List.of("vipd is stopping"))));
    assertFalse(Recorder.tells(entry("transition", "ACTIVE", "operator", List.of())));
    assertFalse(Recorder.tells(entry("transition", "FAULT", "startup", List.of())));
    assertFalse(Recorder.tells(entry("check", "ACTIVE", "active-down-timer", List.of())));
  }

  @Test
  void theLatestEightAreKeptForTheGroupOfTheFolder() throws IOException {
    Path folder = Files.createDirectory(state.resolve("recordings"));
    for (int i = 10; i < 20; i++) {
      Files.writeString(folder.resolve("202501" + i + "T000000Z.recording"), "");
    }
    recorder.keep();
    List<String> names;
    try (Stream<Path> files = Files.list(folder)) {
      names = files.map(file -> file.getFileName().toString()).sorted().toList();
    }
    assertEquals(8, names.size(), names::toString);
    assertEquals("20250113T000000Z.recording", names.getFirst());
    Path newest = folder.resolve(names.getLast());
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(newest)));
    assertEquals("node-a", RecordingReader.read(() -> Files.newInputStream(newest)).node());
  }

  @Test
  void aDiskThatDoesNotTakeItIsNoFailure() throws IOException {
    Files.writeString(state.resolve("recordings"), "in the way");
    recorder.keep();
    assertTrue(Files.isRegularFile(state.resolve("recordings")));
  }
}
