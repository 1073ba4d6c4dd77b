package io.vipd.daemon.control;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.control.Operations.FailbackOutcome;
import io.vipd.daemon.control.Operations.FailoverOutcome;
import io.vipd.daemon.journal.Entry;
import io.vipd.daemon.journal.Journal;
import io.vipd.daemon.journal.Kind;
import io.vipd.daemon.journal.Note;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ControlServerTest {
  private static final ControlLimits SHORT =
      new ControlLimits(
          4, 2, 64 * 1024, Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofSeconds(1));
  private static final ControlLimits PATIENT =
      new ControlLimits(
          4, 2, 64 * 1024, Duration.ofSeconds(15), Duration.ofSeconds(15), Duration.ofSeconds(1));

  @TempDir Path temp;
  private final FakeOperations operations = new FakeOperations();
  private RunFolderLock lock;
  private ControlServer server;
  private Journal journal;

  /** Who may look, besides those who may do everything; null for nobody. */
  private Access reading;

  @AfterEach
  void stop() throws IOException {
    if (server != null) {
      server.close();
      journal.close();
      lock.close();
    }
  }

  @Test
  void statusIsOneLineOfJson() throws IOException {
    start(PATIENT);
    Answer<NodeStatus> answer = client().status(null);
    Answer.Given<?> given = assertInstanceOf(Answer.Given.class, answer);
    assertEquals(Pictures.node(Pictures.mail(), Pictures.web()), given.document());
    assertTrue(given.line().startsWith("{\"node\":\"node-a\",\"version\":\"0.1.0\",\"pid\":4711,"));
    assertFalse(given.line().contains("\n"));
  }

  @Test
  void statusOfOneGroupLeavesTheOthersOut() throws IOException {
    start(PATIENT);
    Answer.Given<?> given = assertInstanceOf(Answer.Given.class, client().status("web"));
    assertEquals(Pictures.node(Pictures.web()), given.document());
    assertEquals(
        "{\"error\":{\"code\":\"no-such-group\","
            + "\"message\":\"there is no group 'wbe' on this node; there is mail, web\"}}",
        client().status("wbe").line());
  }

  @Test
  void failoverTellsWhoTookOverAndNamesTheCallerToTheDaemon() throws Exception {
    start(PATIENT);
    assertEquals(
        "{\"group\":\"web\",\"outcome\":\"taken-over\",\"by\":\"192.0.2.3\","
            + "\"after-ms\":531.25,\"hold-ms\":90000}",
        client().failover("web", Duration.ofSeconds(90)).line());
    assertEquals(
        "failover web PT1M30S " + System.getProperty("user.name"),
        operations.asked.poll(1, TimeUnit.SECONDS));
  }

  @Test
  void failoverThatNobodyAnswersIsNoError() throws IOException {
    start(PATIENT);
    operations.outcome = new FailoverOutcome.NobodyTookOver(Duration.ofMillis(3610));
    assertEquals(
        new Answer.Given<>(
            "{\"group\":\"web\",\"outcome\":\"nobody-took-over\",\"by\":null,"
                + "\"after-ms\":3610.0,\"hold-ms\":60000}",
            new FailoverDocument("web", null, Duration.ofMillis(3610), Duration.ofSeconds(60))),
        client().failover("web", null));
  }

  @Test
  void whatKeepsAFailoverFromHappeningIsAnError() throws IOException {
    start(PATIENT);
    operations.outcome = new FailoverOutcome.NoSuchGroup();
    assertEquals(
        "{\"error\":{\"code\":\"no-such-group\","
            + "\"message\":\"there is no group 'wbe' on this node; there is mail, web\"}}",
        client().failover("wbe", null).line());
    operations.outcome = new FailoverOutcome.NotActive("BACKUP", "192.0.2.3");
    assertEquals(
        "{\"error\":{\"code\":\"not-active\",\"message\":\"web is BACKUP on this node, so it has"
            + " nothing to hand over; ask 192.0.2.3, which is active\"}}",
        client().failover("web", null).line());
    operations.outcome = new FailoverOutcome.NotActive("FAULT", null);
    assertEquals(
        "{\"error\":{\"code\":\"not-active\",\"message\":\"web is FAULT on this node, so it has"
            + " nothing to hand over; no active node is known\"}}",
        client().failover("web", null).line());
    operations.outcome = new FailoverOutcome.Failed("vipd is stopping");
    assertEquals(
        "{\"error\":{\"code\":\"failed\",\"message\":\"vipd is stopping\"}}",
        client().failover("web", null).line());
  }

  @Test
  void everyChangeGoesToTheJournalWithWhoeverAskedForIt() throws Exception {
    start(PATIENT);
    String user = System.getProperty("user.name");
    long uid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    client().failover("web", null);
    operations.failback = new FailbackOutcome.NotNow("web is ACTIVE on this node already");
    client().failback("web");
    client().maintenance("web", true, Duration.ofHours(2), "new kernel", false);
    client().logLevel("debug");
    client().status(null);
    eventually("four entries", () -> journal.newestSequence() == 4);
    String who = user + " (uid " + uid + ") asked for ";
    assertEquals(
        List.of(
            who + "failover of web: 192.0.2.3 is active after 0.53 s",
            who + "failback of web: web is ACTIVE on this node already",
            who + "maintenance on of web: web is in maintenance",
            who + "log-level debug: logged from debug upwards"),
        journal.recent(9, null).stream().map(Entry::says).toList());
    Entry failback = journal.recent(9, null).get(1);
    assertEquals("not-now", failback.text("outcome"));
    assertEquals(uid, failback.number("uid"));
    assertEquals("failover web PT1M " + user, operations.asked.poll());
    assertEquals("failback web " + user, operations.asked.poll());
    assertEquals("maintenance on web in time new kernel", operations.asked.poll());
    assertEquals("log-level debug", operations.asked.poll());
  }

  @Test
  void theHistoryOfAGroupHasWhatConcernedTheNodeButNotStrangers() throws Exception {
    start(PATIENT);
    journal.write(new Note(Kind.STARTED, null, "vipd is running"));
    journal.write(new Note(Kind.REFUSED, null, "a packet was refused"));
    journal.write(new Note(Kind.CHECK, "mail", "check smtp of mail is up"));
    journal.write(new Note(Kind.CHECK, "web", "check nginx of web is up"));
    eventually("four entries", () -> journal.newestSequence() == 4);
    assertEquals(
        List.of("vipd is running", "check nginx of web is up"),
        said(client().history("web", null, 9, 0)));
    assertEquals(
        List.of("a packet was refused", "check smtp of mail is up"),
        said(client().history(null, null, 2, 3)));
    assertEquals(List.of(), said(client().history("web", Duration.ZERO, 9, 0)));
    assertTrue(client().history("wbe", null, 9, 0).line().contains("\"no-such-group\""));
  }

  private static List<String> said(Answer<List<Entry>> answer) {
    return switch (answer) {
      case Answer.Given<List<Entry>>(_, List<Entry> entries) ->
          entries.stream().map(Entry::says).toList();
      case Answer.Refused<List<Entry>> refused -> List.of(refused.message());
    };
  }

  @Test
  void statsLeaveOutWhatNeverOccurredAndWhatAnotherGroupCounted() throws IOException {
    start(PATIENT);
    assertEquals(
        "{\"node\":\"node-a\",\"started-at\":\"2026-01-01T00:00:00Z\",\"groups\":[{\"name\":\"web\","
            + "\"family\":\"ipv4\",\"role\":\"ACTIVE\",\"transitions\":1,\"adverts-sent\":178,"
            + "\"adverts-received\":3,\"announcements-sent\":10,\"addresses-restored\":2,"
            + "\"adverts-not-sent\":4,\"worst-lateness-us\":1234,"
            + "\"transitions-by-cause\":{\"active-down-timer\":1}}],"
            + "\"links\":[{\"interface\":\"eth0\",\"family\":\"ipv4\",\"refused\":{\"hop-limit\":7}}],"
            + "\"checks\":[{\"group\":\"web\",\"check\":\"nginx\",\"runs\":100,\"failures\":3,"
            + "\"skipped\":1}],\"hooks\":[{\"group\":\"web\",\"hook\":\"active\",\"of\":\"group\","
            + "\"runs\":{\"succeeded\":2}}],\"inbox-refused\":0,\"journal-lost\":0,\"events-cut-off\":0}",
        client().stats("web").line());
  }

  @Test
  void eventsBeginWithAPictureAndGoOnWithEveryEntryOnce() throws Exception {
    start(PATIENT);
    for (int i = 1; i <= 3; i++) {
      journal.write(new Note(Kind.CHECK, "web", "entry " + i));
    }
    eventually("three entries", () -> journal.newestSequence() == 3);
    try (Raw all = new Raw();
        Raw fresh = new Raw()) {
      all.send("{\"request\":\"events\",\"after\":1}\n");
      fresh.send("{\"request\":\"events\"}\n");
      assertTrue(all.line().startsWith("{\"sequence\":3,\"status\":{\"node\":\"node-a\""));
      assertTrue(fresh.line().startsWith("{\"sequence\":3,\"status\":{\"node\":\"node-a\""));
      assertTrue(all.line().startsWith("{\"sequence\":2,"));
      assertTrue(all.line().startsWith("{\"sequence\":3,"));
      journal.write(new Note(Kind.CHECK, "web", "entry 4"));
      assertTrue(all.line().startsWith("{\"sequence\":4,"));
      assertTrue(fresh.line().startsWith("{\"sequence\":4,"));
      try (Raw third = new Raw()) {
        third.send("{\"request\":\"events\"}\n");
        assertEquals(
            "{\"error\":{\"code\":\"busy\",\"message\":\"2 clients follow the events already; try"
                + " again when one has gone\"}}",
            third.line());
      }
    }
    // Both have gone, which is noticed without anything to send.
    eventually(
        "a place is free",
        () -> {
          try (Raw again = new Raw()) {
            again.send("{\"request\":\"events\"}\n");
            return again.line().startsWith("{\"sequence\":4,\"status\"");
          }
        });
  }

  @Test
  void aReaderOfEventsThatDoesNotReadIsCutOffAndCounted() throws Exception {
    start(SHORT);
    try (Raw deaf = new Raw()) {
      deaf.send("{\"request\":\"events\"}\n");
      eventually(
          "it is cut off",
          () -> {
            journal.write(new Note(Kind.CHECK, "web", "x".repeat(2_000)));
            return client().stats(null).line().contains("\"events-cut-off\":1");
          });
    }
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
  void aBugInTheDaemonIsAnAnswerAndTheConnectionGoesOn() throws IOException {
    start(PATIENT);
    operations.outcome = null;
    try (Raw raw = new Raw()) {
      raw.send("{\"request\":\"failover\",\"group\":\"web\"}\n{\"request\":\"status\"}\n");
      assertEquals(
          "{\"error\":{\"code\":\"internal\",\"message\":\"a bug in vipd kept it from answering;"
              + " its log says more\"}}",
          raw.line());
      assertTrue(raw.line().startsWith("{\"node\":\"node-a\""));
    }
  }

  @Test
  void garbageIsAnsweredLineByLine() throws IOException {
    start(PATIENT);
    try (Raw raw = new Raw()) {
      raw.send("\u0000\u0001garbage\n\n{\"request\":\"status\",\"group\":\"mail\"}\n");
      assertTrue(raw.line().startsWith("{\"error\":{\"code\":\"bad-request\""));
      assertTrue(raw.line().startsWith("{\"error\":{\"code\":\"bad-request\""));
      assertTrue(raw.line().startsWith("{\"node\":\"node-a\""));
    }
  }

  @Test
  void aRequestWithoutALineEndIsAnsweredWhenItsSenderSendsNoMore() throws IOException {
    start(PATIENT);
    try (Raw raw = new Raw()) {
      raw.send("{\"request\":\"status\"}");
      raw.channel.shutdownOutput();
      assertTrue(raw.line().startsWith("{\"node\":\"node-a\""));
      assertNull(raw.line());
    }
  }

  @Test
  void aHalfWrittenRequestIsGivenUpAfterItsTime() throws IOException {
    start(SHORT);
    try (Raw raw = new Raw()) {
      raw.send("{\"request\":");
      assertEquals(
          "{\"error\":{\"code\":\"request-too-slow\","
              + "\"message\":\"no whole line arrived within 300 ms\"}}",
          raw.line());
      assertNull(raw.line());
    }
  }

  @Test
  void aRequestOfTenMegabytesIsCutOff() throws IOException {
    start(PATIENT);
    try (Raw raw = new Raw()) {
      try {
        raw.send("x".repeat(10 * 1024 * 1024));
      } catch (IOException _) {
        // Broken pipe: the server hung up long before the end, which is what it should do.
      }
      assertEquals(
          "{\"error\":{\"code\":\"request-too-large\","
              + "\"message\":\"a request is one line of at most 65536 bytes\"}}",
          raw.line());
    }
    assertInstanceOf(Answer.Given.class, client().status(null));
  }

  @Test
  void theLongestRequestIsStillRead() throws IOException {
    start(PATIENT);
    try (Raw raw = new Raw()) {
      String request = "{\"request\":\"status\"}";
      raw.send(request + " ".repeat(64 * 1024 - request.length() - 1) + "\n");
      assertTrue(raw.line().startsWith("{\"node\":\"node-a\""));
    }
  }

  @Test
  void clientsThatNeverReadAreHungUpOn() throws IOException {
    start(SHORT);
    List<Raw> deaf = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        Raw raw = new Raw();
        deaf.add(raw);
        raw.sendUntilRefused("{\"request\":\"status\"}\n");
      }
      // All four places were taken; that each is free again is why this is answered.
      assertInstanceOf(Answer.Given.class, answeredInTheEnd());
    } finally {
      for (Raw raw : deaf) {
        raw.close();
      }
    }
  }

  @Test
  void aThousandClientsAreServedOrTurnedAwayAndNoneIsForgotten() throws Exception {
    start(PATIENT);
    operations.gate = new CountDownLatch(1);
    List<Raw> clients = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      clients.add(new Raw());
      clients.getLast().trySend("{\"request\":\"failover\",\"group\":\"web\"}\n");
    }
    for (Raw turnedAway : clients.subList(4, 1_000)) {
      assertEquals(
          "{\"error\":{\"code\":\"busy\","
              + "\"message\":\"4 clients are connected already; try again when one has gone\"}}",
          turnedAway.line());
      turnedAway.close();
    }
    operations.gate.countDown();
    for (Raw served : clients.subList(0, 4)) {
      assertTrue(served.line().contains("\"outcome\":\"taken-over\""));
      served.close();
    }
    assertInstanceOf(Answer.Given.class, answeredInTheEnd());
  }

  @Test
  void closingLetsAnAnswerThatIsBeingMadeGoOut() throws Exception {
    start(PATIENT);
    operations.gate = new CountDownLatch(1);
    try (Raw raw = new Raw();
        Raw idle = new Raw()) {
      raw.send("{\"request\":\"failover\",\"group\":\"web\"}\n");
      assertTrue(operations.asked.poll(5, TimeUnit.SECONDS).startsWith("failover web PT1M "));
      Thread closing = Thread.ofPlatform().start(server::close);
      assertNull(idle.line());
      operations.outcome = new FailoverOutcome.Failed("vipd is stopping");
      operations.gate.countDown();
      assertEquals(
          "{\"error\":{\"code\":\"failed\",\"message\":\"vipd is stopping\"}}", raw.line());
      closing.join();
      assertFalse(Files.exists(temp.resolve("vipd.sock")));
    }
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

  private void start(ControlLimits limits) throws IOException {
    start(limits, null);
  }

  private void start(ControlLimits limits, String group) throws IOException {
    lock = RunFolderLock.take(temp);
    journal = Journal.start(temp.resolve("state"));
    server =
        ControlServer.open(
            temp, Access.control(group), reading, limits, new Answers(operations, journal));
  }

  private ControlClient client() {
    return new ControlClient(temp);
  }

  private String mode() throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(temp.resolve("vipd.sock"), LinkOption.NOFOLLOW_LINKS));
  }

  /** A place becomes free on another thread; until then the server says that it is busy. */
  private Answer<NodeStatus> answeredInTheEnd() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    Answer<NodeStatus> answer = client().status(null);
    while (answer instanceof Answer.Refused && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      answer = client().status(null);
    }
    return answer;
  }

  /** A client without manners. */
  private final class Raw implements AutoCloseable {
    final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    private final BufferedReader reader =
        new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));

    Raw() throws IOException {
      this("vipd.sock");
    }

    Raw(String socket) throws IOException {
      channel.connect(UnixDomainSocketAddress.of(temp.resolve(socket)));
    }

    void send(String text) throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    /** The server may have turned us away by now. */
    void trySend(String text) {
      try {
        send(text);
      } catch (IOException _) {
        // Its answer is there to be read all the same.
      }
    }

    /** Asks and asks without reading until the server has hung up. */
    void sendUntilRefused(String text) {
      try {
        while (true) {
          send(text);
        }
      } catch (IOException _) {
        // Broken pipe, as it should be.
      }
    }

    String line() throws IOException {
      return reader.readLine();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
