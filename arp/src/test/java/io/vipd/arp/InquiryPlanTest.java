package io.vipd.arp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InquiryPlanTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;
  private static final long START = Long.MAX_VALUE - 300 * MILLI; // the clock wraps while it runs

  private long now = START;

  @Test
  void nothingIsAskedBeforeTheAddressesAreAnnounced() {
    InquiryPlan plan = new InquiryPlan(2, 5 * SECOND);
    assertEquals(Long.MAX_VALUE, plan.nanosUntilDue(now));
  }

  @Test
  void aProbeComesWhenAFormerHolderHadTimeToLetGoThenOneEveryInterval() {
    InquiryPlan plan = new InquiryPlan(1, 5 * SECOND);
    plan.begin(now);
    assertEquals(600 * MILLI, plan.nanosUntilDue(now));
    now += 600 * MILLI;
    assertFalse(plan.nextVerifies());
    plan.probed(now, 1.2);
    assertEquals(6_054_775_809L, plan.nanosUntilDue(now), "6 s, and on to the nearest beat");
  }

  @Test
  void probesOfManyGroupsFallOnTwoBeatsASecond() {
    now = 307 * MILLI;
    InquiryPlan plan = new InquiryPlan(1, 5 * SECOND);
    plan.begin(now);
    plan.probed(now, 1);
    assertEquals(5_500 * MILLI, now + plan.nanosUntilDue(now));
    now = 5_500 * MILLI;
    plan.probed(now, 1);
    assertEquals(10_500 * MILLI, now + plan.nanosUntilDue(now));
  }

  @Test
  void aHundredAddressesAreProbedInTurnNotMoreThanTenASecond() {
    InquiryPlan plan = new InquiryPlan(100, 5 * SECOND);
    plan.begin(now);
    List<Integer> probed = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      now += plan.nanosUntilDue(now);
      probed.add(plan.next());
      plan.probed(now, 1);
    }
    assertEquals(0, probed.getFirst());
    assertEquals(99, probed.getLast());
    assertEquals(600 * MILLI + 99 * 20 * MILLI, now - START, "the first round");
    assertEquals(0, plan.next());
    assertEquals(100 * MILLI, plan.nanosUntilDue(now));
  }

  @Test
  void theWitnessIsAskedAboutEachAddressAtOnceAndFiveTimesIfItIsSilent() {
    InquiryPlan plan = new InquiryPlan(2, 0);
    plan.begin(now);
    plan.verify(now);
    List<String> asked = new ArrayList<>();
    while (!plan.allSettled()) {
      now += plan.nanosUntilDue(now);
      assertTrue(plan.nextVerifies());
      int about = plan.next();
      if (plan.exhausted(about)) {
        plan.settled(about);
      } else {
        int questions = plan.asked(about, now);
        asked.add(about + " at " + (now - START) / MILLI + " for the " + questions);
      }
    }
    assertEquals(
        List.of(
            "0 at 0 for the 1",
            "1 at 20 for the 1",
            "0 at 1000 for the 2",
            "1 at 1020 for the 2",
            "0 at 2000 for the 3",
            "1 at 2020 for the 3",
            "0 at 3000 for the 4",
            "1 at 3020 for the 4",
            "0 at 4000 for the 5",
            "1 at 4020 for the 5"),
        asked);
    assertEquals(5_020, (now - START) / MILLI);
    assertEquals(Long.MAX_VALUE, plan.nanosUntilDue(now));
  }

  @Test
  void anAddressThatIsSettledIsNotAskedAboutAgain() {
    InquiryPlan plan = new InquiryPlan(2, 0);
    plan.begin(now);
    plan.verify(now);
    plan.asked(0, now);
    plan.settled(0);
    assertEquals(1, plan.next());
    plan.settled(1);
    assertTrue(plan.allSettled());
  }

  @Test
  void yieldingEndsAllQuestions() {
    InquiryPlan plan = new InquiryPlan(2, 5 * SECOND);
    plan.begin(now);
    plan.verify(now);
    plan.end();
    assertEquals(Long.MAX_VALUE, plan.nanosUntilDue(now));
    assertFalse(plan.begun());
  }
}
