package io.vipd.daemon.control;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.control.Operations.FailoverOutcome;
import io.vipd.daemon.journal.Kind;
import io.vipd.daemon.journal.Note;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Clients without manners. */
class ControlAbuseTest extends ControlServerBench {
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
  void aCoreThatDoesNotAnswerIsNoBugOfTheAnswer() throws IOException {
    start(PATIENT);
    operations.silence = new NoCoreException("the core did not answer within 4 s");
    assertEquals(
        "{\"error\":{\"code\":\"failed\",\"message\":\"the core did not answer within 4 s; its log"
            + " says more, see 'systemctl status vipd'\"}}".replace("'", "\\u0027"),
        client().status(null).line().replace("'", "\\u0027"));
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
    // Clients are accepted in their order, so the idle one has been when the other one is served.
    // While it waited in the backlog, closing the server would reset its connection.
    try (Raw idle = new Raw();
        Raw raw = new Raw()) {
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
}
