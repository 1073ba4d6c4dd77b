package io.vipd.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vipd.health.Probe.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PidFileProbeTest {
  @TempDir Path folder;
  private final FakeExits exits = new FakeExits();
  private FakeProc proc;
  private Path file;
  private PidFileProbe probe;
  private int woken;

  @BeforeEach
  void setUp() {
    proc = new FakeProc(folder.resolve("proc"));
    file = folder.resolve("nginx.pid");
    probe = new PidFileProbe(file, new ProcessTable(proc.root()), exits, () -> woken++);
  }

  private Finding look() throws IOException {
    Finding finding = probe.look(1_000_000_000L);
    return new Finding(
        finding.passed(), finding.sentence().replace(file.toString(), "/run/nginx.pid"));
  }

  private String failure() {
    return assertThrows(IOException.class, this::look)
        .getMessage()
        .replace(file.toString(), "/run/nginx.pid");
  }

  private void write(String text, long modifiedMillis) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.fromMillis(modifiedMillis));
  }

  @Test
  void aLivingProcessPassesAndIsWatched() throws IOException {
    proc.process(100, "nginx", 1);
    write("100\n", 1000);
    assertEquals(Finding.pass("nginx is running: PID 100 of /run/nginx.pid"), look());
    assertEquals(Set.of(100L), exits.watched());
    exits.exit(100);
    assertEquals(1, woken);
  }

  @Test
  void onlyTheFirstLineCounts() throws IOException {
    proc.process(100, "postgres", 1);
    write("100\n/var/lib/postgresql/15/main\n1700000000\n5432\n", 1000);
    assertEquals(Finding.pass("postgres is running: PID 100 of /run/nginx.pid"), look());
  }

  @Test
  void aProcessThatIsGoneOrAZombieFails() throws IOException {
    write("100\n", 1000);
    assertEquals(Finding.fail("PID 100 of /run/nginx.pid is not running"), look());
    proc.process(100, "nginx", 'Z', 1, 100, 5000);
    assertEquals(Finding.fail("PID 100 of /run/nginx.pid has exited"), look());
  }

  @Test
  void aPidThatWasGivenToAnotherProcessFailsUntilTheFileIsWrittenAnew() throws IOException {
    proc.process(100, "nginx", 'S', 1, 100, 5000);
    write("100\n", 1000);
    look();
    proc.process(100, "bash", 'S', 1, 100, 9000);
    var stale =
        Finding.fail("PID 100 of /run/nginx.pid has exited; another process has that PID now");
    assertEquals(stale, look());
    assertEquals(stale, look());
    write("100\n", 2000);
    assertEquals(Finding.pass("bash is running: PID 100 of /run/nginx.pid"), look());
  }

  @Test
  void aNewPidInTheFileIsFollowed() throws IOException {
    proc.process(100, "nginx", 1).process(200, "nginx", 1);
    write("100\n", 1000);
    look();
    write("200\n", 2000);
    assertEquals(Finding.pass("nginx is running: PID 200 of /run/nginx.pid"), look());
    assertEquals(Set.of(200L), exits.watched());
  }

  @ParameterizedTest
  @CsvSource({"'', ''", "abc, abc", "-5, -5", "0, 0", "12x, 12x", "'12 13', '12 13'"})
  void aFileWithoutAPidSaysWhatItHoldsInstead(String text, String shown) throws IOException {
    write(text, 1000);
    assertEquals("PID file /run/nginx.pid holds no PID but \"" + shown + "\"", failure());
  }

  @Test
  void aFileThatIsMissingOrNoFileFails() throws IOException {
    assertEquals("PID file /run/nginx.pid does not exist", failure());
    Files.createDirectory(file);
    assertEquals("PID file /run/nginx.pid is not a regular file", failure());
  }

  @Test
  void closingEndsTheWatch() throws IOException {
    proc.process(100, "nginx", 1);
    write("100\n", 1000);
    look();
    probe.close();
    assertEquals(Set.of(), exits.watched());
  }
}
