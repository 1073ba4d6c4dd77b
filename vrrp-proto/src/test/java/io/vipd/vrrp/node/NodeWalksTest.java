package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.machine.Leave;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.wire.IpAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The ways that every virtual router goes, from event to effect. */
class NodeWalksTest {
  @Test
  void aRouterStartsAsBackupWhenNothingInhibitsIt() { // RFC 9568 6.4.1
    Bench bench = new Bench().add();
    assertEquals(-1, bench.deadline());
    bench.node.release(bench.router, Inhibitor.INTERFACE_MISSING, bench.nowNanos());
    assertEquals(List.of(), bench.take());
    bench.node.sourceAddress(bench.router, IpAddress.parse(Bench.OURS), bench.nowNanos());
    assertEquals(List.of("INITIALIZE to BACKUP: STARTUP"), bench.take());
    assertEquals(3531.25, bench.deadline());
  }

  @Test
  void theActiveFallsSilentAndWeTakeOver() { // RFC 9568 6.4.2, Active_Down_Timer
    Bench bench = new Bench().up();
    bench.take();
    bench.at(100).hear("192.0.2.3", 200);
    bench.at(1100).hear("192.0.2.3", 200);
    assertEquals(4631.25, bench.deadline());

    bench.at(4631.249999).wake();
    assertEquals(List.of(), bench.take());
    bench.at(4631.25).wake();
    assertEquals(
        List.of("advert 120", "install", "BACKUP to ACTIVE: ACTIVE_DOWN_TIMER"), bench.take());
    Report report = bench.router.lastReport();
    assertEquals("192.0.2.3", report.peer().toString());
    assertEquals(200, report.peerPriority());
    assertEquals(3_531_250_000L, report.lastAdvertAgeNanos());
    assertEquals(0, report.latenessNanos());

    bench.at(4631.5).confirm();
    assertEquals(List.of("announce"), bench.take());
    assertTrue(bench.router.addressesConfirmed());
    assertEquals(5631.25, bench.deadline());
    bench.at(5631.25).wake();
    assertEquals(List.of("advert 120"), bench.take());
  }

  @Test
  void aCheckFailsAndThePeersAreToldBeforeTheAddressesGo() { // RFC 9568 6.4.3, Shutdown
    Bench bench = new Bench();
    bench.checkWeights = List.of(0);
    bench.up();
    assertEquals(List.of(), bench.take());
    assertEquals(Set.of(Inhibitor.CHECK_WAITING), bench.router.inhibitors());
    bench.node.check(bench.router, 0, CheckVerdict.UP, bench.nowNanos());
    bench.runUntil(3531.25);
    bench.confirm();
    bench.take();

    bench.at(4000);
    bench.node.check(bench.router, 0, CheckVerdict.DOWN, bench.nowNanos());
    assertEquals(List.of("advert 0", "remove", "ACTIVE to INITIALIZE: INHIBITED"), bench.take());
    assertEquals(Set.of(Inhibitor.CHECK_DOWN), bench.router.lastReport().inhibitors());
    assertEquals(-1, bench.deadline());
    bench.node.check(bench.router, 0, CheckVerdict.DOWN, bench.nowNanos());
    assertEquals(List.of(), bench.take());

    bench.at(5000);
    bench.node.check(bench.router, 0, CheckVerdict.UP, bench.nowNanos());
    assertEquals(List.of("INITIALIZE to BACKUP: STARTUP"), bench.take());
    assertEquals(8531.25, bench.deadline());
  }

  @Test
  void theActiveLeavesAndTheBackupWaitsItsSkewOnly() { // RFC 9568 6.4.2, priority 0
    Bench bench = new Bench().up();
    bench.at(1000).hear("192.0.2.3", 200);
    bench.at(1500).hear("192.0.2.3", 0);
    assertEquals(2031.25, bench.deadline());
    bench.take();
    bench.at(2031.25).wake();
    assertEquals(
        List.of("advert 120", "install", "BACKUP to ACTIVE: ACTIVE_RELEASED"), bench.take());
  }

  @Test
  void whatTheActiveSaidBeforeAFaultIsNotWhyItsSilenceEndsLater() {
    Bench bench = new Bench().up();
    bench.at(1000).hear("192.0.2.3", 200);
    bench.at(1500).hear("192.0.2.3", 0);
    bench.node.inhibit(bench.router, Inhibitor.LINK_DOWN, bench.nowNanos());
    bench.at(1700);
    bench.node.release(bench.router, Inhibitor.LINK_DOWN, bench.nowNanos());
    bench.take();
    bench.at(bench.deadline()).wake();
    assertEquals(
        List.of("advert 120", "install", "BACKUP to ACTIVE: ACTIVE_DOWN_TIMER"), bench.take());
  }

  @Test
  void onlyAnActiveRouterCanBeRelinquished() {
    Bench bench = new Bench().up();
    bench.take();
    bench.node.relinquish(bench.router, 60_000_000_000L, bench.nowNanos());
    assertEquals(List.of(), bench.take());
    assertEquals(false, bench.router.holdsBack(bench.nowNanos()));
  }

  @Test
  void anOwnerStartsAsActive() { // RFC 9568 6.4.1, priority 255
    Bench bench = new Bench();
    bench.priority = 255;
    bench.up();
    assertEquals(List.of("advert 255", "install", "INITIALIZE to ACTIVE: OWNER"), bench.take());
    assertEquals(1000, bench.deadline());
  }

  @Test
  void twoOwnersResolveByAddress() { // RFC 9568 7.1, erratum 8298
    Bench bench = new Bench();
    bench.priority = 255;
    bench.up();
    bench.take();
    bench.at(10).hear("192.0.2.1", 255);
    assertEquals(List.of("advert 255"), bench.take());
    bench.at(1010).hear("192.0.2.3", 255);
    assertEquals(Role.BACKUP, bench.router.role());
  }

  @Test
  void everyInhibitorStopsARouterAndTheLastOneGoneStartsIt() { // RFC 9568 6.4.1, 6.4.3
    for (Inhibitor inhibitor : Inhibitor.values()) {
      Bench bench = new Bench().active();
      bench.node.inhibit(bench.router, inhibitor, bench.nowNanos());
      if (bench.router.leave() == Leave.FOR_GOOD) {
        bench.at(6000).wake();
      }
      assertEquals(
          List.of("advert 0", "remove", "ACTIVE to INITIALIZE: INHIBITED"),
          bench.take(),
          inhibitor.words());
      bench.node.inhibit(bench.router, Inhibitor.STOPPING, bench.nowNanos());
      bench.node.release(bench.router, Inhibitor.STOPPING, bench.nowNanos());
      bench.node.release(bench.router, inhibitor, bench.nowNanos());
      assertEquals(List.of("INITIALIZE to BACKUP: STARTUP"), bench.take());
    }
  }

  @Test
  void aBackupThatStopsSaysNothingOnTheWire() { // RFC 9568 6.4.2, Shutdown
    Bench bench = new Bench().up();
    bench.take();
    bench.node.inhibit(bench.router, Inhibitor.STOPPING, bench.nowNanos());
    assertEquals(List.of("BACKUP to INITIALIZE: INHIBITED"), bench.take());
  }

  @Test
  void theSourceAddressGoesAfterTheFarewellWasSentFromIt() { // RFC 9568 6.4.3, Shutdown
    Bench bench = new Bench().active();
    bench.node.noSourceAddress(bench.router, bench.nowNanos());
    assertEquals(List.of("advert 0", "remove", "ACTIVE to INITIALIZE: INHIBITED"), bench.take());
    assertNull(bench.router.source());
  }
}
