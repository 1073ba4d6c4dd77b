package io.vipd.daemon.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFormatTest {
  @TempDir Path temp;

  @Test
  void theJournalIsRecognizedByDeviceAndInode() throws Exception {
    Path stdout = Files.writeString(temp.resolve("stdout"), "");
    String stream =
        Files.getAttribute(stdout, "unix:dev") + ":" + Files.getAttribute(stdout, "unix:ino");
    assertEquals(
        LogFormat.JOURNALD, LogFormat.AUTO.resolved(Map.of("JOURNAL_STREAM", stream), stdout));
  }

  @Test
  void aStdoutThatWasLedElsewhereIsNotTheJournal() throws Exception {
    Path stdout = Files.writeString(temp.resolve("stdout"), "");
    assertEquals(LogFormat.HUMAN, LogFormat.AUTO.resolved(Map.of("JOURNAL_STREAM", "8:1"), stdout));
    assertEquals(LogFormat.HUMAN, LogFormat.AUTO.resolved(Map.of(), stdout));
    assertEquals(
        LogFormat.HUMAN,
        LogFormat.AUTO.resolved(Map.of("JOURNAL_STREAM", "8:1"), temp.resolve("none")));
  }

  @Test
  void whatIsAskedForIsTaken() {
    assertEquals(LogFormat.JOURNALD, LogFormat.JOURNALD.resolved(Map.of(), temp));
    assertEquals(LogFormat.HUMAN, LogFormat.HUMAN.resolved(Map.of(), temp));
  }
}
