package io.vipd.vrrp.node;

import static io.vipd.vrrp.node.TiedSegment.MILLISECOND;
import static io.vipd.vrrp.node.TiedSegment.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A group with addresses of both families is two routers (RFC 9568 5.2.3) that move together. Who
 * is Active is written {@code IPv4/IPv6}. The priority of {@code a} is 200, of {@code b} 100,
 * unless a test says otherwise: skew times of 0.219 s and 0.609 s.
 */
class TiedRoutersTest {
  private final TiedSegment pair = new TiedSegment(1);
  private final TiedHost a = pair.a;
  private final TiedHost b = pair.b;

  /** Both started, {@code a} Active in both families, and nothing logged. */
  private void settle() {
    settle(0, 0);
  }

  /** The same; the routers of each host are so far out of step. */
  private void settle(long laterAtA, long laterAtB) {
    a.priority = 200;
    a.start(laterAtA);
    b.start(laterAtB);
    pair.runFor(10 * SECOND);
    assertEquals("a/a", pair.active());
    pair.take();
  }

  @Test
  void bothStartTogetherAndTheHigherPriorityTakesBothFamilies() { // RFC 9568 6.4.1, 6.4.2
    a.priority = 200;
    a.start();
    b.start();
    pair.runFor(4 * SECOND);
    assertEquals("a/a", pair.active());
    assertTrue(a.holds(Net.IPV4) && a.holds(Net.IPV6));
    assertEquals(
        List.of(
            "a IPV6 INITIALIZE to BACKUP: STARTUP",
            "a IPV4 INITIALIZE to BACKUP: STARTUP",
            "b IPV6 INITIALIZE to BACKUP: STARTUP",
            "b IPV4 INITIALIZE to BACKUP: STARTUP",
            "a IPV6 BACKUP to ACTIVE: NOBODY_HEARD",
            "a IPV4 BACKUP to ACTIVE: NOBODY_HEARD"),
        pair.take());
  }

  @Test
  void theActiveDiesAndBothFamiliesAreTakenOverHoweverFarApartItsAdvertsWere() {
    // RFC 9568 6.4.2, Active_Down_Timer: 3 s and the skew, after an advert at most 1 s old
    for (int apart = 0; apart < 1000; apart += 13) {
      TiedSegment dying = new TiedSegment(apart);
      dying.a.priority = 200;
      dying.a.start(apart * MILLISECOND);
      dying.b.start();
      dying.runUntil(10 * SECOND + 7 * apart * MILLISECOND);
      assertEquals("a/a", dying.active());
      dying.a.crash();
      long tookNanos = dying.nanosUntilActive(dying.b, 5 * SECOND);
      assertTrue(tookNanos > 2600 * MILLISECOND, apart + " ms apart: " + tookNanos);
      assertTrue(tookNanos < 3615 * MILLISECOND, apart + " ms apart: " + tookNanos);
      dying.runFor(10 * SECOND);
      assertEquals("b/b", dying.active());
    }
  }

  @Test
  void ofThreeHostsTheNextBestTakesBothFamiliesOfAnyThatDies() {
    TiedSegment three = new TiedSegment(1, SECOND, 3);
    TiedHost c = three.hosts.getLast();
    three.a.priority = 200;
    three.b.priority = 150;
    three.hosts.forEach(host -> host.start(host == c ? 0 : 300 * MILLISECOND));
    three.runFor(10 * SECOND);
    assertEquals("a/a", three.active());
    three.a.crash();
    three.runFor(4 * SECOND);
    assertEquals("b/b", three.active());
    three.b.crash();
    three.runFor(4 * SECOND);
    assertEquals("c/c", three.active());
    three.a.start();
    three.runFor(4 * SECOND);
    assertEquals("a/a", three.active());
  }

  @Test
  void theFollowerFiresFirstOnADeathAndTheLeaderFiresWhenItIsDue() {
    settle(400 * MILLISECOND, 0);
    pair.runUntil(20_100 * MILLISECOND + 219 * MILLISECOND + 3 * SECOND);
    a.crash();
    pair.runFor(5 * SECOND);
    assertEquals("b/b", pair.active());
    List<String> log = pair.take();
    assertEquals(
        Set.of(
            "b IPV6 BACKUP to ACTIVE: ACTIVE_DOWN_TIMER",
            "b IPV4 BACKUP to ACTIVE: ACTIVE_DOWN_TIMER"),
        Set.copyOf(log));
    assertEquals(2, log.size());
    assertEquals("b IPV6 BACKUP to ACTIVE: ACTIVE_DOWN_TIMER", log.getFirst());
  }

