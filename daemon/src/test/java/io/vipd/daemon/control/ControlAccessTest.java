package io.vipd.daemon.control;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.control.Operations.FailbackOutcome;
import io.vipd.daemon.control.Operations.FailoverOutcome;
import io.vipd.daemon.control.ReloadDocument.Outcome;
import io.vipd.daemon.journal.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may do what, and that it is written down. */
class ControlAccessTest extends ControlServerBench {
  private static final String USER = System.getProperty("user.name");

  @Test
  void everyChangeGoesToTheJournalWithWhoeverAskedForIt() throws Exception {
    start(PATIENT);
    long uid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    String who = USER + " (uid " + uid + ") asked for ";
    List<String> wanted = new ArrayList<>();

    client().failover("web", null, false);
    wanted.add("taken-over " + who + "failover of web: 192.0.2.3 is active after 0.53 s");
    operations.outcome = new FailoverOutcome.NobodyTookOver(Duration.ofMillis(3610));
    client().failover("web", null, false);
    wanted.add(
        "nobody-took-over "
            + who
            + "failover of web: nobody took over within 3.61 s; active here again");
    operations.outcome = new FailoverOutcome.Left(Duration.ofMillis(1400));
    client().failover("web", null, true);
    wanted.add(
        "nobody-took-over "
            + who
            + "failover of web: nobody took over within 1.40 s, and this node stays away all the"
            + " same");
    operations.outcome = new FailoverOutcome.NotActive("BACKUP", "192.0.2.3");
    client().failover("web", null, false);
    wanted.add(
        "not-active "
            + who
            + "failover of web: web is BACKUP on this node, so it has nothing to hand over; ask"
            + " 192.0.2.3, which is active");
    client().failback("web");
    wanted.add("active " + who + "failback of web: active here, taken over from 192.0.2.3");
    operations.failback = new FailbackOutcome.NotNow("web is ACTIVE on this node already");
    client().failback("web");
    wanted.add("not-now " + who + "failback of web: web is ACTIVE on this node already");
    client().maintenance("web", true, Duration.ofHours(2), "new kernel", false);
    wanted.add("done " + who + "maintenance on of web: web is in maintenance");
    client().maintenance("web", false, null, null, false);
    wanted.add("done " + who + "maintenance off of web: web is in maintenance");
    client().logLevel("debug");
    wanted.add("done " + who + "log-level debug: logged from debug upwards");
    operations.reloaded =
        new ReloadDocument(Outcome.REFUSED, "EPERM", List.of(), List.of(), List.of());
    client().reload(false);
    wanted.add("refused " + who + "reload: EPERM");
    // Whoever only looks leaves no trace.
    client().status(null);
    client().stats(null);
    client().history(null, null, 9, 0);
    operations.planned = new ReloadDocument(Outcome.PLANNED, null, List.of(), List.of(), List.of());
    client().reload(true);

    eventually("all of it", () -> journal.newestSequence() == wanted.size());
    List<Entry> entries = journal.recent(99, null);
    assertEquals(
        wanted, entries.stream().map(entry -> entry.text("outcome") + " " + entry.says()).toList());
    for (Entry entry : entries) {
      assertEquals(uid, entry.number("uid"));
      assertEquals(USER, entry.text("user"));
    }
    assertEquals("failover web PT1M " + USER, operations.asked.poll());
  }

  @Test
  void nobodyElseMayLookUnlessItIsConfigured() throws IOException {
    start(PATIENT);
    assertFalse(Files.exists(temp.resolve("vipd-read.sock")));
  }

  @Test
  void theReadingSocketIsGivenToItsGroupAlone() throws IOException {
    String group = Files.readAttributes(temp, PosixFileAttributes.class).group().getName();
    reading = Access.reading(group, null);
    start(PATIENT);
    Path socket = temp.resolve("vipd-read.sock");
    assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
    assertEquals(group, Files.readAttributes(socket, PosixFileAttributes.class).group().getName());
    assertEquals("rw-------", mode());
  }

  @Test
  void aReadingGroupThatDoesNotExistLetsNobodyLook() throws IOException {
    reading = Access.reading("no-such-group-here", null);
    start(PATIENT);
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(temp.resolve("vipd-read.sock"))));
  }

  @Test
  void noRequestThatChangesIsCarriedOutForAReader() throws Exception {
    reading = Access.reading(null, null);
    start(PATIENT);
    try (Raw raw = new Raw("vipd-read.sock")) {
      for (Request request :
          List.of(
              new Request.Failover("web", null, true),
              new Request.Failback("web"),
              new Request.Maintenance(null, true, null, null, true),
              new Request.Reload(false),
              new Request.SetLogLevel("debug"))) {
        raw.send(request.toLine() + "\n");
        assertTrue(raw.line().startsWith("{\"error\":{\"code\":\"read-only\""));
      }
    }
    assertNull(operations.asked.poll());
    assertEquals(0, journal.newestSequence());
  }

  @Test
  void whoMayOnlyLookIsToldWhatItTakesToChange() throws Exception {
    reading = Access.reading(null, "ops");
    start(PATIENT, null);
    Path socket = temp.resolve("vipd-read.sock");
    assertEquals("rw-rw-rw-", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
    String user = System.getProperty("user.name");
    long uid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    try (Raw raw = new Raw("vipd-read.sock")) {
      raw.send("{\"request\":\"failover\",\"group\":\"web\"}\n{\"request\":\"status\"}\n");
      assertEquals(
          "{\"error\":{\"code\":\"read-only\",\"message\":\""
              + user
              + " (uid "
              + uid
              + ") may look, but not change anything; run vipctl as root, or as a member of group"
              + " ops (\u0027sudo usermod --append --groups ops "
              + user
              + "\u0027, then log in again)\"}}",
          raw.line());
      assertTrue(raw.line().startsWith("{\"node\":\"node-a\""));
    }
    assertNull(operations.asked.poll());
    server.close();
    assertFalse(Files.exists(socket));
  }

  @Test
  void theSocketIsClosedToOthersUnlessAGroupIsConfigured() throws IOException {
    start(PATIENT);
    assertEquals("rw-------", mode());
    assertFalse(Files.exists(temp.resolve(".new")));
  }

  @Test
  void theSocketIsGivenToTheControlGroup() throws IOException {
    String group = Files.readAttributes(temp, PosixFileAttributes.class).group().getName();
    start(PATIENT, group);
    assertEquals("rw-rw----", mode());
    assertEquals(
        group,
        Files.readAttributes(
                temp.resolve("vipd.sock"), PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .group()
            .getName());
  }

  @Test
  void aControlGroupThatDoesNotExistLeavesTheSocketClosedAndServes() throws IOException {
    start(PATIENT, "no-such-group-here");
    assertEquals("rw-------", mode());
    assertInstanceOf(Answer.Given.class, client().status(null));
  }

  @Test
  void whatADeadDaemonLeftIsReplaced() throws IOException {
    Files.createDirectory(temp.resolve(".new"));
    Files.writeString(temp.resolve(".new/s"), "");
    Files.writeString(temp.resolve("vipd.sock"), "");
    start(PATIENT);
    assertInstanceOf(Answer.Given.class, client().status(null));
  }

  private String mode() throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(temp.resolve("vipd.sock"), LinkOption.NOFOLLOW_LINKS));
  }
}
