package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.machine.Role;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Boot hold and settle time: silence that may come from a switch that forwards nothing yet; recover
 * hold: a node that was at fault. Priority 120, 1 s: Active_Down_Interval is 3.53125 s.
 */
class NodeHoldsTest {
  @Test
  void silenceMeansNothingUntilTheBootHoldEnds() {
    Bench bench = new Bench();
    bench.bootHold = Duration.ofSeconds(30);
    bench.up();
    bench.runUntil(29_999);
    assertEquals(Role.BACKUP, bench.router.role());
    assertTrue(bench.router.doubtsSilence(bench.nowNanos()));
    assertEquals(30_000_000_000L, bench.router.doubtUntilNanos());
    bench.runUntil(31_000);
    assertEquals(Role.ACTIVE, bench.router.role());
    assertEquals(Cause.NOBODY_HEARD, bench.router.lastReport().cause());
  }

  @Test
  void aBootHoldThatIsShorterThanTheListeningChangesNothing() {
    Bench bench = new Bench();
    bench.bootHold = Duration.ofSeconds(3);
    bench.up();
    bench.runUntil(3531.25);
    assertEquals(Role.ACTIVE, bench.router.role());
  }

  @Test
  void theFirstAdvertShowsThatTheLinkCarriesSomething() {
    Bench bench = new Bench();
    bench.bootHold = Duration.ofMinutes(5);
    bench.up();
    bench.at(20_000).hear("192.0.2.3", 200);
    assertFalse(bench.router.doubtsSilence(bench.nowNanos()));
    bench.runUntil(23_531.25); // and then it dies
    assertEquals(Role.ACTIVE, bench.router.role());
  }

  @Test
  void withoutPreemptionItFollowsWhomItHearsOnceThePortForwards() {
    Bench bench = new Bench();
    bench.preempt = false;
    bench.bootHold = Duration.ofSeconds(40);
    bench.up();
    for (int second = 31; second < 60; second++) {
      bench.runUntil(1000 * second);
      bench.hear("192.0.2.3", 100);
    }
    assertEquals(Role.BACKUP, bench.router.role());
    assertEquals(1, bench.router.transitions());
  }

  @Test
  void aFarewellIsTakenAtItsWord() {
    Bench bench = new Bench();
    bench.bootHold = Duration.ofMinutes(5);
    bench.up();
    bench.at(20_000).hear("192.0.2.3", 0);
    bench.runUntil(20_531.25);
    assertEquals(Role.ACTIVE, bench.router.role());
  }

  @Test
  void aLowerOneIsPreemptedAnIntervalAfterItIsHeard() {
    Bench bench = new Bench();
    bench.bootHold = Duration.ofMinutes(5);
    bench.up();
    bench.runUntil(20_000);
    bench.hear("192.0.2.3", 100);
    bench.runUntil(21_000);
    assertEquals(Cause.PREEMPTED, bench.router.lastReport().cause());
  }

  @Test
  void anOwnerDoesNotWait() { // RFC 9568 6.4.1
    Bench bench = new Bench();
    bench.priority = 255;
    bench.bootHold = Duration.ofMinutes(5);
    bench.up();
    assertEquals(Role.ACTIVE, bench.router.role());
  }

  @Test
  void aLinkThatCameUpSettlesFirst() {
    Bench bench = new Bench();
    bench.settle = Duration.ofSeconds(30);
    bench.active();
    bench.node.inhibit(bench.router, Inhibitor.LINK_DOWN, bench.nowNanos());
    bench.at(10_000);
    bench.node.release(bench.router, Inhibitor.LINK_DOWN, bench.nowNanos());
    bench.runUntil(39_999);
    assertEquals(Role.BACKUP, bench.router.role());
    bench.runUntil(41_000);
    assertEquals(Role.ACTIVE, bench.router.role());
  }

  @Test
  void aLinkThatWasUpAllTheTimeDoesNotSettle() {
    Bench bench = new Bench();
    bench.settle = Duration.ofSeconds(30);
    bench.up();
    bench.node.release(bench.router, Inhibitor.LINK_DOWN, bench.nowNanos());
    bench.runUntil(3531.25);
    assertEquals(Role.ACTIVE, bench.router.role());
  }

  @Test
  void theSettleTimeCountsFromTheLinkAndNotFromTheEndOfTheFault() {
    Bench bench = new Bench();
    bench.settle = Duration.ofSeconds(30);
    bench.active();
    bench.node.inhibit(bench.router, Inhibitor.LINK_DOWN, bench.nowNanos());
    bench.node.inhibit(bench.router, Inhibitor.CHECK_DOWN, bench.nowNanos());
    bench.at(10_000);
    bench.node.release(bench.router, Inhibitor.LINK_DOWN, bench.nowNanos());
    bench.at(38_000);
    bench.node.release(bench.router, Inhibitor.CHECK_DOWN, bench.nowNanos());
    bench.runUntil(38_000 + 3531.25);
    assertEquals(Role.ACTIVE, bench.router.role());
  }

  @Test
  void whoWasAtFaultMustBeWellForAWhileBeforeItPreempts() {
    Bench bench = new Bench();
    bench.recoverHold = Duration.ofSeconds(60);
    bench.active();
    assertFalse(bench.router.holdsBack(bench.nowNanos()), "the first start is no recovery");
    bench.node.inhibit(bench.router, Inhibitor.CHECK_DOWN, bench.nowNanos());
    bench.at(10_000);
    bench.node.release(bench.router, Inhibitor.CHECK_DOWN, bench.nowNanos());
    for (int second = 11; second < 80; second++) {
      bench.runUntil(1000 * second);
      if (bench.router.role() == Role.BACKUP) {
        bench.hear("192.0.2.3", 100);
      }
    }
    // The last advert that counted came at 69 s.
    assertEquals(72_531.25, bench.router.roleSinceNanos() / 1e6);
    assertEquals(Cause.PREEMPTED, bench.router.lastReport().cause());
  }

  @Test
  void aRecoverHoldNeverDelaysATakeoverOnSilence() {
    Bench bench = new Bench();
    bench.recoverHold = Duration.ofHours(1);
    bench.active();
    bench.node.inhibit(bench.router, Inhibitor.CHECK_DOWN, bench.nowNanos());
    bench.at(10_000);
    bench.node.release(bench.router, Inhibitor.CHECK_DOWN, bench.nowNanos());
    bench.runUntil(13_531.25);
    assertEquals(Role.ACTIVE, bench.router.role());
  }

  @Test
  void theFollowerOfAnActiveLeaderKnowsThatTheLinkIsWell() {
    Bench bench = new Bench();
    bench.bootHold = Duration.ofSeconds(30);
    Router leader = bench.up().router;
    bench.virtual = "2001:db8::100";
    bench.ours = "fe80::2";
    Router follower = bench.up().router;
    bench.node.tie(List.of(leader, follower), bench.nowNanos());
    bench.at(5000);
    leader.doubting = false; // it heard an advert, which its follower did not
    bench.runUntil(10_000);
    assertEquals(Role.ACTIVE, leader.role());
    assertEquals(Role.ACTIVE, follower.role());
  }
}
