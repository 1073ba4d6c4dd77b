package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.machine.TimerChange;
import io.vipd.vrrp.node.Cause;
import io.vipd.vrrp.node.CheckVerdict;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.node.Report;
import io.vipd.vrrp.wire.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SentencesTest {
  private final Bench bench = new Bench();
  private final GroupConfigs config = new GroupConfigs();

  @AfterEach
  void close() {
    bench.close();
  }

  private String why(Group group) {
    return Sentences.why(group);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "STARTUP            | ready, listening for the Active router",
        "OWNER              | owns the addresses (priority 255)",
        "ACTIVE_DOWN_TIMER  | no advert from 192.0.2.2 for 3531 ms",
        "ACTIVE_RELEASED    | 192.0.2.2 gave up the addresses (priority 0)",
        "NOBODY_HEARD       | no other router was heard",
        "PREEMPTED          | 192.0.2.2 has a lower priority (120 against 100)",
        "HIGHER_PRIORITY    | 192.0.2.2 has a higher priority (120 against 100)",
        "HIGHER_ADDRESS     | 192.0.2.2 has the same priority 120 and a higher address",
        "LEADER_YIELDED     | goes with web, which left the role to another node",
        "OUTRANKED          | priority sank to 100, below the 120 of 192.0.2.2: handed over",
        "NOBODY_TOOK_OVER   | had left its addresses to others, and nobody took over",
        "OPERATOR           | alice asked for a failover",
        "INHIBITED          | interface vtk-l does not exist"
      })
  void everyCauseHasItsSentence(Cause cause, String sentence) {
    Group group = bench.add();
    group.operator = "alice";
    Report report =
        new Report(
            Role.BACKUP,
            Role.ACTIVE,
            cause,
            Set.of(),
            100,
            IpAddress.parse("192.0.2.2"),
            120,
            3_531_250_000L,
            0);
    assertEquals(sentence, Sentences.why(group, report));
  }

  @ParameterizedTest
  @EnumSource
  void noCauseIsWithoutAWord(Cause cause) {
    Group group = bench.add();
    Report report = new Report(Role.BACKUP, Role.ACTIVE, cause, Set.of(), 100, null, -1, -1, 0);
    assertEquals(false, Sentences.why(group, report).isBlank());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "LINK_DOWN      | link vtk-l is down",
        "SOCKET_FAILED  | adverts cannot be exchanged: it broke",
        "KERNEL_REFUSED | the kernel refused the addresses: it did not answer in time",
        "STOPPING       | vipd is stopping",
        "REMOVED        | it is no longer configured"
      })
  void everyInhibitorHasItsSentence(Inhibitor inhibitor, String sentence) {
    Group group = bench.add();
    bench.ready(group);
    group.kernelProblem = "it did not answer in time";
    bench.side().problem = "it broke";
    bench.node.inhibit(group.router(), inhibitor, bench.nowNanos);
    assertEquals(sentence, why(group));
  }

  @Test
  void aMissingInterfaceGoesWithoutSayingThatItHasNoAddress() {
    assertEquals("interface vtk-l does not exist", why(bench.add()));
  }

  @Test
  void anInterfaceWithoutAnAddressIsNamed() {
    Group group = bench.add();
    bench.node.release(group.router(), Inhibitor.INTERFACE_MISSING, bench.nowNanos);
    assertEquals("interface vtk-l has no IPv4 address to send from", why(group));
  }

  @Test
  void overIpv6TheKindOfAddressIsNamed() {
    config.addresses = GroupConfigs.addresses("2001:db8::10");
    Group multicast = bench.add(config.build());
    bench.node.release(multicast.router(), Inhibitor.INTERFACE_MISSING, bench.nowNanos);
    assertEquals("interface vtk-l has no link-local IPv6 address to send from", why(multicast));
    config.vrid = 52;
    config.peers = List.of(IpAddress.parse("2001:db8::2"));
    Group unicast = bench.add(config.build());
    bench.node.release(unicast.router(), Inhibitor.INTERFACE_MISSING, bench.nowNanos);
    assertEquals("interface vtk-l has no IPv6 address to send from", why(unicast));
  }

  @Test
  void anIpv6SourceThatIsNotThereIsNamed() {
    config.addresses = GroupConfigs.addresses("2001:db8::10");
    config.sourceIpv6 = IpAddress.parse("fe80::5");
    Group group = bench.add(config.build());
    bench.node.release(group.router(), Inhibitor.INTERFACE_MISSING, bench.nowNanos);
    assertEquals("interface vtk-l does not have the source address fe80::5", why(group));
  }

  @Test
  void whoIsHeldUpByTheOtherFamilySaysSoUnlessItHasAReasonOfItsOwn() {
    config.addresses = GroupConfigs.addresses("192.0.2.10", "2001:db8::10");
    Group leader = bench.add(config.build());
    Group follower = bench.groups.getLast();
    bench.ready(leader);
    bench.node.release(follower.router(), Inhibitor.INTERFACE_MISSING, bench.nowNanos);
    assertEquals(
        "moves with web/ipv6, which is at fault: interface vtk-l has no link-local IPv6 address to"
            + " send from",
        why(leader));
    assertEquals("interface vtk-l has no link-local IPv6 address to send from", why(follower));
    bench.node.inhibit(leader.router(), Inhibitor.LINK_DOWN, bench.nowNanos);
    assertEquals("link vtk-l is down", why(leader));
    bench.node.release(leader.router(), Inhibitor.LINK_DOWN, bench.nowNanos);
    bench.ready(follower);
    assertEquals("ready, listening for the Active router", why(leader));
    bench.node.inhibit(leader.router(), Inhibitor.LINK_DOWN, bench.nowNanos);
    assertEquals("moves with web/ipv4, which is at fault: link vtk-l is down", why(follower));
  }

  @Test
  void whoFollowsTheOtherFamilySaysSo() {
    config.addresses = GroupConfigs.addresses("192.0.2.10", "2001:db8::10");
    Group leader = bench.add(config.build());
    Group follower = bench.groups.getLast();
    bench.ready(leader);
    bench.ready(follower);
    bench.pass(Duration.ofSeconds(4));
    bench.hear(leader, "192.0.2.2", 200);
    assertEquals("192.0.2.2 has a higher priority (200 against 100)", why(leader));
    assertEquals("goes with web/ipv4, which left the role to another node", why(follower));
  }

  @Test
  void aSourceThatIsNotThereIsNamed() {
    config.source = IpAddress.parse("192.0.2.5");
    Group group = bench.add(config.build());
    bench.node.release(group.router(), Inhibitor.INTERFACE_MISSING, bench.nowNanos);
    assertEquals("interface vtk-l does not have the source address 192.0.2.5", why(group));
  }

  @Test
  void checksAreNamedAndOnlyThoseThatMatter() {
    config.checks =
        List.of(
            GroupConfigs.check("nginx", 0),
            GroupConfigs.check("disk", -10),
            GroupConfigs.check("gateway", 0));
    Group group = bench.add(config.build());
    bench.ready(group);
    assertEquals("waiting for the first verdict of checks nginx, gateway", why(group));
    bench.node.check(group.router(), 1, CheckVerdict.DOWN, bench.nowNanos);
    bench.node.check(group.router(), 2, CheckVerdict.UP, bench.nowNanos);
    assertEquals("waiting for the first verdict of check nginx", why(group));
    bench.node.check(group.router(), 0, CheckVerdict.DOWN, bench.nowNanos);
    assertEquals("check nginx is down", why(group));
    bench.node.check(group.router(), 2, CheckVerdict.DOWN, bench.nowNanos);
    assertEquals("checks nginx, gateway are down", why(group));
  }

  @Test
  void severalReasonsAreAllTold() {
    Group group = bench.add();
    bench.ready(group);
    bench.node.inhibit(group.router(), Inhibitor.STOPPING, bench.nowNanos);
    bench.node.inhibit(group.router(), Inhibitor.LINK_DOWN, bench.nowNanos);
    assertEquals("link vtk-l is down; vipd is stopping", why(group));
  }

  @Test
  void aBackupThatTheKernelRefusedForGoodSaysWhatItWaitsFor() {
    Group group = bench.add();
    bench.ready(group);
    for (int i = 0; i < 3; i++) {
      bench.pass(Duration.ofSeconds(20));
      bench.answer(group, "cannot add 192.0.2.10/24");
    }
    bench.pass(Duration.ofSeconds(5));
    assertEquals(
        "ready, listening for the Active router; takes over on silence only, since the kernel"
            + " refused the addresses: cannot add 192.0.2.10/24",
        why(group));
  }

  @Test
  void aBackupSaysThatSomebodyElsePutItsAddressThere() {
    Group group = bench.add();
    bench.ready(group);
    group.presence(0, Presence.FOREIGN);
    assertEquals(
        "ready, listening for the Active router; 192.0.2.10/24 is here all the same, and was not"
            + " put here by vipd",
        why(group));
  }

  @Test
  void aLateAnswerDoesNotWipeTheReasonAway() {
    Group group = bench.add();
    bench.ready(group);
    bench.pass(Duration.ofSeconds(4));
    bench.answer(group, "it did not answer in time");
    bench.answer(group, null);
    assertEquals("the kernel refused the addresses: it did not answer in time", why(group));
  }

  @Test
  void initializeIsAFaultToPeople() {
    assertEquals("FAULT", Sentences.role(Role.INITIALIZE));
    assertEquals("BACKUP", Sentences.role(Role.BACKUP));
    assertEquals("ACTIVE", Sentences.role(Role.ACTIVE));
  }

  @Test
  void timersHaveTheirNamesOfTheRfc() {
    assertEquals("Adver_Timer", Sentences.timer(TimerChange.ADVERTISEMENT_INTERVAL));
    assertEquals("Active_Down_Timer", Sentences.timer(TimerChange.ACTIVE_DOWN_INTERVAL));
    assertEquals("Active_Down_Timer", Sentences.timer(TimerChange.SKEW_TIME));
    assertNull(Sentences.timer(TimerChange.CANCEL));
  }
}
