package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.machine.Role;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the kernel answers, and what it loses. */
class NodeKernelTest {
  /** A router that has just become Active and waits for the kernel. */
  private static Bench claiming() {
    Bench bench = new Bench().up();
    bench.runUntil(3531.25);
    bench.take();
    return bench;
  }

  @Test
  void nothingIsAnnouncedBeforeTheKernelHasTheAddresses() {
    Bench bench = claiming();
    assertFalse(bench.router.addressesConfirmed());
    bench.at(3600).hear("192.0.2.3", 100);
    assertEquals(List.of("advert 120"), bench.take());
    bench.at(3700).confirm();
    assertEquals(List.of("announce"), bench.take());
    bench.at(3800).hear("192.0.2.3", 100);
    assertEquals(List.of("advert 120", "announce"), bench.take());
  }

  @Test
  void aRefusalSendsAFarewellAndIsTriedAgainASecondLater() {
    Bench bench = claiming();
    bench.at(3600).refuse();
    assertEquals(List.of("advert 0", "remove", "ACTIVE to INITIALIZE: INHIBITED"), bench.take());
    assertEquals(Set.of(Inhibitor.KERNEL_REFUSED), bench.router.inhibitors());
    assertEquals(4600, bench.deadline());
    bench.at(4600).wake();
    assertEquals(List.of("INITIALIZE to BACKUP: STARTUP"), bench.take());
    assertEquals(8131.25, bench.deadline());
  }

  @Test
  void theWaitAfterARefusalDoublesUpToAMinuteUntilTheKernelAgrees() {
    Bench bench = claiming();
    for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
      double refused = bench.millis();
      bench.refuse();
      assertEquals(refused + 1000 * seconds, bench.deadline());
      bench.runUntil(refused + 1000 * seconds + 3531.25);
      assertEquals(Role.ACTIVE, bench.router.role());
    }
    bench.confirm();
    double refused = bench.millis();
    bench.refuse();
    assertEquals(refused + 1000, bench.deadline());
  }

  @Test
  void theRetryWaitsBehindAnotherInhibitor() {
    Bench bench = claiming();
    bench.at(3600).refuse();
    bench.node.inhibit(bench.router, Inhibitor.LINK_DOWN, bench.nowNanos());
    bench.take();
    bench.runUntil(5000);
    assertEquals(List.of(), bench.take());
    assertEquals(Set.of(Inhibitor.LINK_DOWN), bench.router.inhibitors());
    assertEquals(-1, bench.deadline());
    bench.node.release(bench.router, Inhibitor.LINK_DOWN, bench.nowNanos());
    assertEquals(List.of("INITIALIZE to BACKUP: STARTUP"), bench.take());
  }

  @Test
  void anAnswerToAnEarlierClaimMeansNothing() {
    Bench bench = claiming();
    long first = bench.router.claim();
    bench.at(3600).hear("192.0.2.3", 200);
    bench.node.kernelAnswered(bench.router, first, false, bench.nowNanos());
    assertEquals(Role.BACKUP, bench.router.role());
    bench.runUntil(3600 + 3531.25);
    assertEquals(first + 1, bench.router.claim());
    bench.take();
    bench.node.kernelAnswered(bench.router, first, true, bench.nowNanos());
    bench.node.kernelAnswered(bench.router, first, false, bench.nowNanos());
    assertEquals(List.of(), bench.take());
    assertEquals(Role.ACTIVE, bench.router.role());
    assertFalse(bench.router.addressesConfirmed());
    bench.confirm();
    assertTrue(bench.router.addressesConfirmed());
  }

  @Test
  void aLostAddressIsPutBackAndAnnounced() {
    Bench bench = new Bench().active();
    bench.node.addressesLost(bench.router, bench.nowNanos());
    assertEquals(List.of("install"), bench.take());
    assertEquals(1, bench.router.addressesRestored());
    assertEquals(4531.25, bench.deadline());
    bench.confirm();
    assertEquals(List.of("announce"), bench.take());
    assertEquals(Role.ACTIVE, bench.router.role());
  }

  @Test
  void anAddressThatCannotBePutBackIsARefusal() {
    Bench bench = new Bench().active();
    bench.node.addressesLost(bench.router, bench.nowNanos());
    bench.take();
    bench.refuse();
    assertEquals(List.of("advert 0", "remove", "ACTIVE to INITIALIZE: INHIBITED"), bench.take());
  }

  @Test
  void aBackupLosesNoAddresses() {
    Bench bench = new Bench().up();
    bench.take();
    bench.node.addressesLost(bench.router, bench.nowNanos());
    assertEquals(List.of(), bench.take());
    assertEquals(0, bench.router.addressesRestored());
  }
}
