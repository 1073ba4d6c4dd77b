package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** A lease of 2 s, which is renewed every 500 ms. */
class LeaseWatchTest {
  private static final long MILLI = 1_000_000;

  private final LeaseWatch lease = new LeaseWatch(2);

  @Test
  void whatIsNotHeldCannotRunOut() {
    assertEquals(LeaseWatch.NO_LEASE, lease.leftNanos(0));
    lease.renewed(0);
    assertEquals(2_000 * MILLI, lease.leftNanos(0));
    lease.released();
    assertEquals(LeaseWatch.NO_LEASE, lease.leftNanos(100 * MILLI));
  }

  @Test
  void theLeaseRunsFromItsLastRenewal() {
    lease.renewed(0);
    lease.renewed(500 * MILLI);
    assertEquals(1_700 * MILLI, lease.leftNanos(800 * MILLI));
    assertEquals(1_500 * MILLI, lease.leastLeftNanos());
    assertEquals(0, lease.leftNanos(9_000 * MILLI));
  }

  @Test
  void oneMissedRenewalIsLateAndCounted() {
    lease.renewed(0);
    lease.renewed(1_000 * MILLI);
    assertEquals(0, lease.lateRenewals());
    lease.renewed(2_001 * MILLI);
    assertEquals(1, lease.lateRenewals());
    assertEquals(999 * MILLI, lease.leastLeftNanos());
  }

  @Test
  void aTimeInWhichNothingWasHeldIsNoLateness() {
    lease.renewed(0);
    lease.released();
    lease.renewed(60_000 * MILLI);
    assertEquals(0, lease.lateRenewals());
    assertEquals(2_000 * MILLI, lease.leastLeftNanos());
  }

  @Test
  void anAddressWithoutALeaseNeverRunsOut() {
    LeaseWatch forever = new LeaseWatch(Lease.FOREVER);
    forever.renewed(0);
    forever.renewed(60_000 * MILLI);
    assertEquals(LeaseWatch.NO_LEASE, forever.leftNanos(60_000 * MILLI));
    assertEquals(LeaseWatch.NO_LEASE, forever.leastLeftNanos());
    assertEquals(0, forever.lateRenewals());
  }
}
