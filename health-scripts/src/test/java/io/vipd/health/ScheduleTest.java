package io.vipd.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times are milliseconds here. */
class ScheduleTest {
  private static final long MS = 1_000_000;
  private static final long LIMIT = 10_000 * MS;

  /** Close to where the clock wraps round: nothing may depend on its sign. */
  private static final long ZERO = Long.MAX_VALUE - 700 * MS;

  /** One check every 500 ms that may take 300 ms. */
  private final Schedule one = of(0, 500);

  /** Checks with these beats that may take 300 ms each and do not back off. */
  private static Schedule of(long firstRunExtraMillis, long... everyMillis) {
    Schedule schedule = new Schedule(firstRunExtraMillis * MS);
    for (long every : everyMillis) {
      schedule.add(every * MS, every * MS, 300 * MS, ZERO);
    }
    return schedule;
  }

  private static long at(long millis) {
    return ZERO + millis * MS;
  }

  private void runs(Schedule schedule, int check, long from, long to) {
    assertEquals(check, schedule.takeDue(at(from)));
    schedule.began(check, at(from));
    assertTrue(schedule.answered(check));
    schedule.finished(check, false, at(to));
  }

  @Test
  void theFirstRunIsAtOnceAndTheNextOneBeatLater() {
    runs(one, 0, 0, 10);
    assertEquals(490 * MS, one.quietNanos(at(10), LIMIT));
    assertEquals(-1, one.takeDue(at(499)));
    assertEquals(0, one.takeDue(at(500)));
  }

  @Test
  void aRunThatBeginsWhileNobodyLooksIsFoundOverdueInTime() {
    assertEquals(0, one.takeDue(at(0)));
    assertEquals(300 * MS, one.quietNanos(at(0), LIMIT));
    one.began(0, at(40));
    assertEquals(-1, one.takeOverdue(at(300)));
    assertEquals(40 * MS, one.quietNanos(at(300), LIMIT));
    assertEquals(0, one.takeOverdue(at(340)));
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
    one.finished(0, false, at(1100));
    assertEquals(2, one.skipped(0));
    assertEquals(-1, one.takeDue(at(1499)));
    assertEquals(0, one.takeDue(at(1500)));
  }

  @Test
  void whoeverIsDueLongestComesFirst() {
    Schedule two = of(0, 500, 300);
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
    one.finished(0, false, at(9));
    assertEquals(0, one.takeDue(at(9)));
  }

  @Test
  void aTriggerBetweenHandingOutAndBeginningIsNotLost() {
    assertEquals(0, one.takeDue(at(0)));
    one.trigger(0, at(1));
    one.began(0, at(2));
    one.answered(0);
    one.finished(0, false, at(3));
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
    one.finished(0, false, at(400));
    runs(one, 0, 500, 501);
  }

  @Test
  void whileAnAnswerIsPublishedTheRunIsNotGivenUp() {
    assertEquals(0, one.takeDue(at(0)));
    one.began(0, at(0));
    assertTrue(one.answered(0));
    assertEquals(-1, one.takeOverdue(at(400)));
    assertEquals(300 * MS, one.quietNanos(at(400), LIMIT));
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
    Schedule schedule = of(5000, 500);
    assertEquals(0, schedule.takeDue(at(0)));
    schedule.began(0, at(0));
    assertEquals(-1, schedule.takeOverdue(at(5299)));
    assertTrue(schedule.answered(0));
    schedule.finished(0, false, at(5299));
    assertEquals(0, schedule.takeDue(at(5500)));
    schedule.began(0, at(5500));
    assertEquals(0, schedule.takeOverdue(at(5800)));
  }

  @Test
  void checksOfTheSameRhythmRunTogetherOnceAndThenApart() {
    Schedule four = of(0, 1000, 1000, 1000, 1000);
    for (int check = 0; check < 4; check++) {
      runs(four, check, 0, 1);
    }
    List<Long> second = new ArrayList<>();
    for (long millis = 1; millis <= 1000; millis++) {
      for (int check; (check = four.takeDue(at(millis))) >= 0; ) {
        four.began(check, at(millis));
        assertTrue(four.answered(check));
        four.finished(check, false, at(millis));
        second.add(millis);
      }
    }
    assertEquals(List.of(146L, 382L, 764L, 1000L), second);
  }

