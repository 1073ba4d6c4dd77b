package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaseTest {
  private static final long MILLI = 1_000_000;

  private final GroupConfigs group = new GroupConfigs();

  private Lease lease() {
    return Lease.of(group.build());
  }

  /** Three intervals and the skew of the group's own priority, less 300 ms. */
  @ParameterizedTest
  @CsvSource({
    "1, 150, 2",
    "10, 150, 2",
    "70, 150, 2",
    "96, 150, 2",
    "97, 150, 3",
    "100, 1, 3",
    "100, 150, 3",
    "100, 179, 3",
    "100, 180, 2",
    "100, 254, 2",
    "100, 255, 2",
    "200, 150, 6",
    "200, 100, 6",
    "1000, 150, 33",
    "4095, 100, 147"
  })
  void anAutomaticLeaseEndsBeforeAPeerTakesOver(int centiseconds, int priority, long seconds) {
    group.interval = Duration.ofMillis(10L * centiseconds);
    group.priority = priority;
    assertEquals(seconds, lease().seconds());
  }

  @Test
  void whoMustNotPreemptMayBeAboveTheActiveRouter() {
    group.preempt = false;
    assertEquals(2, lease().seconds());
  }

  /** RFC 3768 6.1: the skew is a part of a second, whatever the interval. */
  @Test
  void inVersion2TheSkewIsAPartOfASecond() {
    group.version = 2;
    group.interval = Duration.ofSeconds(10);
    assertEquals(30, lease().seconds());
  }

  @Test
  void theLeaseEndsWhenTheAdvertSaysSoWheneverTheKernelIsAsked() {
    long advertisedAt = 7_000 * MILLI;
    long until = lease().untilNanos(advertisedAt, advertisedAt);
    assertEquals(advertisedAt + 3_309_375_000L, until);
    assertEquals(3, lease().secondsUntil(until, advertisedAt));
    assertEquals(3, lease().secondsUntil(until, advertisedAt + 309 * MILLI));
    assertEquals(2, lease().secondsUntil(until, advertisedAt + 310 * MILLI));
    assertEquals(2, lease().secondsUntil(until, advertisedAt + 60_000 * MILLI));
  }

  @Test
  void whoIsSilentGoesOnWithTheShortestLease() {
    assertEquals(3_309_375_000L, lease().untilNanos(0, 1_300 * MILLI));
    assertEquals(3_310 * MILLI, lease().untilNanos(0, 1_310 * MILLI));
    assertEquals(62_000 * MILLI, lease().untilNanos(0, 60_000 * MILLI));
    group.interval = Duration.ofMillis(100);
    assertEquals(2_000 * MILLI, lease().untilNanos(0, 200 * MILLI));
    assertEquals(2_210 * MILLI, lease().untilNanos(0, 210 * MILLI));
  }

  @Test
  void aRenewalIsWorthAQuarterOfTheLease() {
    long until = 3_400 * MILLI;
    assertTrue(lease().isWorthRenewing(2_000 * MILLI, until, 0));
    assertTrue(lease().isWorthRenewing(2_270 * MILLI, until, 0));
    assertFalse(lease().isWorthRenewing(2_271 * MILLI, until, 0));
    long atAnyTime = lease().untilNanos(0, 60_000 * MILLI);
    assertTrue(lease().isWorthRenewing(1_520 * MILLI, atAnyTime, 60_000 * MILLI));
    assertFalse(lease().isWorthRenewing(1_521 * MILLI, atAnyTime, 60_000 * MILLI));
  }

  @Test
  void aRenewalIsLateWhenAnotherOneHadBeenMissed() {
    assertFalse(lease().isLate(2_100 * MILLI));
    assertTrue(lease().isLate(2_101 * MILLI));
    group.interval = Duration.ofMillis(10);
    assertFalse(lease().isLate(1_100 * MILLI));
    assertTrue(lease().isLate(1_101 * MILLI));
    group.lease = Duration.ofSeconds(10);
    assertFalse(lease().isLate(5_100 * MILLI));
    assertTrue(lease().isLate(5_101 * MILLI));
  }

  @Test
  void aConfiguredLeaseIsTakenAsItIs() {
    group.lease = Duration.ofSeconds(90);
    assertEquals(90, lease().seconds());
    long until = lease().untilNanos(0, 5_000 * MILLI);
    assertEquals(95_000 * MILLI, until);
    assertEquals(90, lease().secondsUntil(until, 5_001 * MILLI));
  }

  @Test
  void noLeaseIsALifetimeWithoutEnd() {
    group.lease = Duration.ZERO;
    assertEquals(0xFFFF_FFFFL, lease().seconds());
    assertFalse(lease().ends());
    assertEquals(0xFFFF_FFFFL, lease().secondsUntil(0, 0));
  }
}
