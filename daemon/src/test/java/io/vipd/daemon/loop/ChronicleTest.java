package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.daemon.journal.Notes;
import io.vipd.health.CheckResult;
import io.vipd.vrrp.node.CheckVerdict;
import io.vipd.vrrp.wire.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChronicleTest {
  private final Bench bench = new Bench();

  @AfterEach
  void close() {
    bench.close();
  }

  private String last() {
    return Notes.text(bench.notes.getLast());
  }

  @Test
  void aTransitionTellsWhatWasKnown() {
    GroupConfigs config = new GroupConfigs();
    config.checks = List.of(GroupConfigs.check("nginx", 0), GroupConfigs.check("disk", -20));
    Group group = bench.add(config.build());
    bench.ready(group);
    bench.node.check(group.router(), 0, CheckVerdict.UP, bench.nowNanos);
    bench.hear(group, "192.0.2.2", 120);
    bench.pass(Duration.ofSeconds(4));
    bench.chronicle.transition(group, group.router().lastReport(), "no advert");
    assertEquals(
        """
        transition web web is ACTIVE: no advert
        family: ipv4
        sync: null
        from: BACKUP
        to: ACTIVE
        cause: active-down-timer
        why: no advert
        priority: 100
        peer: 192.0.2.2
        peer-priority: 120
        last-advert-age-ms: 3609
        late-us: 0
        inhibitors: []
        checks: [nginx is up, disk is waiting]
        """,
        last());
    group.checkSaid[0] = "status 503";
    bench.node.check(group.router(), 0, CheckVerdict.DOWN, bench.nowNanos);
    bench.chronicle.transition(group, group.router().lastReport(), "check nginx is down");
    assertEquals(
        """
        transition web web is FAULT: check nginx is down
        family: ipv4
        sync: null
        from: ACTIVE
        to: FAULT
        cause: inhibited
        why: check nginx is down
        priority: 100
        peer: 192.0.2.2
        peer-priority: 120
        last-advert-age-ms: 4000
        late-us: 0
        inhibitors: [check is down]
        checks: [nginx is down: status 503, disk is waiting]
        """,
        last());
  }

  @Test
  void whatIsNotKnownIsNull() {
    Group group = bench.add();
    bench.ready(group);
    bench.chronicle.transition(group, group.router().lastReport(), "ready");
    assertEquals(
        """
        transition web web is BACKUP: ready
        family: ipv4
        sync: null
        from: FAULT
        to: BACKUP
        cause: startup
        why: ready
        priority: 100
        peer: null
        peer-priority: null
        last-advert-age-ms: null
        late-us: 0
        inhibitors: []
        checks: []
        """,
        last());
  }

  @Test
  void aVerdictTellsWhatTheCheckSaid() {
    bench.chronicle.verdict(
        new GroupConfigs().build(),
        GroupConfigs.check("nginx", -5),
        "down",
        new CheckResult(false, null, "status 503", 12_500_000, 7));
    assertEquals(
        """
        check web check nginx of web is down: status 503
        check: nginx
        verdict: down
        weight: -5
        took-ms: 12
        output: status 503
        """,
        last());
  }

  @Test
  void anAddressPutBackAndAPacketRefusedAreTold() {
    bench.chronicle.restored(bench.add(), 3);
    assertEquals(
        """
        restored web somebody removed an address of web; it was put back
        family: ipv4
        times: 3
        """,
        last());
    bench.chronicle.refused("eth0", "192.0.2.9", Verdict.CHECKSUM, 17);
    assertEquals(
        """
        refused null a packet from 192.0.2.9 on eth0 was refused: checksum is wrong in every form
        interface: eth0
        source: 192.0.2.9
        rule: checksum
        refused: 17
        """,
        last());
  }
}
