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
            .mapToObj(result -> tracker.add(result == 'P'))
            .map(verdict -> verdict.name().substring(0, 1))
            .reduce("", String::concat);
    assertEquals(verdicts, got);
  }

  @Test
  void theRowIsCountedBeyondTheVerdict() {
    RiseFall tracker = new RiseFall(1, 1, WAITING);
    Stream.of(true, false, false, false).forEach(tracker::add);
    assertEquals(3, tracker.inARow());
    assertEquals(DOWN, tracker.verdict());
    assertEquals(UP, tracker.add(true));
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
    assertEquals(UP, tracker.add(false));
    assertEquals(DOWN, tracker.add(false));
  }
}
