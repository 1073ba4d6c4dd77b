package io.vipd.daemon.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.config.ConfigFiles;
import io.vipd.daemon.control.ConfigStatus;
import io.vipd.daemon.control.ReloadDocument;
import io.vipd.daemon.control.ReloadDocument.Notice;
import io.vipd.daemon.control.ReloadDocument.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadRecordTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;
  private Instant now = START;
  private ReloadRecord record;

  @BeforeEach
  void start() throws IOException {
    Files.createDirectory(folder.resolve("groups"));
    write("vrid: 51\n");
    record = new ReloadRecord(folder, ConfigFiles.of(folder), () -> now);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("groups/web.yaml"), text);
  }

  private void ended(Outcome outcome, String why, List<Notice> problems) {
    record.ended(
        new ReloadDocument(outcome, why, List.of(), problems, List.of()), ConfigFiles.of(folder));
  }

  @Test
  void atTheStartAllIsWell() {
    ConfigStatus status = record.get();
    assertEquals(START, status.since());
    assertEquals("", status.summary());
    assertNull(status.warning());
    assertEquals(4, status.reloads().size());
  }

  @Test
  void filesAreLookedAtEveryTenSecondsAndNotMoreThanFiveASecond() {
    assertEquals(Duration.ofSeconds(10), ReloadRecord.rhythm(0));
    assertEquals(Duration.ofSeconds(10), ReloadRecord.rhythm(50));
    assertEquals(Duration.ofSeconds(40), ReloadRecord.rhythm(200));
  }

  @Test
  void anEditIsNoticedAndIsOverWhenTheFilesSayAgainWhatIsInUse() throws IOException {
    now = START.plusSeconds(60);
    write("vrid: 52\n");
    record.look();
    now = START.plusSeconds(90);
    record.look();
    assertEquals(START.plusSeconds(60), record.get().outdatedSince());
    assertTrue(
        record
            .get()
            .warning()
            .endsWith(
                "since 2026-01-01T00:01:00Z; 'vipctl reload --dry-run'"
                    + " tells what, 'vipctl reload' puts it in use"),
        record.get().warning());
    write("vrid: 51\n");
    record.look();
    assertNull(record.get().outdatedSince());
  }

  @Test
  void aFileThatComesOrGoesIsAnEditAndOneOfAnEditorIsNot() throws IOException {
    Files.writeString(folder.resolve("groups/.web.yaml.swp"), "x");
    record.look();
    assertNull(record.get().outdatedSince());
    Path node = Files.writeString(folder.resolve("vipd.yaml"), "name: a\n");
    record.look();
    assertEquals(START, record.get().outdatedSince());
    Files.delete(node);
    Files.delete(folder.resolve("groups/web.yaml"));
    record.look();
    assertEquals(START, record.get().outdatedSince());
  }

  @Test
  void aReloadThatFailsIsToldUntilOneGoesWell() throws IOException {
    write("vrid: 300\n");
    now = START.plusSeconds(5);
    Notice first = new Notice("web.yaml", 1, 7, "vrid: 300 is outside 1..255");
    ended(Outcome.INVALID, null, List.of(first, first, first));
    ConfigStatus failed = record.get();
    assertEquals(START, failed.since());
    assertEquals(START.plusSeconds(5), failed.failedAt());
    assertEquals("web.yaml:1:7 vrid: 300 is outside 1..255 (and 2 more)", failed.failure());
    assertEquals(START.plusSeconds(5), failed.outdatedSince());
    assertEquals("1 invalid", failed.summary());

    write("vrid: 53\n");
    now = START.plusSeconds(9);
    ended(Outcome.APPLIED, null, List.of());
    assertEquals(START.plusSeconds(9), record.get().since());
    assertNull(record.get().warning());
    assertEquals("1 applied, 1 invalid", record.get().summary());
  }

  @Test
  void whatTheKernelRefusesIsToldInItsWords() {
    ended(Outcome.REFUSED, "cannot add 192.0.2.12/24", List.of());
    assertEquals("cannot add 192.0.2.12/24", record.get().failure());
    assertNull(record.get().outdatedSince());
    ended(Outcome.UNCHANGED, null, List.of());
    assertNull(record.get().failure());
    assertEquals("1 unchanged, 1 refused", record.get().summary());
  }

  @Test
  void whatCannotBeReadIsComparedAllTheSame() throws IOException {
    Files.delete(folder.resolve("groups/web.yaml"));
    Files.createDirectory(folder.resolve("groups/web.yaml"));
    record.look();
    assertEquals(START, record.get().outdatedSince());
  }
}
