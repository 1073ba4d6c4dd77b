package io.vipd.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.health.Probe.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuorumProbeTest {
  private static final long OWN_PID = 50;

  @TempDir Path root;
  private final FakeExits exits = new FakeExits();
  private FakeProc proc;
  private int woken;

  @BeforeEach
  void setUp() {
    proc =
        new FakeProc(root)
            .process(1, "init", 0)
            .process(OWN_PID, "java", 1)
            .process(60, "java", OWN_PID) // its own script
            .process(100, "java", 1)
            .process(101, "java", 100)
            .process(102, "java", 100)
            .command(60, "java", "-jar", "broker.jar")
            .command(100, "java", "-Xmx1g", "-jar", "/srv/broker.jar", "--port=1")
            .command(101, "java", "-jar", "/srv/broker.jar", "--port=2")
            .command(102, "java", "-jar", "/srv/web.jar");
  }

  private QuorumProbe probe(String name, String command, int min, int max) {
    return new QuorumProbe(
        new ProcessFinder(name, command, OWN_PID, new ProcessTable(root)),
        new CheckSpec.Quorum(min, max),
        exits,
        () -> woken++);
  }

  private static Finding look(QuorumProbe probe) throws IOException {
    return probe.look(1_000_000_000);
  }

  @Test
  void everyProcessCountsBelowWhichOtherItMayBe() throws IOException {
    assertEquals(
        Finding.pass("3 processes named java are running"), look(probe("java", null, 1, 3)));
    assertEquals(
        Finding.fail("3 processes named java are running, and at least 4 must be"),
        look(probe("java", null, 4, Integer.MAX_VALUE)));
    assertEquals(
        Finding.fail("3 processes named java are running, and at most 2 may be"),
        look(probe("java", null, 0, 2)));
  }

  @Test
  void theCommandLineTellsProcessesOfOneNameApart() throws IOException {
    assertEquals(
        Finding.pass("2 processes named java with command line \"-jar \\S*broker\" are running"),
        look(probe("java", "-jar \\S*broker", 2, 2)));
    assertEquals(
        Finding.pass("1 process with command line \"--port=1$\" is running"),
        look(probe(null, "--port=1$", 1, 1)));
    assertEquals(
        Finding.pass("no process with command line \"^ruby\" is running"),
        look(probe(null, "^ruby", 0, 0)));
  }

  @Test
  void theExitOfAnyOfThemWakesTheCheck() throws IOException {
    QuorumProbe probe = probe("java", null, 3, 3);
    look(probe);
    assertEquals(Set.of(100L, 101L, 102L), exits.watched());
    proc.gone(101);
    exits.exit(101);
    assertEquals(1, woken);
    assertEquals(
        Finding.fail("2 processes named java are running, and at least 3 must be"), look(probe));
    assertEquals(Set.of(100L, 102L), exits.watched());
    probe.close();
    assertEquals(Set.of(), exits.watched());
  }

  @Test
  void oneThatRenamesItselfDoesNotCountAnyMoreAndOneThatTakesTheNameDoes() throws IOException {
    QuorumProbe probe = probe("java", null, 3, 3);
    look(probe);
    proc.process(101, "renamed", 100);
    assertEquals(
        Finding.fail("2 processes named java are running, and at least 3 must be"), look(probe));
    proc.process(1, "java", 0);
    assertEquals(Finding.pass("3 processes named java are running"), look(probe));
  }

  @Test
  void aPidThatIsGivenOutAgainIsWatchedAnew() throws IOException {
    QuorumProbe probe = probe("java", null, 1, 9);
    look(probe);
    proc.process(102, "java", 'S', 100, 102, 9000);
    look(probe);
    assertEquals(Set.of(100L, 101L, 102L), exits.watched());
  }

  @Test
  void noMoreThanSixtyFourAreWatchedButAllAreCounted() throws IOException {
    for (int pid = 1000; pid < 1100; pid++) {
      proc.process(pid, "worker", 1);
    }
    assertEquals(
        Finding.pass("100 processes named worker are running"),
        look(probe("worker", null, 100, 100)));
    assertEquals(64, exits.watched().size());
  }
}
