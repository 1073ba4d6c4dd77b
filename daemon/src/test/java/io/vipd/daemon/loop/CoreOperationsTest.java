package io.vipd.daemon.loop;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vipd.daemon.config.HooksConfig;
import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.control.Operations.Caller;
import io.vipd.daemon.control.Operations.FailoverOutcome;
import io.vipd.daemon.control.Warnings;
import io.vipd.daemon.hooks.Hooks;
import io.vipd.daemon.kernel.WakeUp;
import io.vipd.daemon.maintenance.OrderFile;
import io.vipd.health.ScriptRunner;
import io.vipd.vrrp.machine.Leave;
import io.vipd.vrrp.machine.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test is the core thread: it runs what is posted. */
class CoreOperationsTest {
  private static final Caller ALICE = new Caller("alice", 1000);
  private static final Duration HOLD = Duration.ofSeconds(30);

  @TempDir Path folder;

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Bench bench = new Bench();
  private final Warnings warnings = new Warnings();
  private WakeUp wakeUp;
  private Inbox inbox;
  private HealthChecks checks;
  private Hooks hooks;
  private CoreOperations operations;
  private Group group;

  @BeforeEach
  void open() throws Exception {
    group = bench.add();
    wakeUp = new WakeUp();
    inbox = new Inbox(wakeUp);
    ScriptRunner scripts = new ScriptRunner(null);
    checks =
        new HealthChecks(
            bench.node, inbox, scripts, (_, _) -> () -> {}, new NoSurroundings(), bench.chronicle);
    checks.assign(
        checks.prepare(
            bench.groups.stream().map(Group::config).distinct().toList(), _ -> null, _ -> false),
        bench.groups);
    hooks = new Hooks("node-a", HooksConfig.NONE, List.of(), scripts, _ -> {});
    operations =
        new CoreOperations(
            "node-a",
            bench.roster,
            bench.node,
            inbox,
            checks,
            hooks,
            new Drains(bench.roster, inbox, new HookTeller(hooks), bench.chronicle),
            warnings,
            new CoreCounters(bench.roster, inbox, checks, hooks),
            new Maintenance(
                new OrderFile(folder),
                bench.roster,
                bench.node,
                inbox,
                bench.chronicle,
                () -> now));
  }

  @AfterEach
  void close() {
    checks.close();
    wakeUp.close();
    bench.close();
  }

  private void becomeActive() {
    bench.ready(group);
    bench.pass(Duration.ofSeconds(4));
  }

  private CompletableFuture<FailoverOutcome> failover() {
    return CompletableFuture.supplyAsync(() -> operations.failover("web", HOLD, false, ALICE));
  }

  /** Asks on another thread, and runs the core until it has given up. */
  private CompletableFuture<FailoverOutcome> failoverUnderWay() throws Exception {
    CompletableFuture<FailoverOutcome> outcome = failover();
    eventually(
        "the group has given up",
        () -> {
          inbox.run(1, bench.nowNanos);
          return group.failover != null;
        });
    return outcome;
  }

  @Test
  void theStatusIsDrawnByTheCore() throws Exception {
    warnings.set("http", "port 10112 is taken");
    CompletableFuture<NodeStatus> status = CompletableFuture.supplyAsync(operations::status);
    eventually(
        "an answer",
        () -> {
          inbox.run(1, bench.nowNanos);
          return status.isDone();
        });
    assertEquals("node-a", status.get().node());
    assertEquals(ProcessHandle.current().pid(), status.get().pid());
    assertEquals(List.of("port 10112 is taken"), status.get().warnings());
    assertEquals(
        List.of("web"), status.get().groups().stream().map(NodeStatus.GroupStatus::name).toList());
  }

  @Test
  void aGroupThatIsNotThereIsNotHandedOver() {
    assertEquals(
        new FailoverOutcome.NoSuchGroup(), operations.failover("mail", HOLD, false, ALICE));
  }