  @Test
  void theActiveStopsAndBothFamiliesAreTakenOverAfterTheSkew() { // RFC 9568 6.4.2, priority 0
    settle();
    a.stop();
    pair.runFor(608 * MILLISECOND);
    assertEquals("a/a", pair.active());
    pair.runFor(3 * MILLISECOND);
    assertEquals("b/b", pair.active());
    assertEquals(
        Set.of(
            "a IPV4 ACTIVE to INITIALIZE: INHIBITED",
            "a IPV6 ACTIVE to INITIALIZE: INHIBITED",
            "b IPV4 BACKUP to ACTIVE: ACTIVE_RELEASED",
            "b IPV6 BACKUP to ACTIVE: ACTIVE_RELEASED"),
        Set.copyOf(pair.take()));
  }

  @Test
  void aFarewellThatIpv4LostIsFollowedOnceTheLeaderMissesTwoAdverts() { // RFC 9568 6.4.2
    settle(); // the last advert is 0.78 s old
    pair.cut(a, Net.IPV4);
    a.stop();
    pair.runFor(1600 * MILLISECOND);
    assertEquals("/", pair.active());
    pair.runFor(20 * MILLISECOND);
    assertEquals("/b", pair.active());
    pair.runFor(1300 * MILLISECOND);
    assertEquals("b/b", pair.active());
  }

  @Test
  void aFarewellThatIpv6LostIsFollowedByTheFollowersOwnTimer() { // RFC 9568 6.4.2
    settle();
    pair.cut(a, Net.IPV6);
    a.stop();
    pair.runFor(611 * MILLISECOND);
    assertEquals("b/a", pair.active()); // it serves as long as it waits for a successor
    pair.runFor(3100 * MILLISECOND);
    assertEquals("b/b", pair.active());
  }

  @Test
  void aCheckGoesDownAndBothFamiliesMoveAndComeBack() { // RFC 9568 6.4.3, Shutdown
    settle();
    a.check(0, CheckVerdict.DOWN);
    pair.runFor(611 * MILLISECOND);
    assertEquals("b/b", pair.active());
    a.check(0, CheckVerdict.UP);
    pair.runFor(4 * SECOND);
    assertEquals("a/a", pair.active());
  }

  @Test
  void aWeightSinksThePriorityAndBothFamiliesArePreempted() { // RFC 9568 6.4.2, Preempt_Mode
    a.priority = 150;
    a.start();
    b.start();
    pair.runFor(10 * SECOND);
    assertEquals("a/a", pair.active());
    a.check(1, CheckVerdict.DOWN);
    pair.runFor(5 * SECOND);
    assertEquals("b/b", pair.active());
  }

  @Test
  void theOperatorHandsOverByEitherRouterAndBothFamiliesMove() {
    for (Net net : pair.nets) {
      TiedSegment asked = new TiedSegment(2);
      asked.a.priority = 200;
      asked.a.start(300 * MILLISECOND);
      asked.b.start();
      asked.runFor(10 * SECOND);
      asked.take();
      asked.a.relinquish(asked.a.router(net), 20 * SECOND);
      asked.runFor(608 * MILLISECOND);
      assertEquals("a/a", asked.active());
      asked.runFor(3 * MILLISECOND);
      assertEquals("b/b", asked.active());
      asked.runFor(19 * SECOND);
      assertEquals("b/b", asked.active());
      assertTrue(asked.a.leader.holdsBack(asked.nowNanos()));
      assertTrue(asked.a.follower.holdsBack(asked.nowNanos()));
      asked.runFor(5 * SECOND);
      assertEquals("a/a", asked.active());
    }
  }

  @Test
  void neitherIsHeldBackWhenThereIsNothingToHandOver() {
    settle();
    b.relinquish(b.follower, 20 * SECOND);
    assertFalse(b.leader.holdsBack(pair.nowNanos()));
    assertFalse(b.follower.holdsBack(pair.nowNanos()));
  }

