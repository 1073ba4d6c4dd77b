package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.vrrp.machine.Role;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of two nodes the other one takes over at once when the Active one leaves. Ours is 120. */
class NodePairTest {
  private static final String PEER = "192.0.2.3";
  private static final List<String> TAKEOVER =
      List.of("advert 120", "install", "BACKUP to ACTIVE: ACTIVE_RELEASED");

  private final Bench bench = new Bench();

  /** Backup of a peer of this priority, which is heard every second up to 5 s. */
  private void backup(int priority) {
    bench.pair = true;
    bench.preempt = false;
    bench.up();
    for (int second = 1; second <= 5; second++) {
      bench.runUntil(1000 * second);
      bench.hear(PEER, priority);
    }
    assertEquals(Role.BACKUP, bench.router.role());
    bench.take();
    bench.at(5500);
  }

  @Test
  void nobodyElseHasToGoFirst() {
    backup(150);
    bench.hear(PEER, 0);
    bench.wake();
    assertEquals(TAKEOVER, bench.take());
    assertEquals(0, bench.router.lastReport().latenessNanos());
  }

  @Test
  void withoutPairTheSkewIsAwaited() { // RFC 9568 6.4.2
    backup(150);
    bench.pair = false;
    bench.reconfigure();
    bench.hear(PEER, 0);
    bench.wake();
    assertEquals(List.of(), bench.take());
    assertEquals(5500 + 531.25, bench.deadline());
  }

  @Test
  void whereASecondOneWasHeardTheSkewIsAwaitedAfterAll() {
    backup(150);
    bench.hear("192.0.2.4", 160);
    bench.hear(PEER, 0);
    bench.wake();
    assertEquals(List.of(), bench.take());
    assertEquals(5500 + 531.25, bench.deadline());
  }

  @Test
  void whoLooksForSomebodyBetterFindsIt() {
    backup(150);
    bench.hear(PEER, 119);
    bench.hear(PEER, 0);
    bench.wake();
    assertEquals(TAKEOVER, bench.take());
  }

  @Test
  void whoLooksForSomebodyBetterAndIsBetterIsLeftAlone() {
    backup(150);
    bench.hear(PEER, 121);
    bench.hear(PEER, 0);
    bench.wake();
    assertEquals(List.of(), bench.take());
    bench.at(5975).hear(PEER, 121); // it goes on after its skew
    bench.wake();
    assertEquals(Role.BACKUP, bench.router.role());
    assertEquals(5975 + 3531.25, bench.deadline());
  }

  @Test
  void whoSankABitEarlierAndThenFailsLeavesToAnybody() {
    backup(150);
    bench.hear(PEER, 121);
    bench.at(5520).hear(PEER, 0);
    bench.wake();
    assertEquals(TAKEOVER, bench.take());
  }

  @Test
  void whoAsksBeforeItClaimsStillAsks() {
    bench.promoteLimit = Duration.ofSeconds(2);
    backup(150);
    bench.hear(PEER, 0);
    bench.wake();
    assertEquals(List.of("promote"), bench.take());
  }

  @Test
  void aSecondFarewellPutsNothingOff() {
    backup(150);
    bench.pair = false;
    bench.reconfigure();
    bench.hear(PEER, 0);
    bench.at(5800).hear(PEER, 0);
    assertEquals(5500 + 531.25, bench.deadline());
  }

  @Test
  void bothFamiliesGoAtOnceWhicheverFarewellComesFirst() {
    for (boolean leaderFirst : new boolean[] {true, false}) {
      TiedSegment pair = new TiedSegment(2);
      pair.a.priority = 200;
      pair.a.pair = true;
      pair.b.pair = true;
      pair.a.start();
      pair.b.start();
      pair.runFor(10_000_000_000L);
      assertEquals("a/a", pair.active());
      pair.a.inhibit(leaderFirst ? pair.a.leader : pair.a.follower, Inhibitor.LINK_DOWN);
      pair.runFor(2_000_000L);
      assertEquals("b/b", pair.active());
    }
  }
}
