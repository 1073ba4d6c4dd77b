package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.wire.IpAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Timers against lateness, drift, early wake-ups and a clock that overflows. */
class NodeClockTest {
  @Test
  void aWakeUpThatComesEarlyOrTwiceIsHarmless() {
    Bench bench = new Bench().active();
    bench.at(4531).wake();
    assertEquals(List.of(), bench.take());
    bench.at(4531.25).wake();
    bench.wake();
    assertEquals(List.of("advert 120"), bench.take());
  }

  @Test
  void latenessDoesNotAddUp() { // RFC 9568 6.4.3: adverts go out every Advertisement_Interval
    Bench bench = new Bench().active();
    for (int advert = 1; advert <= 1000; advert++) {
      bench.at(3531.25 + 1000 * advert + advert % 300).wake();
    }
    assertEquals(1000, bench.take().size());
    assertEquals(3531.25 + 1_001_000, bench.deadline());
    assertEquals(299_000_000L, bench.router.worstLatenessNanos());
  }

  @Test
  void missedAdvertsAreNotSentInARow() {
    Bench bench = new Bench().active();
    bench.at(6400).wake();
    assertEquals(List.of("advert 120"), bench.take());
    assertEquals(7400, bench.deadline());
    assertEquals(1_868_750_000L, bench.router.worstLatenessNanos());
  }

  @Test
  void aStalledBackupThatReadsFirstDoesNotTakeOver() {
    Bench bench = new Bench().up();
    bench.at(1000).hear("192.0.2.3", 200);
    bench.take();
    bench.at(11_000);
    for (int unread = 0; unread < 10; unread++) {
      bench.hear("192.0.2.3", 200);
    }
    bench.wake();
    assertEquals(List.of(), bench.take());
    assertEquals(14_531.25, bench.deadline());
  }

  @Test
  void aTakeoverSaysHowLateItWas() {
    Bench bench = new Bench().up();
    bench.at(3600).wake();
    assertEquals(68_750_000L, bench.router.lastReport().latenessNanos());
    assertEquals(4600, bench.deadline());
  }

  @Test
  void aTimerAtTenMillisecondsKeepsItsFractions() { // RFC 9568 6.1: skew is a part of 1 cs
    Bench bench = new Bench();
    bench.centiseconds = 1;
    bench.priority = 254;
    bench.up();
    assertEquals(30.078125, bench.deadline());
    bench.hear("192.0.2.3", 0);
    assertEquals(0.078125, bench.deadline());
  }

  @Test
  void aRefusalOfLongAgoDoesNotCountAsLateness() {
    Bench bench = new Bench().up();
    bench.runUntil(3531.25);
    bench.refuse();
    bench.runUntil(20_000);
    assertEquals(0, bench.router.worstLatenessNanos());
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE - 2_000_000_000L,
        Long.MAX_VALUE - 5_000_000_000L,
        Long.MIN_VALUE,
        -1_000_000_000L,
        0
      })
  void theClockMayOverflow(long startNanos) {
    Bench bench = new Bench(startNanos).up();
    bench.at(1000).hear("192.0.2.3", 200);
    bench.take();
    assertEquals(4531.25, bench.deadline());
    bench.at(4000).wake();
    assertEquals(List.of(), bench.take());
    bench.at(4531.25).wake();
    assertEquals(
        List.of("advert 120", "install", "BACKUP to ACTIVE: ACTIVE_DOWN_TIMER"), bench.take());
    bench.refuse();
    assertEquals(5531.25, bench.deadline());
    bench.at(5500).wake();
    assertEquals(Role.INITIALIZE, bench.router.role());
    bench.at(5531.25).wake();
    assertEquals(Role.BACKUP, bench.router.role());
    bench.at(9062.5).wake();
    assertEquals(Role.ACTIVE, bench.router.role());
    bench.confirm();
    bench.node.relinquish(bench.router, 10_000_000_000L, bench.nowNanos());
    bench.at(19_062).hear("192.0.2.3", 100);
    assertEquals(22_593.25, bench.deadline());
    bench.at(19_062.5).hear("192.0.2.3", 100);
    assertEquals(22_593.25, bench.deadline());
  }

  @Test
  void everyRouterOfANodeIsServedAtItsOwnTime() {
    Bench bench = new Bench().active();
    Router second = bench.node.add(1, bench.router.config(), bench.nowNanos());
    bench.node.release(second, Inhibitor.INTERFACE_MISSING, bench.nowNanos());
    bench.node.sourceAddress(second, IpAddress.parse(Bench.OURS), bench.nowNanos());
    bench.take();
    assertEquals(4531.25, bench.deadline());
    bench.runUntil(7600);
    assertEquals(Role.ACTIVE, second.role());
    assertEquals(
        List.of(
            "advert 120",
            "advert 120",
            "advert 120",
            "advert 120",
            "advert 120",
            "install",
            "BACKUP to ACTIVE: NOBODY_HEARD"),
        bench.take());
  }
}
