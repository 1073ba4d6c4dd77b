package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A lease of 2 s, which is renewed every 500 ms unless a test says otherwise. */
class LeaseWatchTest {
  private static final long MILLI = 1_000_000;

  private final GroupConfigs config = new GroupConfigs();
  private final LeaseWatch lease;

  private LeaseWatchTest() {
    config.interval = Duration.ofMillis(10);
    lease = new LeaseWatch(Lease.of(config.build()));
  }

  @Test
  void whatIsNotHeldCannotRunOut() {
    assertEquals(LeaseWatch.NO_LEASE, lease.leftNanos(0));
    lease.renewed(2, 0);
    assertEquals(2_000 * MILLI, lease.leftNanos(0));
    lease.released();
    assertEquals(LeaseWatch.NO_LEASE, lease.leftNanos(100 * MILLI));
  }

  @Test
  void theLeaseRunsFromItsLastRenewal() {
    lease.renewed(2, 0);
    lease.renewed(2, 500 * MILLI);
    assertEquals(1_700 * MILLI, lease.leftNanos(800 * MILLI));
    assertEquals(1_500 * MILLI, lease.leastLeftNanos());
    assertEquals(0, lease.leftNanos(9_000 * MILLI));
  }

  @Test
  void aLeaseThatWasGivenForLessEndsSooner() {
    config.interval = Duration.ofSeconds(1);
    LeaseWatch longer = new LeaseWatch(Lease.of(config.build()));
    assertEquals(3_000 * MILLI, longer.leastLeftNanos());
    longer.renewed(3, 0);
    longer.renewed(2, 1_000 * MILLI);
    assertEquals(1_900 * MILLI, longer.leftNanos(1_100 * MILLI));
    longer.renewed(3, 1_900 * MILLI);
    assertEquals(1_100 * MILLI, longer.leastLeftNanos());
    assertEquals(0, longer.lateRenewals());
  }

  @Test
  void oneMissedRenewalIsLateAndCounted() {
    lease.renewed(2, 0);
    assertFalse(lease.isLate(1_100 * MILLI));
    lease.renewed(2, 1_100 * MILLI);
    assertEquals(0, lease.lateRenewals());
    assertTrue(lease.isLate(2_201 * MILLI));
    lease.renewed(2, 2_201 * MILLI);
    assertEquals(1, lease.lateRenewals());
    assertEquals(899 * MILLI, lease.leastLeftNanos());
  }

  @Test
  void aTimeInWhichNothingWasHeldIsNoLateness() {
    lease.renewed(2, 0);
    lease.released();
    lease.renewed(2, 60_000 * MILLI);
    assertEquals(0, lease.lateRenewals());
    assertEquals(2_000 * MILLI, lease.leastLeftNanos());
  }

  @Test
  void anAddressWithoutALeaseNeverRunsOut() {
    LeaseWatch forever = new LeaseWatch(Lease.forever());
    forever.renewed(Lease.FOREVER, 0);
    forever.renewed(Lease.FOREVER, 60_000 * MILLI);
    assertEquals(LeaseWatch.NO_LEASE, forever.leftNanos(60_000 * MILLI));
    assertEquals(LeaseWatch.NO_LEASE, forever.leastLeftNanos());
    assertEquals(0, forever.lateRenewals());
  }
}
