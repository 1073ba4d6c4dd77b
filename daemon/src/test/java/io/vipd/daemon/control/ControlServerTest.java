package io.vipd.daemon.control;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.control.Operations.FailoverOutcome;
import io.vipd.daemon.journal.Entry;
import io.vipd.daemon.journal.Kind;
import io.vipd.daemon.journal.Note;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is asked, and what is answered. */
class ControlServerTest extends ControlServerBench {
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
            + "\"after-ms\":531.25,\"hold-ms\":90000,\"left\":false,\"with\":[]}",
        client().failover("web", Duration.ofSeconds(90), false).line());
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
                + "\"after-ms\":3610.0,\"hold-ms\":60000,\"left\":false,\"with\":[]}",
            new FailoverDocument(
                "web", null, Duration.ofMillis(3610), Duration.ofSeconds(60), false, List.of())),
        client().failover("web", null, false));
  }

  @Test
  void aForcedFailoverThatNobodyAnswersLeavesAllTheSame() throws Exception {
    start(PATIENT);
    operations.outcome = new FailoverOutcome.Left(Duration.ofMillis(1400));
    assertEquals(
        "{\"group\":\"web\",\"outcome\":\"nobody-took-over\",\"by\":null,"
            + "\"after-ms\":1400.0,\"hold-ms\":60000,\"left\":true,\"with\":[]}",
        client().failover("web", null, true).line());
    assertEquals(
        "failover web PT1M forced " + System.getProperty("user.name"), operations.asked.poll());
    assertEquals(
        "{\"error\":{\"code\":\"bad-request\","
            + "\"message\":\"hold-ms: is 0, but force wants a time for which to stay away\"}}",
        client().failover("web", Duration.ZERO, true).line());
  }

  @Test
  void whatKeepsAFailoverFromHappeningIsAnError() throws IOException {
    start(PATIENT);
    operations.outcome = new FailoverOutcome.NoSuchGroup();
    assertEquals(
        "{\"error\":{\"code\":\"no-such-group\","
            + "\"message\":\"there is no group 'wbe' on this node; there is mail, web\"}}",
        client().failover("wbe", null, false).line());
    operations.outcome = new FailoverOutcome.NotActive("BACKUP", "192.0.2.3");
    assertEquals(
        "{\"error\":{\"code\":\"not-active\",\"message\":\"web is BACKUP on this node, so it has"
            + " nothing to hand over; ask 192.0.2.3, which is active\"}}",
        client().failover("web", null, false).line());
    operations.outcome = new FailoverOutcome.NotActive("FAULT", null);
    assertEquals(
        "{\"error\":{\"code\":\"not-active\",\"message\":\"web is FAULT on this node, so it has"
            + " nothing to hand over; no active node is known\"}}",
        client().failover("web", null, false).line());
    operations.outcome = new FailoverOutcome.Failed("vipd is stopping");
    assertEquals(
        "{\"error\":{\"code\":\"failed\",\"message\":\"vipd is stopping\"}}",
        client().failover("web", null, false).line());
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
            + "\"family\":\"ipv4\",\"sync\":null,\"role\":\"ACTIVE\",\"transitions\":1,\"adverts-sent\":178,"
            + "\"adverts-received\":3,\"announcements-sent\":10,\"addresses-restored\":2,"
            + "\"adverts-not-sent\":4,\"worst-lateness-us\":1234,"
            + "\"transitions-by-cause\":{\"active-down-timer\":1}}],"
            + "\"links\":[{\"interface\":\"eth0\",\"family\":\"ipv4\",\"refused\":{\"hop-limit\":7}}],"
            + "\"checks\":[{\"group\":\"web\",\"check\":\"nginx\",\"runs\":100,\"failures\":3,"
            + "\"skipped\":1,\"waited-ms\":1500}],\"hooks\":[{\"group\":\"web\",\"hook\":\"active\",\"of\":\"group\","
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
}
