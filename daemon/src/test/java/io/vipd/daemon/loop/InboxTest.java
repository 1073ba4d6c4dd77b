package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.kernel.Poller;
import io.vipd.daemon.kernel.WakeUp;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InboxTest {
  private final List<String> ran = new ArrayList<>();
  private final Poller poller = new Poller();
  private WakeUp wakeUp;
  private Inbox inbox;
  private int slot;

  @BeforeEach
  void open() throws Exception {
    wakeUp = new WakeUp();
    slot = poller.add(wakeUp);
    inbox = new Inbox(wakeUp);
  }

  @AfterEach
  void close() {
    wakeUp.close();
  }

  private boolean wakes() throws Exception {
    poller.await(0);
    return poller.isReadable(slot);
  }

  @Test
  void tasksRunInTheirOrderWithTheTimeOfTheTurn() {
    inbox.post(nowNanos -> ran.add("first " + nowNanos));
    inbox.post(nowNanos -> ran.add("second " + nowNanos));
    inbox.run(256, 7);
    assertEquals(List.of("first 7", "second 7"), ran);
    inbox.run(256, 8);
    assertEquals(2, ran.size());
  }

  @Test
  void postingWakesTheCore() throws Exception {
    assertFalse(wakes());
    inbox.post(_ -> {});
    assertTrue(wakes());
  }

  @Test
  void whatIsMoreThanATurnMayRunWaitsAndWakesTheCoreAgain() throws Exception {
    for (int i = 1; i <= 3; i++) {
      int number = i;
      inbox.post(_ -> ran.add("task " + number));
    }
    wakeUp.drain();
    inbox.run(2, 0);
    assertEquals(List.of("task 1", "task 2"), ran);
    assertTrue(wakes());
    wakeUp.drain();
    inbox.run(2, 0);
    assertEquals(List.of("task 1", "task 2", "task 3"), ran);
    assertFalse(wakes());
  }

  @Test
  void aFullInboxRefusesUntilThereIsRoomAgain() {
    for (int i = 0; i < 4096; i++) {
      assertTrue(inbox.post(_ -> ran.add("ran")));
    }
    assertFalse(inbox.post(_ -> ran.add("refused")));
    inbox.run(1, 0);
    assertTrue(inbox.post(_ -> ran.add("last")));
    assertFalse(inbox.post(_ -> ran.add("refused")));
    inbox.run(5000, 0);
    assertEquals(4097, ran.size());
    assertEquals("last", ran.getLast());
    assertFalse(ran.contains("refused"));
  }

  @Test
  void aTaskThatFailsDoesNotKeepTheNextFromRunning() {
    try (LogLines log = new LogLines(Inbox.class)) {
      inbox.post(_ -> {
        throw new IllegalStateException("on purpose");
      });
      inbox.post(_ -> ran.add("next"));
      inbox.run(256, 0);
      assertEquals(List.of("next"), ran);
      assertEquals(List.of("ERROR a task of the core failed; this is a bug in vipd"), log.lines());
    }
  }

  @Test
  void aTaskMayPostAnotherOne() {
    inbox.post(_ -> inbox.post(_ -> ran.add("second")));
    inbox.run(256, 0);
    assertEquals(List.of("second"), ran);
  }
}
