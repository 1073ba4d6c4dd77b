package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.wire.IpAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is Active when several could be: RFC 9568 6.4.2 and 6.4.3. */
class NodeElectionTest {
  @Test
  void anActiveYieldsToAHigherPriority() { // RFC 9568 6.4.3
    Bench bench = new Bench().active();
    bench.at(4100).hear("192.0.2.1", 121);
    assertEquals(
        List.of("advert 120", "remove", "ACTIVE to BACKUP: HIGHER_PRIORITY"), bench.take());
    assertEquals(7631.25, bench.deadline());
    assertEquals("192.0.2.1", bench.router.lastReport().peer().toString());
    assertEquals(0, bench.router.lastReport().lastAdvertAgeNanos());
  }

  @Test
  void anActiveYieldsToTheSamePriorityFromAHigherAddress() { // RFC 9568 6.4.3
    Bench bench = new Bench().active();
    bench.at(4100).hear("192.0.2.3", 120);
    assertEquals(List.of("advert 120", "remove", "ACTIVE to BACKUP: HIGHER_ADDRESS"), bench.take());
  }

  @Test
  void anActiveAnswersTheSamePriorityFromALowerAddress() { // RFC 9568 6.4.3, new in 9568
    Bench bench = new Bench().active();
    bench.at(4100).hear("192.0.2.1", 120);
    assertEquals(List.of("advert 120", "announce"), bench.take());
    assertEquals(Role.ACTIVE, bench.router.role());
  }

  @Test
  void addressesAreComparedAsUnsignedNumbers() { // RFC 9568 6.4.3: in network byte order
    Bench bench = new Bench().active();
    bench.at(4100).hear("10.0.0.1", 120);
    assertEquals(List.of("advert 120", "announce"), bench.take());
    bench.at(4200).hear("223.0.0.1", 120);
    assertEquals(List.of("advert 120", "remove", "ACTIVE to BACKUP: HIGHER_ADDRESS"), bench.take());
  }

  @Test
  void anotherSourceAddressOfOursIsTheOneCompared() { // RFC 9568 6.4.3
    Bench bench = new Bench().active();
    bench.node.sourceAddress(bench.router, IpAddress.parse("192.0.2.9"), bench.nowNanos());
    bench.at(4100).hear("192.0.2.3", 120);
    assertEquals(List.of("advert 120", "announce"), bench.take());
  }

  @Test
  void aLosingAdvertIsAnsweredAtOnceAndTheTimerRunsOn() { // RFC 9568 6.4.3, new in 9568
    Bench bench = new Bench().active();
    assertEquals(4531.25, bench.deadline());
    bench.at(4100).hear("192.0.2.3", 119);
    assertEquals(List.of("advert 120", "announce"), bench.take());
    assertEquals(4531.25, bench.deadline());
  }

  @Test
  void aFloodOfLosingAdvertsIsAnsweredOnceInTenMilliseconds() {
    Bench bench = new Bench().active();
    for (int i = 0; i < 1000; i++) {
      bench.at(4100 + i * 0.025).hear("192.0.2." + (3 + i % 200), 100);
    }
    assertEquals(
        List.of("advert 120", "announce", "advert 120", "announce", "advert 120", "announce"),
        bench.take());
    assertEquals(1000, bench.router.advertsReceived());
  }

  @Test
  void aWinnerIsHeardInTheMiddleOfAFlood() { // RFC 9568 6.4.3
    Bench bench = new Bench().active();
    bench.at(4100).hear("192.0.2.3", 100);
    bench.at(4100.1).hear("192.0.2.4", 200);
    assertEquals(Role.BACKUP, bench.router.role());
  }

  @Test
  void anActiveThatHearsAnotherLeaveAdvertisesAndStartsItsTimerAnew() { // RFC 9568 6.4.3
    Bench bench = new Bench().active();
    bench.at(4100).hear("192.0.2.3", 0);
    assertEquals(List.of("advert 120"), bench.take());
    assertEquals(5100, bench.deadline());
  }

  @Test
  void anActiveThatHearsAFloodOfFarewellsAnswersOnceInTenMilliseconds() {
    Bench bench = new Bench().active();
    for (int i = 0; i < 100; i++) {
      bench.at(4100 + i * 0.05).hear("192.0.2.3", 0);
    }
    assertEquals(List.of("advert 120"), bench.take());
  }

