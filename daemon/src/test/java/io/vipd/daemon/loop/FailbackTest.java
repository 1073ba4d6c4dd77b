package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.daemon.control.Operations.FailbackOutcome;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.Router;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FailbackTest {
  private final Bench bench = new Bench();
  private final Group group = bench.add();

  @AfterEach
  void close() {
    bench.close();
  }

  private FailbackOutcome failback() {
    return Failback.of("web", group, bench.node, bench.nowNanos);
  }

  private static FailbackOutcome notNow(String why) {
    return new FailbackOutcome.NotNow(why);
  }

  @Test
  void aHoldEndsAndTheGroupIsTakenOverAtOnce() {
    bench.ready(group);
    bench.pass(Duration.ofSeconds(4));
    bench.node.relinquish(group.router(), 60_000_000_000L, bench.nowNanos);
    bench.hear(group, "192.0.2.2", 90);
    bench.done();
    assertEquals(new FailbackOutcome.Done("192.0.2.2"), failback());
    assertEquals(List.of("install", "BACKUP to ACTIVE"), bench.done());
    Router router = group.router();
    bench.node.kernelAnswered(router, router.claim(), true, bench.nowNanos);
    assertEquals(List.of("advert 100 without a socket", "announce"), bench.done());
    assertEquals("192.0.2.2 has a lower priority (90 against 100)", Sentences.why(group));
  }

  @Test
  void aHigherOrEqualPriorityIsLeftAloneAndToldWhere() {
    bench.ready(group);
    bench.hear(group, "192.0.2.2", 100);
    assertEquals(
        notNow(
            "192.0.2.2 is active with priority 100, which is not lower than this node's 100; run"
                + " 'vipctl failover web' there"),
        failback());
    assertEquals(Role.BACKUP, group.router().role());
  }

  @Test
  void whoeverHoldsItOrCannotIsToldSo() {
    assertEquals(
        new FailbackOutcome.NoSuchGroup(), Failback.of("web", null, bench.node, bench.nowNanos));
    assertEquals(
        notNow("web cannot be taken over by this node: interface vtk-l does not exist"),
        failback());
    bench.ready(group);
    assertEquals(
        notNow(
            "no active node of web is heard; this one takes over by itself when its timer ends, see"
                + " 'vipctl status web'"),
        failback());
    bench.pass(Duration.ofSeconds(4));
    assertEquals(
        notNow("web is ACTIVE on this node already; to give it away, use failover"), failback());
  }

  @Test
  void aSilentActiveIsNotPreemptedButWaitedFor() {
    bench.ready(group);
    bench.hear(group, "192.0.2.2", 90);
    bench.pass(Duration.ofMillis(2_500));
    assertEquals(Role.BACKUP, group.router().role());
    failback();
    assertEquals(Role.BACKUP, group.router().role(), "its timer decides");
  }
}