  @Test
  void aBackupSaysWhoIsActiveInstead() throws Exception {
    bench.ready(group);
    bench.hear(group, "192.0.2.2", 120);
    CompletableFuture<FailoverOutcome> outcome = failover();
    eventually(
        "an answer",
        () -> {
          inbox.run(1, bench.nowNanos);
          return outcome.isDone();
        });
    assertEquals(new FailoverOutcome.NotActive("BACKUP", "192.0.2.2"), outcome.get());
  }

  @Test
  void aPeersAdvertIsTheOutcome() throws Exception {
    becomeActive();
    CompletableFuture<FailoverOutcome> outcome = failoverUnderWay();
    assertEquals(Role.ACTIVE, group.router().role());
    assertEquals(
        "no other router was heard; leaves, and serves until another node has taken over",
        Sentences.why(group));
    bench.nowNanos += 530_000_000;
    bench.hear(group, "192.0.2.2", 90);
    assertEquals(Role.BACKUP, group.router().role());
    assertEquals("alice asked for a failover", Sentences.why(group));
    group.failover.takenOver(group.router().lastPeer().address(), bench.nowNanos);
    assertEquals(
        new FailoverOutcome.TakenOver("192.0.2.2", Duration.ofMillis(530)),
        outcome.get(10, TimeUnit.SECONDS));
  }

  @Test
  void ourOwnReturnIsTheOutcomeWhenNobodyElseComes() throws Exception {
    becomeActive();
    CompletableFuture<FailoverOutcome> outcome = failoverUnderWay();
    long gaveUpAtNanos = bench.nowNanos;
    bench.pass(Duration.ofSeconds(5));
    assertEquals(Role.ACTIVE, group.router().role());
    CoreEffects effects =
        new CoreEffects(bench.roster, new AdvertSender(), new HookTeller(hooks), bench.chronicle);
    effects.connect(null, null, new Witnesses((_, _) -> null));
    effects.report(group.router(), group.router().lastReport());
    assertEquals(
        new FailoverOutcome.NobodyTookOver(
            Duration.ofNanos(group.router().roleSinceNanos() - gaveUpAtNanos)),
        outcome.get(10, TimeUnit.SECONDS));
    assertEquals(1_609_375_000L, group.router().roleSinceNanos() - gaveUpAtNanos);
  }

  @Test
  void whoIsForcedToLeaveStaysAwayForTheHoldWhetherSomebodyTakesOverOrNot() throws Exception {
    becomeActive();
    CompletableFuture<FailoverOutcome> outcome =
        CompletableFuture.supplyAsync(() -> operations.failover("web", HOLD, true, ALICE));
    eventually(
        "an answer",
        () -> {
          inbox.run(1, bench.nowNanos);
          return outcome.isDone();
        });
    assertEquals(new FailoverOutcome.Left(Duration.ofSeconds(5)), outcome.get());
    bench.pass(Duration.ofSeconds(20));
    assertEquals(Role.INITIALIZE, group.router().role());
    assertEquals("failover --force", group.maintenance.reason());
    assertEquals("alice", group.maintenance.user());
  }

  @Test
  void whoIsForcedToLeaveHearsWhoTookOver() throws Exception {
    becomeActive();
    CompletableFuture<FailoverOutcome> outcome =
        CompletableFuture.supplyAsync(() -> operations.failover("web", HOLD, true, ALICE));
    eventually(
        "it leaves",
        () -> {
          inbox.run(1, bench.nowNanos);
          return group.router().leave() == Leave.FOR_GOOD;
        });
    bench.nowNanos += 530_000_000;
    bench.hear(group, "192.0.2.2", 90);
    assertEquals(Role.INITIALIZE, group.router().role());
    group.failover.takenOver(group.router().lastPeer().address(), bench.nowNanos);
    assertEquals(
        new FailoverOutcome.TakenOver("192.0.2.2", Duration.ofMillis(530)),
        outcome.get(10, TimeUnit.SECONDS));
  }

