package io.vipd.daemon.supervision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script plays systemctl. */
class UnitTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;

  private Unit unit(String script) throws IOException {
    Path file = folder.resolve("systemctl");
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return new Unit("vipd.service", file.toString());
  }

  private Unit saying(String jobs) throws IOException {
    return unit("cat <<'END'\n" + jobs + "\nEND");
  }

  @Test
  void aPendingRestartIsToldFromAStop() throws IOException {
    assertEquals(Unit.Job.RESTART, saying("  412 vipd.service restart running").job(LIMIT));
    assertEquals(Unit.Job.STOP, saying("  412 vipd.service stop    running").job(LIMIT));
    assertEquals(Unit.Job.START, saying("413 vipd.service start waiting").job(LIMIT));
  }

  @Test
  void jobsOfOtherUnitsAndWithoutMeaningHereAreNone() throws IOException {
    assertEquals(Unit.Job.NONE, saying("").job(LIMIT));
    assertEquals(Unit.Job.NONE, saying("412 nginx.service restart running").job(LIMIT));
    assertEquals(Unit.Job.NONE, saying("412 vipd.service reload running").job(LIMIT));
    assertEquals(
        Unit.Job.STOP,
        saying("411 nginx.service restart running\n412 vipd.service stop running").job(LIMIT));
  }

  @Test
  void itAsksForItsOwnJobsOnly() throws IOException {
    unit("echo \"$@\" >" + folder.resolve("asked")).job(LIMIT);
    assertEquals(
        "list-jobs --no-legend --no-pager --full -- vipd.service\n",
        Files.readString(folder.resolve("asked")));
  }

  @Test
  void whereSystemdDoesNotAnswerThereIsNoJob() throws IOException {
    assertEquals(Unit.Job.NONE, unit("echo 412 vipd.service restart running; exit 1").job(LIMIT));
    assertEquals(
        Unit.Job.NONE, new Unit("vipd.service", folder.resolve("no").toString()).job(LIMIT));
  }

  @Test
  void itWaitsNoLongerThanItMay() throws IOException {
    long began = System.nanoTime();
    assertEquals(Unit.Job.NONE, unit("exec sleep 60").job(Duration.ofMillis(50)));
    assertTrue(System.nanoTime() - began < Duration.ofSeconds(30).toNanos());
  }

  @Test
  void outsideOfAUnitNobodyIsAsked() {
    assertEquals(Unit.Job.NONE, Unit.of(Map.of("PATH", "/usr/bin")).job(LIMIT));
  }

  @Test
  void aServiceThatFailedComesBackAndOneThatWasStoppedDoesNot() {
    assertTrue(new Ending("signal", "KILL").comesBack(Unit.Job.NONE));
    assertTrue(new Ending("watchdog", "ABRT").comesBack(Unit.Job.NONE));
    assertTrue(new Ending("exit-code", "70").comesBack(Unit.Job.NONE));
    assertEquals(false, new Ending("success", "0").comesBack(Unit.Job.NONE));
    assertEquals(false, new Ending("timeout", "KILL").comesBack(Unit.Job.STOP));
  }

  @Test
  void aServiceThatIsRestartedComesBackHoweverItEnded() {
    assertTrue(new Ending("success", "0").comesBack(Unit.Job.RESTART));
    assertTrue(new Ending("success", "0").comesBack(Unit.Job.START));
  }

  @Test
  void aServiceWhoseConfigurationCannotBeUsedDoesNotComeBack() {
    assertEquals(false, new Ending("exit-code", "78").comesBack(Unit.Job.NONE));
  }

  @Test
  void whoeverAsksByHandDoesNotWaitForAService() {
    assertEquals(false, Ending.of(Map.of()).comesBack(Unit.Job.NONE));
    assertTrue(
        Ending.of(Map.of("SERVICE_RESULT", "signal", "EXIT_STATUS", "KILL"))
            .comesBack(Unit.Job.NONE));
  }
}
