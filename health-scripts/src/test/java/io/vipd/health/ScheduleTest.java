package io.vipd.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Times are milliseconds here. */
class ScheduleTest {
  private static final long MS = 1_000_000;
  private static final long LIMIT = 10_000 * MS;

  /** Close to where the clock wraps round: nothing may depend on its sign. */
  private static final long ZERO = Long.MAX_VALUE - 700 * MS;

  /** One check every 500 ms that may take 300 ms. */
  private final Schedule one = new Schedule(new long[] {500 * MS}, new long[] {300 * MS}, 0, ZERO);

  private static long at(long millis) {
    return ZERO + millis * MS;
  }

  private void runs(Schedule schedule, int check, long from, long to) {
    assertEquals(check, schedule.takeDue(at(from)));
    schedule.began(check, at(from));
    assertTrue(schedule.answered(check));
    schedule.finished(check, at(to));
  }

  @Test
  void theFirstRunIsAtOnceAndTheNextOneBeatLater() {
    runs(one, 0, 0, 10);
    assertEquals(490 * MS, one.quietNanos(at(10), LIMIT));
    assertEquals(-1, one.takeDue(at(499)));
    assertEquals(0, one.takeDue(at(500)));
  }

  @Test
  void theRhythmDoesNotDriftWhenRunsStartLate() {
    runs(one, 0, 0, 10);
    runs(one, 0, 530, 540);
    assertEquals(460 * MS, one.quietNanos(at(540), LIMIT));
    runs(one, 0, 1000, 1001);
    assertEquals(0, one.skipped(0));
  }

  @Test
  void aCheckNeverOverlapsItself() {
    assertEquals(0, one.takeDue(at(0)));
    assertEquals(-1, one.takeDue(at(500)));
    one.began(0, at(500));
    assertEquals(-1, one.takeDue(at(1000)));
  }

  @Test
  void aRunThatOutlastsBeatsSkipsThem() {
    assertEquals(0, one.takeDue(at(0)));
    one.began(0, at(0));
    assertTrue(one.answered(0));
    one.finished(0, at(1100));
    assertEquals(2, one.skipped(0));
    assertEquals(-1, one.takeDue(at(1499)));
    assertEquals(0, one.takeDue(at(1500)));
  }

  @Test
  void whoeverIsDueLongestComesFirst() {
    Schedule two =
        new Schedule(new long[] {500 * MS, 300 * MS}, new long[] {100 * MS, 100 * MS}, 0, ZERO);
    runs(two, 0, 0, 1);
    runs(two, 1, 0, 1);
    assertEquals(1, two.takeDue(at(600)));
    assertEquals(0, two.takeDue(at(600)));
    assertEquals(-1, two.takeDue(at(600)));
  }

  @Test
  void aTriggerRunsACheckAtOnceAndLeavesTheRhythmAlone() {
    runs(one, 0, 0, 1);
    one.trigger(0, at(123));
    assertEquals(0, one.quietNanos(at(123), LIMIT));
    runs(one, 0, 123, 124);
    assertEquals(376 * MS, one.quietNanos(at(124), LIMIT));
  }

  @Test
  void aTriggerDuringARunRunsTheCheckAgainWhenItHasEnded() {
    assertEquals(0, one.takeDue(at(0)));
    one.began(0, at(0));
    one.trigger(0, at(5));
    assertEquals(-1, one.takeDue(at(5)));
    assertTrue(one.answered(0));
    one.finished(0, at(9));
    assertEquals(0, one.takeDue(at(9)));
  }

  @Test
  void aTriggerBetweenHandingOutAndBeginningIsNotLost() {
    assertEquals(0, one.takeDue(at(0)));
    one.trigger(0, at(1));
    one.began(0, at(2));
    one.answered(0);
    one.finished(0, at(3));
    assertEquals(0, one.takeDue(at(3)));
  }

  @Test
  void triggersAreFiftyMillisecondsApartAtLeast() {
    runs(one, 0, 0, 1);
    one.trigger(0, at(100));
    runs(one, 0, 100, 101);
    one.trigger(0, at(102));
    assertEquals(-1, one.takeDue(at(149)));
    assertEquals(1 * MS, one.quietNanos(at(149), LIMIT));
    runs(one, 0, 150, 151);
  }

  @Test
  void aBeatSatisfiesATriggerThatWaits() {
    runs(one, 0, 0, 1);
    one.trigger(0, at(470));
    runs(one, 0, 470, 471);
    one.trigger(0, at(480));
    runs(one, 0, 500, 501);
    assertEquals(499 * MS, one.quietNanos(at(501), LIMIT));
  }

  @Test
  void aRunThatHangsFailsWhenItsPatienceIsOverAndOnceMoreWithEachBeat() {
    assertEquals(0, one.takeDue(at(0)));
    one.began(0, at(0));
    assertEquals(-1, one.takeOverdue(at(299)));
    assertEquals(1 * MS, one.quietNanos(at(299), LIMIT));
    assertEquals(0, one.takeOverdue(at(300)));
    assertEquals(-1, one.takeOverdue(at(301)));
    assertEquals(-1, one.takeOverdue(at(799)));
    assertEquals(0, one.takeOverdue(at(800)));
  }

  @Test
  void theLateAnswerOfARunThatWasGivenUpDoesNotCount() {
    assertEquals(0, one.takeDue(at(0)));
    one.began(0, at(0));
    assertEquals(0, one.takeOverdue(at(300)));
    assertFalse(one.answered(0));
    one.finished(0, at(400));
    runs(one, 0, 500, 501);
  }

  @Test
  void whileAnAnswerIsPublishedTheRunIsNotGivenUp() {
    assertEquals(0, one.takeDue(at(0)));
    one.began(0, at(0));
    assertTrue(one.answered(0));
    assertEquals(-1, one.takeOverdue(at(400)));
    assertEquals(LIMIT, one.quietNanos(at(400), LIMIT));
  }

  @Test
  void aQueuedRunIsNotGivenUpBeforeItHasBegun() {
    assertEquals(0, one.takeDue(at(0)));
    assertEquals(-1, one.takeOverdue(at(5000)));
    one.began(0, at(5000));
    assertEquals(-1, one.takeOverdue(at(5299)));
    assertEquals(0, one.takeOverdue(at(5300)));
  }

  @Test
  void onlyTheFirstRunMayTakeLonger() {
    Schedule schedule = new Schedule(new long[] {500 * MS}, new long[] {300 * MS}, 5000 * MS, ZERO);
    assertEquals(0, schedule.takeDue(at(0)));
    schedule.began(0, at(0));
    assertEquals(-1, schedule.takeOverdue(at(5299)));
    assertTrue(schedule.answered(0));
    schedule.finished(0, at(5299));
    assertEquals(0, schedule.takeDue(at(5500)));
    schedule.began(0, at(5500));
    assertEquals(0, schedule.takeOverdue(at(5800)));
  }
}
