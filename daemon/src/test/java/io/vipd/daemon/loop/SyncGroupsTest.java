package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vipd.daemon.config.SyncGroup;
import io.vipd.daemon.control.NodeStatus.GroupStatus;
import io.vipd.daemon.control.NodeStatus.SyncStatus;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.CheckVerdict;
import io.vipd.vrrp.node.Inhibitor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Groups that move together: who leads, what is said, and how they part. */
class SyncGroupsTest {
  private final Bench bench = new Bench();
  private Group inside;
  private Group outside;

  @AfterEach
  void close() {
    bench.close();
  }

  private Group add(String name, int vrid, String... addresses) {
    GroupConfigs config = new GroupConfigs();
    config.name = name;
    config.vrid = vrid;
    config.addresses = GroupConfigs.addresses(addresses);
    config.checks = List.of(GroupConfigs.check("load", -10 * (vrid - 50)));
    return bench.add(config.build());
  }

  /** Both Active; the first in the list of the sync group is not the first in the node. */
  private void bothActive() {
    inside = add("inside", 51, "192.0.2.10", "2001:db8::10");
    outside = add("outside", 52, "192.0.2.20");
    bench.syncs = List.of(new SyncGroup("site", List.of("outside", "inside")));
    Bonds.tie(bench.node, bench.groups, bench.syncs, bench.nowNanos);
    bench.groups.forEach(bench::ready);
    bench.pass(Duration.ofSeconds(10));
    bench.groups.forEach(group -> assertEquals(Role.ACTIVE, group.router().role()));
  }

  @Test
  void theFirstMemberLeadsBothFamiliesOfTheOther() {
    bothActive();
    assertEquals(outside.router(), inside.router().lead());
    assertEquals(
        List.of("outside", "inside/ipv4", "inside/ipv6"),
        outside.bond().stream().map(Group::name).toList());
    assertEquals(List.of("inside"), outside.companions());
    assertEquals(List.of("outside"), inside.companions());
    GroupStatus status =
        StatusPicture.of(inside, List.of(), List.of(), bench.nowNanos, Instant.EPOCH);
    assertEquals(new SyncStatus("site", List.of("outside", "inside")), status.sync());
  }

  @Test
  void aFaultOfOneIsAFaultOfAllAndTheCauseIsNamed() {
    bothActive();
    bench.node.inhibit(bench.groups.get(1).router(), Inhibitor.SOCKET_FAILED, bench.nowNanos);
    bench.groups.get(1).side().problem = "it broke";
    assertEquals(
        "moves with inside/ipv6, which is at fault: adverts cannot be exchanged: it broke",
        Sentences.why(outside));
    assertEquals(
        "moves with inside/ipv6, which is at fault: adverts cannot be exchanged: it broke",
        Sentences.why(inside));
    assertEquals(Role.INITIALIZE, outside.router().role());
  }

  @Test
  void whoFollowsSaysWhom() {
    bothActive();
    bench.hear(outside, "192.0.2.2", 200);
    assertEquals("192.0.2.2 has a higher priority (200 against 100)", Sentences.why(outside));
    assertEquals("goes with outside, which left the role to another node", Sentences.why(inside));
  }

  @Test
  void weightsOfAllMembersAddUpAndThoseOfBothFamiliesCountOnce() {
    bothActive();
    for (Group group : bench.groups) {
      bench.node.check(group.router(), 0, CheckVerdict.DOWN, bench.nowNanos);
    }
    bench.groups.forEach(group -> assertEquals(70, group.router().priority()));
    bench.node.check(outside.router(), 0, CheckVerdict.UP, bench.nowNanos);
    bench.groups.forEach(group -> assertEquals(90, group.router().priority()));
  }

  @Test
  void aSyncGroupThatEndsChangesNoRole() {
    bothActive();
    Bonds.tie(bench.node, bench.groups, List.of(), bench.nowNanos);
    assertNull(inside.sync());
    assertEquals(List.of(), inside.companions());
    assertEquals(List.of(outside.router()), outside.router().bond());
    assertEquals(2, inside.router().bond().size());
    bench.groups.forEach(group -> assertEquals(Role.ACTIVE, group.router().role()));
    bench.node.inhibit(outside.router(), Inhibitor.LINK_DOWN, bench.nowNanos);
    assertEquals(Role.ACTIVE, inside.router().role());
  }
}
