package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A group of both families was Active in an earlier life of the daemon: it goes on in both or in
 * neither. The leader's last advert went out at 1.0 s, the follower's at 0.5 s.
 */
class TiedAdoptionTest {
  private static final long SECOND = 1_000_000_000L;

  private final Bench bench = new Bench();
  private Router leader;
  private Router follower;

  private void start(double millis) {
    bench.checkWeights = List.of(0);
    bench.at(millis).add();
    leader = bench.router;
    bench.virtual = "2001:db8::100";
    follower = bench.add().router;
    bench.node.tie(List.of(leader, follower), bench.nowNanos());
  }

  private void adopt(Router router, double lastAdvertSeconds) {
    bench.node.adopt(router, Math.round(lastAdvertSeconds * SECOND), bench.nowNanos());
  }

  private void release(Router router, double millis) {
    bench.at(millis);
    bench.node.release(router, Inhibitor.INTERFACE_MISSING, bench.nowNanos());
    bench.node.sourceAddress(
        router,
        IpAddress.parse(router.form().family() == Family.IPV4 ? "192.0.2.2" : "fe80::2"),
        bench.nowNanos());
  }

  private void assertRoles(Role expected) {
    assertEquals(expected, leader.role());
    assertEquals(expected, follower.role());
  }

  @Test
  void bothGoOnTogetherWhicheverIsReadyLast() {
    start(1200);
    adopt(leader, 1.0);
    adopt(follower, 0.5);
    release(leader, 1300);
    assertRoles(Role.INITIALIZE);
    release(follower, 3700); // more than three intervals after its own last advert
    assertRoles(Role.ACTIVE);
    assertEquals(
        List.of(
            "advert 120",
            "install",
            "INITIALIZE to ACTIVE: ADOPTED",
            "advert 120",
            "install",
            "INITIALIZE to ACTIVE: ADOPTED"),
        bench.take());
  }

  @Test
  void theyGoOnWhenTheLeaderIsReadyLast() {
    start(1200);
    adopt(leader, 1.0);
    adopt(follower, 0.5);
    release(follower, 1300);
    release(leader, 1400);
    assertRoles(Role.ACTIVE);
  }

  @Test
  void tooLateIsTooLateForBoth() {
    start(1200);
    adopt(leader, 1.0);
    adopt(follower, 0.5);
    release(leader, 1300);
    bench.runUntil(3900);
    assertEquals(List.of("remove", "remove"), bench.take());
    release(follower, 3901);
    assertRoles(Role.INITIALIZE);
    assertEquals(Set.of(Inhibitor.CHECK_WAITING, Inhibitor.SIBLING), leader.inhibitors());
  }

  @Test
  void aFollowerWhoseLeaderWasNotActiveStartsLikeAnyOther() {
    start(1200);
    adopt(follower, 0.5);
    assertEquals(List.of("remove"), bench.take());
    release(leader, 1300);
    release(follower, 1300);
    assertRoles(Role.INITIALIZE);
  }

  @Test
  void aLeaderGoesOnAndAFollowerThatWasNotActiveListensFirst() {
    start(1200);
    adopt(leader, 1.0);
    release(leader, 1300);
    release(follower, 1300);
    assertEquals(Role.ACTIVE, leader.role());
    assertEquals(Role.BACKUP, follower.role());
  }

  @Test
  void aVerdictThatNeverComesEndsBoth() {
    start(1200);
    adopt(leader, 1.0);
    adopt(follower, 0.5);
    release(leader, 1300);
    release(follower, 1300);
    bench.runUntil(8299);
    assertRoles(Role.ACTIVE);
    bench.runUntil(8300);
    assertRoles(Role.INITIALIZE);
  }

  @Test
  void aCheckThatIsDownEndsBoth() {
    start(1200);
    adopt(leader, 1.0);
    adopt(follower, 0.5);
    release(leader, 1300);
    release(follower, 1300);
    bench.node.check(leader, 0, CheckVerdict.DOWN, bench.nowNanos());
    assertRoles(Role.INITIALIZE);
  }
}
