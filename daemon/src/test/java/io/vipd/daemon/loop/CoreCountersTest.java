package io.vipd.daemon.loop;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.daemon.config.HooksConfig;
import io.vipd.daemon.control.NodeCounters;
import io.vipd.daemon.hooks.Hooks;
import io.vipd.daemon.kernel.WakeUp;
import io.vipd.health.ScriptRunner;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.wire.Verdict;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The test is the core thread: it runs what is posted. */
class CoreCountersTest {
  private final Bench bench = new Bench();
  private WakeUp wakeUp;
  private Inbox inbox;
  private HealthChecks checks;
  private CoreEffects effects;
  private CoreCounters counters;
  private Group group;
  private long clockNanos;

  @BeforeEach
  void open() throws Exception {
    group = bench.add();
    wakeUp = new WakeUp();
    inbox = new Inbox(wakeUp);
    ScriptRunner scripts = new ScriptRunner(null);
    checks =
        new HealthChecks(
            bench.node, inbox, scripts, (_, _) -> () -> {}, new NoSurroundings(), bench.chronicle);
    Hooks hooks = new Hooks("node-a", HooksConfig.NONE, List.of(), scripts, _ -> {});
    effects =
        new CoreEffects(
            bench.roster,
            new AdvertSender(),
            new HookTeller(hooks),
            bench.chronicle,
            () -> clockNanos);
    counters = new CoreCounters(bench.roster, inbox, checks, hooks);
  }

  @AfterEach
  void close() {
    checks.close();
    wakeUp.close();
    bench.close();
  }

  private NodeCounters read() throws Exception {
    CompletableFuture<NodeCounters> answer = CompletableFuture.supplyAsync(counters);
    eventually(
        "an answer",
        () -> {
          inbox.run(1, bench.nowNanos);
          return answer.isDone();
        });
    return answer.get();
  }

  @Test
  void everyCauseIsThereFromTheBeginning() throws Exception {
    NodeCounters.RouterCounters router = read().routers().getFirst();
    assertEquals("web", router.group());
    assertEquals("ipv4", router.family());
    assertEquals(51, router.vrid());
    assertEquals("vtk-l", router.interfaceName());
    assertEquals(0L, router.transitions().get("active_down_timer"));
    assertEquals(0L, router.transitions().values().stream().mapToLong(n -> n).sum());
  }

  @Test
  void changesOfRoleAreCountedByTheirCause() throws Exception {
    bench.ready(group);
    effects.report(group.router(), group.router().lastReport());
    bench.node.inhibit(group.router(), Inhibitor.LINK_DOWN, bench.nowNanos);
    effects.report(group.router(), group.router().lastReport());
    bench.node.release(group.router(), Inhibitor.LINK_DOWN, bench.nowNanos);
    effects.report(group.router(), group.router().lastReport());
    NodeCounters.RouterCounters router = read().routers().getFirst();
    assertEquals(2L, router.transitions().get("startup"));
    assertEquals(1L, router.transitions().get("inhibited"));
  }

  @Test
  void onlyAdvertsThatATimerAskedForAreLate() throws Exception {
    clockNanos = 7_000_000;
    effects.timerServed(group.router(), 4_000_000);
    effects.sendAdvert(group.router(), 100);
    effects.sendAdvert(group.router(), 100);
    NodeCounters.Histogram lateness = read().routers().getFirst().advertLateness();
    assertEquals(3_000_000L, lateness.sumNanos());
    assertEquals(List.of(0L, 0L, 0L, 0L, 0L, 1L, 0L, 0L, 0L, 0L, 0L, 0L, 0L), lateness.counts());
  }

  @Test
  void theNodeTellsWhenATimerIsServedAndWhenItWasDue() throws Exception {
    bench.ready(group);
    bench.pass(Duration.ofSeconds(4));
    bench.nowNanos = bench.node.nextDeadlineNanos() + 42;
    long due = bench.node.nextDeadlineNanos();
    bench.served.clear();
    bench.node.wake(bench.nowNanos);
    assertEquals(List.of(due), bench.served);
  }

  @Test
  void refusedPacketsAreCountedByTheRuleThatRefusedThem() throws Exception {
    ByteBuffer packet = ByteBuffer.allocate(20);
    bench.side().refusals.count(Verdict.CHECKSUM, packet, 20, bench.nowNanos);
    bench.side().refusals.count(Verdict.CHECKSUM, packet, 20, bench.nowNanos);
    NodeCounters.LinkCounters link = read().links().getFirst();
    assertEquals("vtk-l", link.interfaceName());
    assertEquals("ipv4", link.family());
    assertEquals(2L, link.refused().get("checksum"));
    assertEquals(0L, link.refused().get("hop_limit"));
    assertEquals(null, link.refused().get("accepted"));
  }

  @Test
  void aFullInboxIsCounted() throws Exception {
    for (int i = 0; i < 5000; i++) {
      inbox.post(_ -> {});
    }
    inbox.run(5000, bench.nowNanos);
    assertEquals(904, read().inboxRefused());
  }
}
