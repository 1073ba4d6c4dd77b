package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AllowanceTest {
  @Test
  void theBurstIsAllowedAtOnceAndThenOneInEachSpacing() {
    Allowance allowance = new Allowance(3, 100);
    assertTrue(allowance.take(1_000));
    assertTrue(allowance.take(1_000));
    assertTrue(allowance.take(1_000));
    assertFalse(allowance.take(1_000));
    assertEquals(100, allowance.nanosUntilNext(1_000));
    assertFalse(allowance.take(1_099));
    assertTrue(allowance.take(1_100));
    assertFalse(allowance.take(1_199));
    assertTrue(allowance.take(1_200));
  }

  @Test
  void aPauseGivesTheBurstBackButNotMore() {
    Allowance allowance = new Allowance(2, 100);
    assertTrue(allowance.take(0));
    assertTrue(allowance.take(0));
    assertTrue(allowance.take(10_000));
    assertTrue(allowance.take(10_000));
    assertFalse(allowance.take(10_000));
  }

  @Test
  void aClockThatOverflowsIsNoTrouble() {
    Allowance allowance = new Allowance(1, 100);
    assertTrue(allowance.take(Long.MAX_VALUE - 10));
    assertFalse(allowance.take(Long.MAX_VALUE));
    assertEquals(89, allowance.nanosUntilNext(Long.MIN_VALUE));
    assertTrue(allowance.take(Long.MIN_VALUE + 89));
  }

  @Test
  void nothingIsOwedBeforeTheFirst() {
    assertEquals(0, new Allowance(1, 100).nanosUntilNext(Long.MIN_VALUE));
  }
}
