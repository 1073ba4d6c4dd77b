package io.vipd.daemon.hooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.hooks.Change.What;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WaitingTest {
  private static Change happened(What what, String to) {
    return new Change(
        "web", what, "ACTIVE", to, "why", 100, null, false, null, Instant.EPOCH, null);
  }

  @Test
  void aContestIsToldBesideTheRoleAndOutdatedByANewOne() {
    Waiting waiting = Waiting.newest();
    Change active = happened(What.TRANSITION, "ACTIVE");
    Change backup = happened(What.TRANSITION, "BACKUP");
    Change won = happened(What.CONTEST_WON, "ACTIVE");
    Change conflict = happened(What.CONFLICT, "ACTIVE");
    waiting.add(active);
    waiting.add(won);
    Change over = happened(What.CONFLICT_OVER, "ACTIVE");
    waiting.add(conflict);
    waiting.add(over);
    assertEquals(active, waiting.take());
    assertTrue(waiting.hasNews());
    assertEquals(won, waiting.take());
    assertFalse(waiting.hasNews(), "a conflict says nothing of the role");
    assertEquals(conflict, waiting.take());
    assertEquals(over, waiting.take());
    assertNull(waiting.take());
    waiting.add(won);
    waiting.add(backup);
    assertEquals(backup, waiting.take());
    assertTrue(waiting.isEmpty());
  }

  @Test
  void whoWantsEverythingLosesTheOldestWhenThereIsNoRoom() {
    Waiting waiting = Waiting.all(2);
    waiting.add(happened(What.TRANSITION, "ACTIVE"));
    waiting.add(happened(What.TRANSITION, "BACKUP"));
    waiting.add(happened(What.TRANSITION, "FAULT"));
    assertEquals("BACKUP", waiting.take().to());
    assertEquals("FAULT", waiting.take().to());
    assertNull(waiting.take());
  }
}