  @Test
  void aBackupIgnoresALowerPriorityAndPreemptsItAfterItsDownInterval() { // RFC 9568 6.4.2
    Bench bench = new Bench().up();
    bench.take();
    for (int second = 0; second < 4; second++) {
      bench.at(100 + 1000 * second).hear("192.0.2.3", 100);
    }
    assertEquals(3531.25, bench.deadline());
    bench.at(3531.25).wake();
    assertEquals(List.of("install", "BACKUP to ACTIVE: PREEMPTED"), bench.take());
    bench.confirm();
    assertEquals(List.of("advert 120", "announce"), bench.take());
  }

  @Test
  void aBackupOfTheSamePriorityDoesNotPreempt() { // RFC 9568 6.4.2: greater than or equal
    Bench bench = new Bench().up();
    bench.at(1000).hear("192.0.2.1", 120);
    assertEquals(4531.25, bench.deadline());
    bench.at(2000).hear("192.0.2.3", 120);
    assertEquals(5531.25, bench.deadline());
  }

  @Test
  void theIntervalOfTheActiveIsLearned() { // RFC 9568 6.4.2 and 6.1
    Bench bench = new Bench().up();
    bench.at(1000).hear("192.0.2.3", 200, 300);
    assertEquals(1000 + 9000 + 1593.75, bench.deadline());
    assertEquals(3_000_000_000L, bench.router.activeAdverIntervalNanos());
    bench.at(2000).hear("192.0.2.3", 200, 1);
    assertEquals(2000 + 30 + 5.3125, bench.deadline());
  }

  @Test
  void theSkewAfterAFarewellComesFromTheLearnedInterval() { // RFC 9568 6.4.2
    Bench bench = new Bench().up();
    bench.at(1000).hear("192.0.2.3", 200, 300);
    bench.at(2000).hear("192.0.2.3", 0, 4095);
    assertEquals(2000 + 1593.75, bench.deadline());
  }

  @Test
  void aLowerPriorityTeachesNoInterval() { // RFC 9568 6.4.2: discard
    Bench bench = new Bench().up();
    bench.at(1000).hear("192.0.2.3", 100, 4095);
    assertEquals(1_000_000_000L, bench.router.activeAdverIntervalNanos());
  }

  @Test
  void anActiveAdvertisesAtItsOwnIntervalWhateverItLearned() { // RFC 9568 6.4.2, 6.1
    Bench bench = new Bench().up();
    bench.at(1000).hear("192.0.2.3", 200, 300);
    bench.runUntil(1000 + 9000 + 1593.75);
    assertEquals(Role.ACTIVE, bench.router.role());
    assertEquals(12_593.75, bench.deadline());
    assertEquals(1_000_000_000L, bench.router.activeAdverIntervalNanos());
  }

  @Test
  void aYieldingActiveLearnsTheIntervalOfTheWinner() { // RFC 9568 6.4.3
    Bench bench = new Bench().active();
    bench.at(4100).hear("192.0.2.3", 200, 50);
    assertEquals(4100 + 1500 + 265.625, bench.deadline());
  }

  @Test
  void aWeightThatChangesThePriorityMovesTheRunningTimer() { // RFC 9568 6.1
    Bench bench = new Bench();
    bench.checkWeights = List.of(-64);
    bench.up();
    bench.at(1000).hear("192.0.2.3", 200);
    assertEquals(4531.25, bench.deadline());
    bench.node.check(bench.router, 0, CheckVerdict.DOWN, bench.nowNanos());
    assertEquals(4781.25, bench.deadline());
    assertEquals(56, bench.router.priority());
    bench.node.check(bench.router, 0, CheckVerdict.UP, bench.nowNanos());
    assertEquals(4531.25, bench.deadline());
  }

  @Test
  void anActiveWhosePrioritySankAdvertisesItAndYieldsToTheBetter() { // RFC 9568 6.4.3
    Bench bench = new Bench();
    bench.checkWeights = List.of(-64);
    bench.active();
    bench.node.check(bench.router, 0, CheckVerdict.DOWN, bench.nowNanos());
    bench.runUntil(5781.25); // nobody is there for an interval
    assertEquals(
        List.of("advert 56", "advert 0", "advert 56", "announce", "advert 56"), bench.take());
    bench.hear("192.0.2.3", 100);
    assertEquals(Role.BACKUP, bench.router.role());
  }
}
