package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.vrrp.machine.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Somebody else on the node removes the virtual address. */
class NodeContestTest {
  /** It goes so many times in a row, a tenth of a second apart, and comes back in between. */
  private static void lose(Bench bench, int times) {
    for (int i = 0; i < times; i++) {
      bench.at(bench.millis() + 100);
      bench.node.addressesLost(bench.router, bench.nowNanos());
      if (bench.router.role() == Role.ACTIVE) {
        bench.confirm();
      }
    }
  }

  @Test
  void anAccidentIsMended() {
    Bench bench = new Bench().active();
    lose(bench, 9);
    assertEquals(Role.ACTIVE, bench.router.role());
    assertEquals(9, bench.router.addressesRestored());
    assertEquals(10, bench.router.claim());
  }

  @Test
  void whoDoesItTenTimesInTenSecondsIsLeftAlone() {
    Bench bench = new Bench().active();
    lose(bench, 9);
    bench.take();
    lose(bench, 1);
    assertEquals(
        List.of("advert 0", "remove", "ACTIVE to BACKUP: ADDRESSES_CONTESTED"), bench.take());
    assertEquals(bench.nowNanos() + 60_000_000_000L, bench.router.holdUntilNanos());
  }

  @Test
  void tenTimesInALongTimeAreTenAccidents() {
    Bench bench = new Bench().active();
    for (int i = 0; i < 30; i++) {
      bench.at(bench.millis() + 2000);
      bench.node.addressesLost(bench.router, bench.nowNanos());
      bench.confirm();
    }
    assertEquals(Role.ACTIVE, bench.router.role());
  }

  @Test
  void aHealthyPeerKeepsTheRoleAsLongAsTheHoldLasts() {
    Bench bench = new Bench().active();
    lose(bench, 10);
    double handedOver = bench.millis();
    for (int second = 1; second <= 60; second++) {
      bench.runUntil(handedOver + 1000 * second - 500);
      bench.hear("192.0.2.3", 100);
    }
    assertEquals(Role.BACKUP, bench.router.role());
  }

  @Test
  void ifNobodyTakesOverItTakesTheAddressesBackAndKeepsThemWhateverHappens() {
    Bench bench = new Bench().active();
    lose(bench, 10);
    bench.runUntil(bench.millis() + 3531.25);
    assertEquals(Role.ACTIVE, bench.router.role());
    bench.confirm();
    lose(bench, 400);
    assertEquals(Role.ACTIVE, bench.router.role());
  }

  @Test
  void everyTimeItLeavesTheRoleToOthersForLonger() {
    Bench bench = new Bench().active();
    for (int minutes : new int[] {1, 2, 4, 8, 16, 32, 64, 64}) {
      lose(bench, 10);
      assertEquals(
          minutes * 60_000_000_000L, bench.router.holdUntilNanos() - bench.nowNanos(), "minutes");
      bench.runUntil(bench.millis() + 60_000 * minutes);
      bench.confirm();
    }
  }

  @Test
  void fourHoursOfPeaceAreForgiveness() {
    Bench bench = new Bench().active();
    lose(bench, 10);
    bench.runUntil(bench.millis() + 4 * 3_600_000);
    bench.runUntil(bench.millis() + 1000);
    bench.confirm();
    lose(bench, 10);
    assertEquals(60_000_000_000L, bench.router.holdUntilNanos() - bench.nowNanos());
  }

  @Test
  void bothFamiliesOfAGroupGoTogether() {
    Bench bench = new Bench();
    Router leader = bench.up().router;
    bench.virtual = "2001:db8::100";
    bench.ours = "fe80::2";
    Router follower = bench.up().router;
    bench.node.tie(List.of(leader, follower), bench.nowNanos());
    bench.runUntil(4000);
    bench.take();
    for (int i = 0; i < 10; i++) {
      bench.node.addressesLost(follower, bench.nowNanos());
    }
    assertEquals(Role.BACKUP, leader.role());
    assertEquals(Role.BACKUP, follower.role());
    assertEquals(Cause.ADDRESSES_CONTESTED, leader.lastReport().cause());
  }
}
