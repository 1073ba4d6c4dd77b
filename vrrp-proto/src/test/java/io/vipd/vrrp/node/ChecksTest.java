package io.vipd.vrrp.node;

import static io.vipd.vrrp.node.CheckVerdict.DOWN;
import static io.vipd.vrrp.node.CheckVerdict.UP;
import static io.vipd.vrrp.node.CheckVerdict.WAITING;
import static io.vipd.vrrp.node.CheckVerdict.number;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChecksTest {
  @Test
  void aNegativeWeightCountsWhileItsCheckIsDown() {
    assertEquals(120, priority(120, List.of(-30), WAITING));
    assertEquals(120, priority(120, List.of(-30), UP));
    assertEquals(90, priority(120, List.of(-30), DOWN));
  }

  @Test
  void aPositiveWeightCountsWhileItsCheckIsUp() {
    assertEquals(120, priority(120, List.of(30), WAITING));
    assertEquals(150, priority(120, List.of(30), UP));
    assertEquals(120, priority(120, List.of(30), DOWN));
  }

  @Test
  void weightsAddUp() {
    assertEquals(115, priority(100, List.of(-10, 25, 0, -7), DOWN, UP, DOWN, UP));
  }

  @Test
  void theSumStaysWithin1To254() { // RFC 9568 5.2.4: 0 and 255 have meanings of their own
    assertEquals(1, priority(100, List.of(-100), DOWN));
    assertEquals(1, priority(100, List.of(-253, -253), DOWN, DOWN));
    assertEquals(254, priority(100, List.of(253), UP));
  }

  @Test
  void anOwnersPriorityIsAlways255() { // RFC 9568 5.2.4
    assertEquals(255, priority(255, List.of(-100), DOWN));
  }

  @Test
  void onlyAWeightOfZeroInhibits() {
    assertEquals(Set.of(Inhibitor.CHECK_WAITING), inhibitors(List.of(0), WAITING));
    assertEquals(Set.of(Inhibitor.CHECK_DOWN), inhibitors(List.of(0), DOWN));
    assertEquals(Set.of(), inhibitors(List.of(0), UP));
    assertEquals(Set.of(), inhibitors(List.of(-1, 1), DOWN, WAITING));
    assertEquals(
        Set.of(Inhibitor.CHECK_WAITING, Inhibitor.CHECK_DOWN),
        inhibitors(List.of(0, 0, 0), UP, WAITING, DOWN));
  }

  @Test
  void aNumberSaysHowManyTimesAWeightCounts() {
    assertEquals(90, priority(120, List.of(-10), number(3)));
    assertEquals(150, priority(120, List.of(-10), number(-3)));
    assertEquals(120, priority(120, List.of(10), number(0)));
    assertEquals(254, priority(120, List.of(1), number(Integer.MAX_VALUE)));
    assertEquals(1, priority(120, List.of(1), number(Integer.MIN_VALUE)));
    assertEquals(120, priority(120, List.of(0), number(7)));
    // Each counts as 253 at most, so that one number cannot outshout all others.
    assertEquals(173, priority(120, List.of(1, -200), number(1000), DOWN));
  }

  @Test
  void aProductOfMinus254IsAFault() {
    assertEquals(Set.of(Inhibitor.CHECK_DOWN), inhibitors(List.of(-2), number(127)));
    assertEquals(Set.of(Inhibitor.CHECK_DOWN), inhibitors(List.of(253), number(Integer.MIN_VALUE)));
    assertEquals(Set.of(), inhibitors(List.of(1), number(-253)));
    assertEquals(Set.of(), inhibitors(List.of(1), number(1000)));
    assertEquals(Set.of(), inhibitors(List.of(0), number(-1000)));
  }

  @Test
  void aTrustedCheckCountsAsUpUntilItSaysOtherwise() {
    CheckVerdict[] verdicts = {WAITING, DOWN, UP};
    assertEquals(Inhibitor.CHECK_DOWN.bit(), Checks.inhibitors(List.of(0, 0, 0), verdicts, true));
    assertEquals(130, Checks.priority(100, Checks.sum(List.of(30, 20, 0), verdicts, true)));
  }

  private static int priority(int configured, List<Integer> weights, CheckVerdict... verdicts) {
    return Checks.priority(configured, Checks.sum(weights, verdicts, false));
  }

  private static Set<Inhibitor> inhibitors(List<Integer> weights, CheckVerdict... verdicts) {
    Bench bench = new Bench().add();
    bench.router.inhibitors = Checks.inhibitors(weights, verdicts, false);
    return bench.router.inhibitors();
  }
}