  @Test
  void whoHasNothingToLeaveIsNotForced() throws Exception {
    bench.ready(group);
    CompletableFuture<FailoverOutcome> outcome =
        CompletableFuture.supplyAsync(() -> operations.failover("web", HOLD, true, ALICE));
    eventually(
        "an answer",
        () -> {
          inbox.run(1, bench.nowNanos);
          return outcome.isDone();
        });
    assertEquals(new FailoverOutcome.NotActive("BACKUP", null), outcome.get());
    assertEquals(null, group.maintenance);
  }

  @Test
  void bothFamiliesAreHandedOverTogether() throws Exception {
    GroupConfigs config = new GroupConfigs();
    config.name = "mail";
    config.vrid = 52;
    config.addresses = GroupConfigs.addresses("192.0.2.20", "2001:db8::20");
    Group ipv4 = bench.add(config.build());
    Group ipv6 = bench.groups.getLast();
    bench.ready(ipv4);
    bench.ready(ipv6);
    bench.pass(Duration.ofSeconds(4));
    assertEquals(Role.ACTIVE, ipv6.router().role());
    bench.done();
    CompletableFuture<FailoverOutcome> outcome =
        CompletableFuture.supplyAsync(() -> operations.failover("mail", HOLD, false, ALICE));
    eventually(
        "the group has given up",
        () -> {
          inbox.run(1, bench.nowNanos);
          return ipv4.failover != null;
        });
    assertEquals(
        List.of("mail/ipv4 advert 0 without a socket", "mail/ipv6 advert 0 without a socket"),
        bench.done());
    bench.hear(ipv4, "192.0.2.2", 90);
    assertEquals(
        List.of(
            "mail/ipv4 remove",
            "mail/ipv4 ACTIVE to BACKUP",
            "mail/ipv6 remove",
            "mail/ipv6 ACTIVE to BACKUP"),
        bench.done());
    assertEquals("alice asked for a failover", Sentences.why(ipv4));
    assertEquals("alice asked for a failover", Sentences.why(ipv6));
    assertEquals(true, ipv6.router().holdsBack(bench.nowNanos + HOLD.toNanos() - 1));
    ipv4.failover.failed("vipd is stopping");
    assertEquals(new FailoverOutcome.Failed("vipd is stopping"), outcome.get(10, TimeUnit.SECONDS));
  }

  @Test
  void aStopEndsTheWait() throws Exception {
    becomeActive();
    CompletableFuture<FailoverOutcome> outcome = failoverUnderWay();
    group.failover.failed("vipd is stopping");
    assertEquals(new FailoverOutcome.Failed("vipd is stopping"), outcome.get(10, TimeUnit.SECONDS));
  }

  @Test
  void aFullInboxIsAnError() {
    while (inbox.post(_ -> {})) {
      // fill it
    }
    assertEquals(
        "the daemon is too busy to answer",
        assertThrows(IllegalStateException.class, operations::status).getMessage());
  }

  @Test
  void rolesThatFlapAreNotLoggedWithoutLimit() {
    bench.ready(group);
    CoreEffects effects =
        new CoreEffects(bench.roster, new AdvertSender(), new HookTeller(hooks), bench.chronicle);
    effects.connect(null, null, new Witnesses((_, _) -> null));
    try (LogLines log = new LogLines(CoreEffects.class)) {
      for (int i = 0; i < 1_000; i++) {
        effects.report(group.router(), group.router().lastReport());
      }
      assertEquals(20, log.lines().size());
      assertEquals(
          "INFO web is BACKUP: ready, listening for the Active router. group=web from=FAULT"
              + " to=BACKUP reason=STARTUP priority=100 last_advert_ms=never late_us=0",
          log.lines().getFirst());
      bench.pass(Duration.ofSeconds(4));
      effects.report(group.router(), group.router().lastReport());
      assertEquals(
          "WARN web changes its role too often to log all of it. group=web not_logged=980",
          log.lines().get(20));
    }
  }
}