  @Test
  void aCheckThatIsDownComesHalfAsOftenEachTimeUntilItPasses() {
    Schedule backsOff = new Schedule(0);
    backsOff.add(500 * MS, 1600 * MS, 300 * MS, ZERO);
    long[] starts = {0, 1000, 2600, 4200};
    for (long start : starts) {
      assertEquals(-1, backsOff.takeDue(at(start - 1)));
      assertEquals(0, backsOff.takeDue(at(start)));
      backsOff.began(0, at(start));
      assertTrue(backsOff.answered(0));
      backsOff.finished(0, true, at(start + 10));
    }
    runs(backsOff, 0, 5800, 5810);
    assertEquals(490 * MS, backsOff.quietNanos(at(5810), LIMIT));
    assertEquals(0, backsOff.skipped(0));
  }

  @Test
  void aCheckThatComesLaterRunsAtOnceAndDisturbsNoOther() {
    runs(one, 0, 0, 10);
    assertEquals(1, one.add(100 * MS, 100 * MS, 300 * MS, at(200)));
    runs(one, 1, 200, 210);
    assertEquals(-1, one.takeDue(at(210)));
  }

  @Test
  void theNumberOfACheckThatWasRemovedIsGivenOutAgain() {
    Schedule two = of(0, 500, 500);
    assertTrue(two.remove(0));
    assertEquals(1, two.takeDue(at(0)));
    two.trigger(0, at(0));
    assertEquals(-1, two.takeDue(at(0)));
    assertEquals(0, two.add(500 * MS, 500 * MS, 300 * MS, at(1)));
    assertEquals(0, two.takeDue(at(1)));
  }

  @Test
  void aCheckThatIsRemovedWhileItRunsIsNeitherOverdueNorRunAgain() {
    assertEquals(0, one.takeDue(at(0)));
    one.began(0, at(0));
    assertFalse(one.remove(0));
    assertEquals(-1, one.takeOverdue(at(5000)));
    assertEquals(LIMIT, one.quietNanos(at(5000), LIMIT));
    assertEquals(1, one.add(500 * MS, 500 * MS, 300 * MS, at(5000)));
    assertFalse(one.finished(0, false, at(6000)));
    assertEquals(0, one.add(500 * MS, 500 * MS, 300 * MS, at(6000)));
  }

  @Test
  void aCheckThatIsTakenOutOfTheQueueCanBeRemoved() {
    assertEquals(0, one.takeDue(at(0)));
    one.withdraw(0);
    assertTrue(one.remove(0));
    assertEquals(-1, one.takeDue(at(5000)));
  }

  @Test
  void aTimeToLookAgainCausesOneRunBesideTheBeats() {
    runs(one, 0, 0, 10);
    one.lookAgain(0, at(200));
    assertEquals(190 * MS, one.quietNanos(at(10), LIMIT));
    assertEquals(-1, one.takeDue(at(199)));
    runs(one, 0, 200, 201);
    assertEquals(-1, one.takeDue(at(499)));
    runs(one, 0, 500, 501);
  }

  @Test
  void aTriggerDoesNotWaitForTheTimeToLookAgain() {
    runs(one, 0, 0, 10);
    one.lookAgain(0, at(400));
    one.trigger(0, at(100));
    runs(one, 0, 100, 101);
    assertEquals(-1, one.takeDue(at(399)));
    runs(one, 0, 400, 401);
  }

  @Test
  void howLongARunWaitedForItsTurnIsKnown() {
    runs(one, 0, 0, 10);
    assertEquals(0, one.waited(0));
    assertEquals(0, one.takeDue(at(507)));
    one.began(0, at(530));
    assertEquals(30 * MS, one.waited(0));
    assertTrue(one.answered(0));
    one.finished(0, false, at(540));
    runs(one, 0, 1000, 1001);
    assertEquals(0, one.waited(0));
    assertEquals(30 * MS, one.waitedInAll(0));
  }

  @Test
  void theBeatsBeginWhenTheScheduleDoes() {
    one.begin(at(9000));
    assertEquals(-1, one.takeDue(at(8999)));
    runs(one, 0, 9000, 9001);
    assertEquals(0, one.skipped(0));
  }
}
