package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.kernel.AddressChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The core's turns, every 10 ms on a clock moved by hand; the test sends the adverts and plays the
 * kernel, and the address thread is done at once.
 */
class RenewalsTest {
  private static final long MILLI = 1_000_000;
  private static final int TURN_MILLIS = 10;
  private static final int HOUSEKEEPING_MILLIS = 500;

  private final Bench bench = new Bench();
  private final GroupConfigs config = new GroupConfigs();
  private final long startNanos = bench.nowNanos;
  private final List<String> given = new ArrayList<>();
  private int wakes;
  private boolean silent;
  private long leastLeftNanos = Long.MAX_VALUE;
  private AddressKeeper keeper;
  private Renewals renewals;

  private RenewalsTest() {
    config.priority = 150;
  }

  @AfterEach
  void close() {
    bench.close();
  }

  /** So many groups that have just claimed, and whose first advert was up to an interval ago. */
  private void holdAll(int groups, boolean atTimesOfTheirOwn) {
    Random random = new Random(1);
    for (int i = 1; i <= groups; i++) {
      config.vrid = i;
      Group group = bench.add(config.build());
      int turns = (int) config.interval.toMillis() / TURN_MILLIS;
      long sinceMillis = atTimesOfTheirOwn ? random.nextInt(turns) * (long) TURN_MILLIS : 0;
      group.advertisedAtNanos = bench.nowNanos - sinceMillis * MILLI;
      group.wanted.set(1);
      group.lend(bench.nowNanos);
    }
    keeper =
        new AddressKeeper(
            this::give, () -> {}, bench.groups, (_, _, _) -> {}, () -> bench.nowNanos);
    renewals = new Renewals(bench.roster, this::wake);
    keeper.round();
    given.clear();
  }

  private int[] give(List<AddressChange> changes) {
    for (AddressChange change : changes) {
      long atMillis = (bench.nowNanos - startNanos) / MILLI;
      given.add(atMillis + ": " + change.lifetimeSeconds() + " s");
    }
    return new int[changes.size()];
  }

  private void wake() {
    wakes++;
    keeper.round();
  }

  private void pass(int millis) {
    for (int passed = 0; passed < millis; passed += TURN_MILLIS) {
      bench.nowNanos += TURN_MILLIS * MILLI;
      for (Group group : bench.groups) {
        if (!silent
            && bench.nowNanos - group.advertisedAtNanos >= group.config().interval().toNanos()) {
          group.advertisedAtNanos = bench.nowNanos;
          renewals.advertised(group, bench.nowNanos);
        }
      }
      if ((bench.nowNanos - startNanos) / MILLI % HOUSEKEEPING_MILLIS == 0) {
        renewals.someMayBeDue();
      }
      renewals.look(bench.nowNanos);
      for (Group group : bench.groups) {
        leastLeftNanos = Math.min(leastLeftNanos, group.leaseWatch.leftNanos(bench.nowNanos));
      }
    }
  }

  @Test
  void everyAdvertRenewsTheLease() {
    holdAll(1, false);
    pass(3_900);
    assertEquals(List.of("1000: 3 s", "2000: 3 s", "3000: 3 s"), given);
  }

  @Test
  void whereAPeerMayTakeOverSoonerTheLeaseIsShorter() {
    config.priority = 254;
    holdAll(1, false);
    pass(2_400);
    assertEquals(List.of("1000: 2 s", "2000: 2 s"), given);
  }

  @Test
  void atShortIntervalsALeaseIsRenewedFourTimesInItsLife() {
    config.interval = Duration.ofMillis(10);
    holdAll(1, false);
    pass(10_000);
    assertEquals(20, wakes);
    assertTrue(given.stream().allMatch(each -> each.endsWith(": 2 s")), given::toString);
    assertTrue(leastLeftNanos >= 1_500 * MILLI);
  }

  @Test
  void manyGroupsAtTimesOfTheirOwnAreRenewedTogether() {
    holdAll(200, true);
    pass(10_000);
    assertTrue(wakes <= 4 * 10 + 4, () -> wakes + " wakes");
    assertTrue(given.size() <= 200 * 13, () -> given.size() + " renewals");
    assertTrue(leastLeftNanos >= 1_000 * MILLI, () -> leastLeftNanos + " ns were left");
  }

  @Test
  void whoIsSilentIsRenewedWithTheHousekeeping() {
    config.interval = Duration.ofSeconds(2);
    holdAll(1, false);
    silent = true;
    pass(6_900);
    assertEquals(List.of("5000: 2 s", "5500: 2 s", "6000: 2 s", "6500: 2 s"), given);
  }

  @Test
  void aConfiguredLeaseIsRenewedFourTimesInItsLife() {
    config.lease = Duration.ofSeconds(10);
    holdAll(1, false);
    pass(7_900);
    assertEquals(List.of("2500: 10 s", "5000: 10 s", "7500: 10 s"), given);
  }

  @Test
  void whoDoesNotHaveTheAddressesWakesNobody() {
    holdAll(1, false);
    bench.groups.getFirst().wanted.set(0);
    pass(5_000);
    assertEquals(0, wakes);
  }

  @Test
  void anAddressWithoutALeaseWakesNobody() {
    config.lease = Duration.ZERO;
    holdAll(1, false);
    pass(5_000);
    assertEquals(0, wakes);
  }

  @Test
  void aCoreThatStandsStillAsksForNothingAndSaysSoAfterwards() {
    holdAll(1, false);
    pass(1_000);
    assertEquals(List.of("1000: 3 s"), given);
    try (LogLines log = new LogLines(Renewals.class)) {
      bench.nowNanos += 2_500 * MILLI;
      pass(TURN_MILLIS);
      assertEquals(List.of("1000: 3 s", "3510: 3 s"), given);
      assertEquals(
          List.of(
              "WARN leases are renewed late, because this machine is too busy or stood still."
                  + " left_ms=490"),
          log.lines());
    }
    assertEquals(1, bench.groups.getFirst().leaseWatch.lateRenewals());
  }
}
