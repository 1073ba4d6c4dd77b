package io.vipd.vrrp.node;

import static io.vipd.vrrp.node.TiedSegment.MILLISECOND;
import static io.vipd.vrrp.node.TiedSegment.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.vrrp.machine.Role;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Two groups that move together, on two segments; the second has both families. Who is Active is
 * written {@code first/second IPv4/second IPv6}. The priority of {@code a} is 200, of {@code b}
 * 100, unless a test says otherwise.
 */
class SyncedRoutersTest {
  private final TiedSegment pair = segment(1);
  private final TiedHost a = pair.a;
  private final TiedHost b = pair.b;

  private static TiedSegment segment(long seed) {
    return new TiedSegment(seed, SECOND, 2, List.of(Net.IPV4, Net.OTHER_IPV4, Net.OTHER_IPV6));
  }

  private void settle() {
    a.priority = 200;
    a.start();
    b.start();
    pair.runFor(10 * SECOND);
    assertEquals("a/a/a", pair.active());
    pair.take();
  }

  @Test
  void aFaultOfOneIsAFaultOfAll() {
    settle();
    a.inhibit(a.router(Net.OTHER_IPV6), Inhibitor.LINK_DOWN);
    assertEquals(Set.of(Inhibitor.SIBLING), a.leader.inhibitors());
    assertEquals(Set.of(Inhibitor.SIBLING), a.router(Net.OTHER_IPV4).inhibitors());
    pair.runFor(611 * MILLISECOND);
    assertEquals("b/b/b", pair.active());
    a.release(a.router(Net.OTHER_IPV6), Inhibitor.LINK_DOWN);
    pair.runFor(5 * SECOND);
    assertEquals("a/a/a", pair.active());
  }

  @Test
  void itIsHeldUpUntilTheLastFaultIsGone() {
    settle();
    a.inhibit(a.router(Net.OTHER_IPV4), Inhibitor.LINK_DOWN);
    a.inhibit(a.router(Net.OTHER_IPV6), Inhibitor.NO_SOURCE_ADDRESS);
    a.release(a.router(Net.OTHER_IPV4), Inhibitor.LINK_DOWN);
    assertEquals(Role.INITIALIZE, a.leader.role());
    a.release(a.router(Net.OTHER_IPV6), Inhibitor.NO_SOURCE_ADDRESS);
    assertEquals(Role.BACKUP, a.leader.role());
  }

  @Test
  void weightsOfTheMembersAddUpToOnePriority() {
    settle();
    a.check(0, 1, CheckVerdict.DOWN);
    assertEquals(140, a.router(Net.OTHER_IPV6).priority());
    pair.runFor(5 * SECOND);
    assertEquals("a/a/a", pair.active());
    a.check(1, 1, CheckVerdict.DOWN);
    assertEquals(80, a.leader.priority());
    pair.runFor(5 * SECOND);
    assertEquals("b/b/b", pair.active());
    a.check(0, 1, CheckVerdict.UP);
    pair.runFor(5 * SECOND);
    assertEquals("a/a/a", pair.active());
  }

  @Test
  void whoSinksBelowAKnownPeerHandsOverEverything() {
    b.preempt = false;
    b.start();
    pair.runFor(5 * SECOND);
    a.priority = 200;
    a.start();
    pair.runFor(5 * SECOND);
    assertEquals("a/a/a", pair.active());
    a.check(0, 1, CheckVerdict.DOWN);
    a.check(1, 1, CheckVerdict.DOWN);
    pair.runFor(608 * MILLISECOND);
    assertEquals("a/a/a", pair.active());
    pair.runFor(3 * MILLISECOND);
    assertEquals("b/b/b", pair.active());
    pair.runFor(60 * SECOND);
    assertEquals("b/b/b", pair.active());
  }

  @Test
  void membersThatAreActiveOnDifferentHostsMeetOnTheLeaders() {
    settle();
    pair.cut(Net.IPV4);
    pair.cut(Net.OTHER_IPV4);
    pair.runFor(10 * SECOND);
    a.crash();
    pair.runFor(10 * SECOND);
    a.priority = 100; // of equal priorities a wins the first network and b the second
    a.start();
    pair.runFor(10 * SECOND);
    assertEquals("ab/ab/b", pair.active());
    pair.heal();
    pair.runFor(5 * SECOND);
    assertEquals("a/a/a", pair.active());
    pair.take();
    pair.runFor(60 * SECOND);
    assertEquals(List.of(), pair.take());
  }

  @Test
  void equalPrioritiesWhoseAddressesDisagreeEndOnOneHost() { // RFC 9568 6.4.3
    for (int seed = 0; seed < 50; seed++) {
      TiedSegment equal = segment(seed);
      equal.a.start(seed * MILLISECOND);
      equal.b.start(seed * 13L * MILLISECOND);
      equal.runFor(8 * SECOND);
      assertEquals("a/a/a", equal.active(), "seed " + seed);
      equal.take();
      equal.runFor(20 * SECOND);
      assertEquals(List.of(), equal.take(), "seed " + seed);
    }
  }

  @Test
  void ofOneNetworkThatIsCutTheOthersStayWhereTheyAre() {
    settle();
    pair.cut(Net.IPV4);
    pair.runFor(60 * SECOND);
    assertEquals("ab/a/a", pair.active());
    pair.heal();
    pair.runFor(5 * SECOND);
    assertEquals("a/a/a", pair.active());
    pair.cut(Net.OTHER_IPV4);
    pair.runFor(60 * SECOND);
    assertEquals("a/a/a", pair.active());
  }

  @Test
  void whoeverIsLetGoGoesOnAlone() {
    settle();
    a.node.tie(List.of(a.router(Net.OTHER_IPV4), a.router(Net.OTHER_IPV6)), pair.nowNanos());
    assertEquals(List.of(a.leader), a.leader.bond());
    a.inhibit(a.leader, Inhibitor.LINK_DOWN);
    assertEquals(Role.ACTIVE, a.router(Net.OTHER_IPV6).role());
    a.node.tie(
        List.of(a.router(Net.OTHER_IPV4), a.router(Net.OTHER_IPV6), a.leader), pair.nowNanos());
    assertEquals(Role.INITIALIZE, a.router(Net.OTHER_IPV6).role());
    a.release(a.leader, Inhibitor.LINK_DOWN);
    assertEquals(Role.BACKUP, a.leader.role());
    assertEquals(a.router(Net.OTHER_IPV4), a.leader.lead());
  }
}