  @Test
  void whatHoldsUpOneHoldsUpTheOtherAndTheReasonsSayWhich() {
    settle();
    a.inhibit(a.follower, Inhibitor.NO_SOURCE_ADDRESS);
    assertEquals(Set.of(Inhibitor.NO_SOURCE_ADDRESS), a.follower.inhibitors());
    assertEquals(Set.of(Inhibitor.SIBLING), a.leader.inhibitors());
    assertEquals(Set.of(Inhibitor.NO_SOURCE_ADDRESS), a.follower.lastReport().inhibitors());
    assertEquals(Set.of(Inhibitor.SIBLING), a.leader.lastReport().inhibitors());
    pair.runFor(SECOND);
    assertEquals("b/b", pair.active());

    a.inhibit(a.leader, Inhibitor.LINK_DOWN);
    assertEquals(Set.of(Inhibitor.SIBLING, Inhibitor.NO_SOURCE_ADDRESS), a.follower.inhibitors());
    assertEquals(Set.of(Inhibitor.SIBLING, Inhibitor.LINK_DOWN), a.leader.inhibitors());
    a.release(a.follower, Inhibitor.NO_SOURCE_ADDRESS);
    assertEquals(Set.of(Inhibitor.SIBLING), a.follower.inhibitors());
    assertEquals(Set.of(Inhibitor.LINK_DOWN), a.leader.inhibitors());
    a.release(a.leader, Inhibitor.LINK_DOWN);
    assertEquals(Set.of(), a.follower.inhibitors());
    assertEquals(Set.of(), a.leader.inhibitors());
    pair.runFor(5 * SECOND);
    assertEquals("a/a", pair.active());
  }

  @Test
  void aKernelThatRefusesOneFamilyLosesBothUntilItGivesThem() {
    a.priority = 200;
    a.refused.add(Net.IPV6);
    a.start();
    b.start();
    pair.runFor(3300 * MILLISECOND);
    assertEquals("/", pair.active());
    assertEquals(Set.of(Inhibitor.KERNEL_REFUSED), a.follower.inhibitors());
    assertEquals(Set.of(Inhibitor.SIBLING), a.leader.inhibitors());
    a.refused.clear();
    pair.runFor(10 * SECOND);
    assertEquals("a/a", pair.active());
  }

  @Test
  void aKernelThatRefusesOneFamilyForGoodCostsThreeOutagesAndNoMore() {
    a.priority = 200;
    a.refused.add(Net.IPV6);
    b.start();
    pair.runFor(4 * SECOND);
    a.start();
    pair.runFor(60 * SECOND);
    pair.take();
    assertTrue(a.follower.refusedForGood());
    pair.runFor(300 * SECOND);
    assertEquals("b/b", pair.active());
    assertEquals(List.of(), pair.take());
  }

  @Test
  void ipv6AdvertsLostAloneDoNotSplitTheGroup() {
    settle(500 * MILLISECOND, 0);
    pair.cut(a, Net.IPV6);
    pair.runFor(60 * SECOND);
    assertEquals("a/a", pair.active());
    pair.heal();
    pair.runFor(60 * SECOND);
    assertEquals(List.of(), pair.take());
  }

  @Test
  void aDeathWhileIpv6AdvertsAreLostIsStillFollowedByBothFamilies() {
    settle();
    pair.cut(Net.IPV6);
    pair.runFor(20 * SECOND);
    a.crash();
    pair.runFor(5 * SECOND);
    assertEquals("b/b", pair.active());
  }

  @Test
  void ipv4AdvertsLostAloneSplitTheLeadersAsTheyDoAnyRoutersAndNothingElse() {
    settle();
    pair.cut(Net.IPV4);
    pair.runFor(60 * SECOND);
    assertEquals("ab/a", pair.active());
    pair.heal();
    pair.runFor(2 * SECOND);
    assertEquals("a/a", pair.active());
    assertEquals(
        List.of(
            "b IPV4 BACKUP to ACTIVE: ACTIVE_DOWN_TIMER",
            "b IPV4 ACTIVE to BACKUP: HIGHER_PRIORITY"),
        pair.take());
  }

