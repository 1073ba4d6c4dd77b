package io.vipd.health;

import static io.vipd.health.RiseFall.Verdict.DOWN;
import static io.vipd.health.RiseFall.Verdict.UP;
import static io.vipd.health.RiseFall.Verdict.WAITING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RiseFallTest {

  @Test
  void beforeTheFirstResultThereIsNoVerdict() {
    RiseFall tracker = new RiseFall(1, 1, WAITING);
    assertEquals(WAITING, tracker.verdict());
    assertEquals(0, tracker.inARow());
  }

  /** P is a pass, F a failure; the verdicts after each: W, U, D. */
  @ParameterizedTest(name = "rise {0} fall {1}: {2} gives {3}")
  @CsvSource({
    "1, 1, PFP, UDU",
    "2, 3, PP, WU",
    "2, 3, FFF, WWD",
    "2, 3, FFPP, WWWU",
    "2, 3, PFFPFFF, WWWWWWD",
    "2, 3, PPFFPFFF, WUUUUUUD",
    "2, 3, FFFPFPP, WWDDDDU",
    "3, 1, PPFPPP, WWDDDU",
  })
  void onlyResultsInARowAddUp(int rise, int fall, String results, String verdicts) {
    RiseFall tracker = new RiseFall(rise, fall, WAITING);
    String got =
        results
            .chars()
            .mapToObj(result -> tracker.add(result == 'P', 0))
            .map(verdict -> verdict.name().substring(0, 1))
            .reduce("", String::concat);
    assertEquals(verdicts, got);
  }

  @Test
  void theRowIsCountedBeyondTheVerdict() {
    RiseFall tracker = new RiseFall(1, 1, WAITING);
    Stream.of(true, false, false, false).forEach(passed -> tracker.add(passed, 0));
    assertEquals(3, tracker.inARow());
    assertEquals(DOWN, tracker.verdict());
    assertEquals(UP, tracker.add(true, 0));
    assertEquals(1, tracker.inARow());
  }

  @Test
  void aCountBelowOneIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new RiseFall(0, 1, WAITING));
    assertThrows(IllegalArgumentException.class, () -> new RiseFall(1, 0, WAITING));
  }

  @Test
  void anInitialVerdictHoldsUntilResultsAddUpToAnother() {
    RiseFall tracker = new RiseFall(2, 2, UP);
    assertEquals(UP, tracker.verdict());
    assertEquals(UP, tracker.add(false, 0));
    assertEquals(DOWN, tracker.add(false, 0));
  }

  @Test
  void aDelayIsOverWhenTheRowHasLastedSoLong() {
    RiseFall tracker = new RiseFall(1, 1, 100, 50, WAITING);
    assertEquals(WAITING, tracker.add(true, 1000));
    assertEquals(1100, tracker.ripeAtNanos());
    assertEquals(WAITING, tracker.add(true, 1099));
    assertEquals(UP, tracker.add(true, 1100));
    assertEquals(RiseFall.NEVER, tracker.ripeAtNanos());

    assertEquals(UP, tracker.add(false, 2000));
    assertEquals(2050, tracker.ripeAtNanos());
    assertEquals(DOWN, tracker.add(false, 2051));
  }

  @Test
  void aRowThatIsBrokenBeginsItsDelayAnew() {
    RiseFall tracker = new RiseFall(1, 1, 0, 50, UP);
    assertEquals(UP, tracker.add(false, 0));
    assertEquals(UP, tracker.add(true, 30));
    assertEquals(RiseFall.NEVER, tracker.ripeAtNanos());
    assertEquals(UP, tracker.add(false, 40));
    assertEquals(UP, tracker.add(false, 60));
    assertEquals(90, tracker.ripeAtNanos());
    assertEquals(DOWN, tracker.add(false, 90));
  }

  @Test
  void numberAndDelayMustBothBeReached() {
    RiseFall tracker = new RiseFall(1, 3, 0, 50, UP);
    assertEquals(UP, tracker.add(false, 0));
    assertEquals(RiseFall.NEVER, tracker.ripeAtNanos()); // results alone can tell now
    assertEquals(UP, tracker.add(false, 60));
    assertEquals(DOWN, tracker.add(false, 61));
  }
}
