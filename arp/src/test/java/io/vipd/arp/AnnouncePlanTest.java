package io.vipd.arp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** On a virtual clock that begins shortly before {@link System#nanoTime}'s numbers wrap around. */
class AnnouncePlanTest {
  private static final long MILLI = 1_000_000;
  private static final long START = Long.MAX_VALUE - 250 * MILLI;
  private static final long NEVER = Long.MAX_VALUE;

  private final AnnouncePlan plan = plan(3, 1_000, 10_000);
  private long now = START;

  @Test
  void nothingIsDueBeforeItIsAskedFor() {
    assertEquals(NEVER, plan.nanosUntilDue(now));
    assertEquals(AnnouncePlan.NONE, plan.round());
  }

  @Test
  void theFirstRoundIsDueAtOnce() {
    plan.announce(now);
    assertEquals(0, plan.nanosUntilDue(now));
    assertEquals(1, plan.round());
  }

  @Test
  void aBurstIsFollowedByRefreshes() {
    plan.announce(now);
    plan.roundSent(now);
    assertEquals(2, plan.round());
    assertEquals(1_000 * MILLI, plan.nanosUntilDue(now));

    pass(1_000);
    assertEquals(0, plan.nanosUntilDue(now));
    plan.roundSent(now);
    assertEquals(3, plan.round());
    assertEquals(1_000 * MILLI, plan.nanosUntilDue(now));

    pass(1_000);
    plan.roundSent(now);
    assertEquals(AnnouncePlan.REFRESH, plan.round());
    assertEquals(10_000 * MILLI, plan.nanosUntilDue(now));

    pass(10_000);
    plan.roundSent(now);
    assertEquals(AnnouncePlan.REFRESH, plan.round());
    assertEquals(10_000 * MILLI, plan.nanosUntilDue(now));
  }

  @Test
  void withoutRefreshTheBurstIsAll() {
    AnnouncePlan once = plan(1, 1_000, 0);
    once.announce(now);
    once.roundSent(now);
    assertEquals(AnnouncePlan.NONE, once.round());
    assertEquals(NEVER, once.nanosUntilDue(now));
  }

  @Test
  void roundsThatAStallDelayedDoNotFollowEachOtherAtOnce() {
    plan.announce(now);
    plan.roundSent(now);
    pass(5_000);
    assertEquals(0, plan.nanosUntilDue(now));
    plan.roundSent(now);
    assertEquals(3, plan.round());
    assertEquals(1_000 * MILLI, plan.nanosUntilDue(now));
  }

  @Test
  void aRoundThatCouldNotBeSentStaysDue() {
    plan.announce(now);
    pass(60_000);
    assertEquals(0, plan.nanosUntilDue(now));
    assertEquals(1, plan.round());
  }

  @Test
  void askingAgainStartsTheBurstAnew() {
    plan.announce(now);
    plan.roundSent(now);
    pass(1_000);
    plan.roundSent(now);
    assertEquals(3, plan.round());

    pass(400);
    plan.announce(now);
    assertEquals(1, plan.round());
    assertEquals(0, plan.nanosUntilDue(now));
  }

  @Test
  void askingAgainTooSoonWaitsForTheMinimumSpacing() {
    plan.announce(now);
    plan.roundSent(now);
    pass(30);
    plan.announce(now);
    assertEquals(1, plan.round());
    assertEquals(70 * MILLI, plan.nanosUntilDue(now));
    pass(30);
    plan.announce(now);
    assertEquals(40 * MILLI, plan.nanosUntilDue(now));
  }

  @Test
  void askingAgainNeverDelaysARoundThatWasDueAnyway() {
    AnnouncePlan quick = plan(5, 20, 0);
    quick.announce(now);
    quick.roundSent(now);
    pass(15);
    quick.announce(now);
    assertEquals(1, quick.round());
    assertEquals(5 * MILLI, quick.nanosUntilDue(now));
  }

  @Test
  void aFloodOfRequestsCausesTenRoundsASecond() {
    int rounds = 0;
    for (int milli = 0; milli < 10_000; milli++) {
      plan.announce(now);
      if (plan.nanosUntilDue(now) == 0) {
        plan.roundSent(now);
        rounds++;
      }
      pass(1);
    }
    assertEquals(100, rounds);
  }

  @Test
  void stoppingEndsItWhateverWasDue() {
    plan.announce(now);
    plan.stop();
    assertEquals(NEVER, plan.nanosUntilDue(now));

    plan.announce(now);
    plan.roundSent(now);
    plan.stop();
    pass(1_000);
    assertEquals(NEVER, plan.nanosUntilDue(now));
  }

  @Test
  void flappingIsHeldToTheMinimumSpacingToo() {
    plan.announce(now);
    plan.roundSent(now);
    pass(10);
    plan.stop();
    pass(10);
    plan.announce(now);
    assertEquals(80 * MILLI, plan.nanosUntilDue(now));
  }

  private void pass(long millis) {
    now += millis * MILLI;
  }

  private static AnnouncePlan plan(int repeat, long spacingMillis, long refreshMillis) {
    return new AnnouncePlan(
        new AnnounceSettings(
            repeat, Duration.ofMillis(spacingMillis), Duration.ofMillis(refreshMillis)),
        Duration.ofMillis(100));
  }
}