  @Test
  void whileTheLeadersAreSplitTheFollowersGoToTheHigherPriorityEvenWithoutPreemption() {
    a.priority = 200;
    a.preempt = false;
    b.start();
    pair.runFor(5 * SECOND);
    a.start();
    pair.runFor(5 * SECOND);
    assertEquals("b/b", pair.active());
    pair.cut(Net.IPV4);
    pair.runFor(10 * SECOND);
    assertEquals("ab/a", pair.active());
    pair.heal();
    pair.runFor(2 * SECOND);
    assertEquals("a/a", pair.active());
  }

  @Test
  void afterASplitOfIpv4TheFollowersGoWhereTheLeadersAgree() { // RFC 9568 6.4.3, equal priorities
    a.start();
    pair.runFor(5 * SECOND);
    b.start();
    pair.runFor(5 * SECOND);
    pair.cut(Net.IPV4);
    pair.runFor(10 * SECOND);
    assertEquals("ab/a", pair.active());
    a.crash();
    pair.runFor(5 * SECOND);
    a.start();
    pair.runFor(5 * SECOND);
    assertEquals("ab/b", pair.active());
    pair.heal();
    pair.runFor(4 * SECOND);
    assertEquals("a/a", pair.active()); // in IPv4 it has the higher address
  }

  @Test
  void aSplitOfTheWholeSegmentHealsToOneHost() { // RFC 9568 6.4.3
    settle();
    pair.cut(Net.IPV4);
    pair.cut(Net.IPV6);
    pair.runFor(10 * SECOND);
    assertEquals("ab/ab", pair.active());
    pair.heal();
    pair.runFor(2 * SECOND);
    assertEquals("a/a", pair.active());
  }

  @Test
  void equalPrioritiesWhoseAddressesDisagreeEndOnOneHost() { // RFC 9568 6.4.3
    for (int seed = 0; seed < 50; seed++) {
      TiedSegment equal = new TiedSegment(seed);
      equal.a.start();
      equal.b.start();
      equal.runFor(5 * SECOND);
      assertEquals("a/a", equal.active(), "seed " + seed);
      equal.take();
      equal.runFor(20 * SECOND);
      assertEquals(List.of(), equal.take(), "seed " + seed);
    }
  }

  @Test
  void withoutPreemptionHostsThatStartAtOnceEndOnOne() { // RFC 9568 6.4.2, Preempt_Mode false
    for (int seed = 0; seed < 300; seed++) {
      TiedSegment starting = new TiedSegment(seed);
      starting.a.preempt = false;
      starting.b.preempt = false;
      starting.a.priority = 100 + seed % 3;
      starting.a.start(seed % 7 * 50 * MILLISECOND);
      starting.after(seed * 7L * MILLISECOND, starting.b::start);
      starting.runFor(10 * SECOND);
      assertTrue(Set.of("a/a", "b/b").contains(starting.active()), seed + ": " + starting.active());
      starting.take();
      starting.runFor(10 * SECOND);
      assertEquals(List.of(), starting.take(), "seed " + seed);
    }
  }

  @Test
  void withoutPreemptionAHealthyHostKeepsBothFamilies() { // RFC 9568 6.4.2, Preempt_Mode false
    a.priority = 200;
    a.preempt = false;
    b.start();
    pair.runFor(5 * SECOND);
    a.start(500 * MILLISECOND);
    pair.runFor(60 * SECOND);
    assertEquals("b/b", pair.active());
    pair.cut(Net.IPV6);
    pair.runFor(60 * SECOND);
    assertEquals("b/b", pair.active());
  }

  @Test
  void whatMustBeReadyIsAskedOnceForBothFamiliesAndBothClaimTogether() {
    for (TiedHost host : List.of(a, b)) {
      host.promoteLimit = Duration.ofSeconds(2);
      host.promoteTakesNanos = 400 * MILLISECOND;
    }
    settle(0, 0);
    a.crash();
    long tookNanos = pair.nanosUntilActive(b, 5 * SECOND);
    assertTrue(tookNanos > 3000 * MILLISECOND && tookNanos < 4015 * MILLISECOND, "" + tookNanos);
    pair.runFor(MILLISECOND);
    assertEquals("b/b", pair.active());
  }
}
