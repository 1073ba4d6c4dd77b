package io.vipd.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vipd.health.Probe.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessNameProbeTest {
  private static final long OWN_PID = 50;
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path root;
  private final FakeExits exits = new FakeExits();
  private FakeProc proc;
  private ProcessNameProbe probe;
  private long nowNanos = Long.MAX_VALUE - 3 * SECOND;
  private int woken;

  @BeforeEach
  void setUp() {
    proc = new FakeProc(root).process(1, "init", 0).process(OWN_PID, "java", 1);
    probe =
        new ProcessNameProbe(
            new ProcessFinder("nginx", null, OWN_PID, new ProcessTable(root)),
            exits,
            () -> woken++,
            () -> nowNanos);
  }

  private Finding look() throws IOException {
    return probe.look(SECOND);
  }

  /** An nginx with two workers that share its session. */
  private void nginx() {
    proc.process(100, "nginx", 'S', 1, 100, 5000)
        .process(101, "nginx", 'S', 100, 100, 5001)
        .process(102, "nginx", 'S', 100, 100, 5001)
        .children(100, 101, 102)
        .children(101)
        .children(102);
  }

  private void orphan(long pid) {
    proc.process(pid, "nginx", 'S', 1, 100, 5001);
  }

  @Test
  void whereThereIsNoneItFails() throws IOException {
    proc.process(100, "nginx-debug", 1);
    assertEquals(Finding.fail("no process named nginx"), look());
  }

  @Test
  void theMasterIsWatchedAndNotItsWorkers() throws IOException {
    nginx();
    assertEquals(Finding.pass("nginx is running: PID 100"), look());
    assertEquals(Set.of(100L), exits.watched());
  }

  @Test
  void theMastersExitWakesTheCheck() throws IOException {
    nginx();
    look();
    exits.exit(100);
    assertEquals(1, woken);
  }

  @Test
  void orphanedWorkersDoNotCount() throws IOException {
    nginx();
    look();
    proc.gone(100);
    orphan(101);
    orphan(102);
    var finding =
        Finding.fail("the parent of nginx has exited and left orphans behind: PIDs 101, 102");
    assertEquals(finding, look());
    assertEquals(finding, look());
    assertEquals(Set.of(), exits.watched());
  }

  @Test
  void aMasterThatIsAZombieHasExited() throws IOException {
    nginx();
    look();
    proc.process(100, "nginx", 'Z', 1, 100, 5000);
    assertEquals(
        Finding.fail("the parent of nginx has exited and left orphans behind: PIDs 101, 102"),
        look());
  }

  @Test
  void workersOfAReloadBetweenTwoScansAreKnownToo() throws IOException {
    nginx();
    look();
    proc.gone(101).gone(102);
    proc.process(201, "nginx", 'S', 100, 100, 9000).children(100, 201);
    nowNanos += SECOND;
    look();
    proc.gone(100).process(201, "nginx", 'S', 1, 100, 9000);
    assertEquals(
        Finding.fail("the parent of nginx has exited and left orphans behind: PID 201"), look());
  }

  @Test
  void whereTheKernelTellsNoChildrenEveryRunScans() throws IOException {
    proc.process(100, "nginx", 'S', 1, 100, 5000);
    look();
    proc.process(201, "nginx", 'S', 100, 100, 9000);
    look();
    proc.gone(100).process(201, "nginx", 'S', 1, 100, 9000);
    assertEquals(
        Finding.fail("the parent of nginx has exited and left orphans behind: PID 201"), look());
  }

  @Test
  void aNewMasterBesideOrphansCounts() throws IOException {
    nginx();
    look();
    proc.gone(100);
    orphan(101);
    proc.gone(102);
    look();
    proc.process(300, "nginx", 1).process(301, "nginx", 'S', 300, 300, 9001).children(300, 301);
    assertEquals(Finding.pass("nginx is running: PID 300"), look());
    assertEquals(Set.of(300L), exits.watched());
  }

  @Test
  void atAnUpgradeTheNewMasterTakesTheOldOnesPlace() throws IOException {
    nginx();
    proc.process(400, "nginx", 'S', 100, 100, 8000)
        .process(401, "nginx", 'S', 400, 100, 8001)
        .children(400, 401);
    look();
    nowNanos += 60 * SECOND;
    proc.gone(100).gone(101).gone(102).process(400, "nginx", 'S', 1, 100, 8000);
    assertEquals(Finding.pass("nginx is running: PID 400"), look());
    assertEquals(Set.of(400L), exits.watched());
  }

  @Test
  void aDaemonWhoseLauncherExitsCounts() throws IOException {
    proc.process(100, "nginx", 'S', 1, 90, 5000).process(101, "nginx", 'S', 100, 101, 5000);
    assertEquals(Finding.pass("nginx is running: PID 100"), look());
    proc.gone(100).process(101, "nginx", 'S', 1, 101, 5000);
    nowNanos += SECOND / 2;
    assertEquals(Finding.pass("nginx is running: PID 101"), look());
  }

  @Test
  void ofTwoInstancesOneIsEnough() throws IOException {
    nginx();
    proc.process(500, "nginx", 1).children(500);
    look();
    assertEquals(Set.of(100L, 500L), exits.watched());
    proc.gone(100).gone(101).gone(102);
    assertEquals(Finding.pass("nginx is running: PID 500"), look());
    assertEquals(Set.of(500L), exits.watched());
  }

  @Test
  void aPidThatWasGivenToAnotherProcessIsNotTheOneThatWasWatched() throws IOException {
    proc.process(100, "nginx", 'S', 1, 100, 5000).children(100);
    look();
    proc.process(100, "bash", 'S', 1, 100, 9000);
    assertEquals(Finding.fail("no process named nginx"), look());
    assertEquals(Set.of(), exits.watched());
  }

  @Test
  void aProcessThatRunsAnotherProgramNowHasGone() throws IOException {
    proc.process(100, "nginx", 'S', 1, 100, 5000).children(100);
    look();
    proc.process(100, "sleep", 'S', 1, 100, 5000);
    assertEquals(Finding.fail("no process named nginx"), look());
  }

  @Test
  void aProcessOfOurOwnScriptsDoesNotCount() throws IOException {
    proc.process(60, "check-nginx", OWN_PID).process(61, "nginx", 60);
    assertEquals(Finding.fail("no process named nginx"), look());
  }

  @Test
  void aProcessInAnotherNetworkNamespaceDoesNotCount() throws IOException {
    proc.process(100, "nginx", 1).network("100", "net:[2]");
    assertEquals(Finding.fail("no process named nginx"), look());
  }

  @Test
  void whatIsWatchedIsTrustedForTenSecondsAndThenAllIsScannedAgain() throws IOException {
    nginx();
    look();
    proc.process(500, "nginx", 1).children(500);
    nowNanos += 10 * SECOND - 1;
    assertEquals(Finding.pass("nginx is running: PID 100"), look());
    nowNanos += 1;
    assertEquals(Set.of(100L), exits.watched());
    look();
    assertEquals(Set.of(100L, 500L), exits.watched());
  }

  @Test
  void whereExitsCannotBeWatchedTheCheckGoesOn() throws IOException {
    exits.refuse("Too many open files");
    nginx();
    assertEquals(Finding.pass("nginx is running: PID 100"), look());
    proc.gone(100).gone(101).gone(102);
    assertEquals(Finding.fail("no process named nginx"), look());
  }

  @Test
  void closingEndsTheWatches() throws IOException {
    nginx();
    look();
    probe.close();
    assertEquals(Set.of(), exits.watched());
  }

  @Test
  void manyOrphansAreNotAllListed() throws IOException {
    proc.process(100, "nginx", 1);
    for (int pid = 101; pid <= 108; pid++) {
      proc.process(pid, "nginx", 'S', 100, 100, 5001);
    }
    look();
    proc.gone(100);
    for (int pid = 101; pid <= 108; pid++) {
      orphan(pid);
    }
    assertEquals(
        "the parent of nginx has exited and left orphans behind: PIDs 101, 102, 103, 104, 105 and"
            + " 3 more",
        look().sentence());
  }

  @Test
  void anEmptyNameIsRefused() {
    var table = new ProcessTable(root);
    assertThrows(IllegalArgumentException.class, () -> new ProcessFinder("", null, OWN_PID, table));
  }
}
