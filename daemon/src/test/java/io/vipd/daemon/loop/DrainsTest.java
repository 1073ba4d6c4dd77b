package io.vipd.daemon.loop;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.config.HooksConfig;
import io.vipd.daemon.config.HooksConfig.Occasion;
import io.vipd.daemon.config.HooksConfig.Waits;
import io.vipd.daemon.hooks.Hooks;
import io.vipd.daemon.kernel.WakeUp;
import io.vipd.health.ScriptRunner;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.Inhibitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real node on a clock moved by hand; its hooks are shells that wait for a file. */
@Timeout(60)
class DrainsTest {
  private static final Duration AMPLE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private final Bench bench = new Bench();
  private final GroupConfigs config = new GroupConfigs();
  private Path gate;
  private Path said;
  private WakeUp wakeUp;
  private Inbox inbox;
  private Hooks hooks;
  private Drains drains;
  private Group group;

  @BeforeEach
  void open() throws Exception {
    // Under root hooks run as nobody.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    gate = folder.resolve("gate");
    said = folder.resolve("said");
    wakeUp = new WakeUp();
    inbox = new Inbox(wakeUp);
  }

  @AfterEach
  void close() throws Exception {
    Files.writeString(gate, "");
    hooks.close();
    wakeUp.close();
    bench.close();
  }

  private void start(Duration limit) {
    List<String> drain =
        List.of(
            "/bin/sh",
            "-c",
            "echo $VIPD_EVENT $VIPD_STATE $VIPD_REASON >> %s; until [ -e %s ]; do sleep 0.01; done"
                .formatted(said, gate));
    config.hooks =
        new HooksConfig(
            Map.of(Occasion.DRAIN, drain, Occasion.ACTIVE, drain),
            AMPLE,
            new Waits(limit, AMPLE),
            0,
            null,
            null);
    group = bench.add(config.build());
    hooks =
        new Hooks(
            "node-a",
            HooksConfig.NONE,
            List.of(group.config()),
            new ScriptRunner(null),
            bench.notes::add);
    drains = new Drains(bench.roster, inbox, new HookTeller(hooks), bench.chronicle);
    bench.ready(group);
    bench.pass(Duration.ofSeconds(4));
    assertEquals(Role.ACTIVE, group.router().role());
  }

  private CompletableFuture<Void> drain(String why) {
    return CompletableFuture.runAsync(() -> drains.await(_ -> true, why));
  }

  private void turn() {
    inbox.run(16, bench.nowNanos);
    drains.look(bench.nowNanos);
  }

  private CompletableFuture<Void> drainUnderWay() throws Exception {
    CompletableFuture<Void> drained = drain("root asked for a failover");
    eventually(
        "it waits",
        () -> {
          turn();
          return Files.exists(said) && Files.size(said) > 0; // the shell opens it first
        });
    return drained;
  }

  private void ends(CompletableFuture<Void> drained) throws Exception {
    eventually(
        "it has ended",
        () -> {
          turn();
          return drained.isDone();
        });
    drained.get(1, TimeUnit.SECONDS);
    assertFalse(group.drain.underWay());
  }

  @Test
  void theGroupGoesOnAsActiveUntilTheProgramHasEnded() throws Exception {
    start(AMPLE);
    CompletableFuture<Void> drained = drainUnderWay();
    assertEquals("drain ACTIVE root asked for a failover\n", Files.readString(said));
    bench.done();
    bench.pass(Duration.ofSeconds(3));
    assertEquals(List.of("advert 100", "advert 100", "advert 100"), adverts());
    turn();
    assertFalse(drained.isDone());
    assertTrue(
        Sentences.why(group)
            .endsWith("gives up as soon as it is drained: root asked for a failover"),
        Sentences.why(group));
    Files.writeString(gate, "");
    ends(drained);
    assertEquals(Role.ACTIVE, group.router().role(), "giving up is left to whoever waited");
  }

  private List<String> adverts() {
    return bench.done().stream()
        .map(done -> done.replace(" without a socket", ""))
        .filter(done -> done.startsWith("advert"))
        .toList();
  }

  @Test
  void aProgramThatHangsIsWaitedForUntilTheDeadline() throws Exception {
    start(Duration.ofSeconds(20));
    CompletableFuture<Void> drained = drainUnderWay();
    bench.pass(Duration.ofSeconds(20));
    turn();
    assertFalse(drained.isDone());
    bench.pass(Duration.ofSeconds(1));
    ends(drained);
  }

  @Test
  void aBetterActiveEndsTheWait() throws Exception {
    start(AMPLE);
    CompletableFuture<Void> drained = drainUnderWay();
    bench.hear(group, "192.0.2.3", 200);
    assertEquals(Role.BACKUP, group.router().role());
    ends(drained);
  }

  @Test
  void aFaultEndsTheWait() throws Exception {
    start(AMPLE);
    CompletableFuture<Void> drained = drainUnderWay();
    bench.node.inhibit(group.router(), Inhibitor.LINK_DOWN, bench.nowNanos);
    ends(drained);
  }

  @Test
  void aSecondOrderWaitsForTheSameProgram() throws Exception {
    start(AMPLE);
    CompletableFuture<Void> drained = drainUnderWay();
    CompletableFuture<Void> stop = drain("vipd is stopping");
    Files.writeString(gate, "");
    ends(drained);
    ends(stop);
    assertEquals(1, Files.readAllLines(said).size());
  }

  @Test
  void whatIsRefusedAfterTheDrainIsToldByActive() throws Exception {
    Files.writeString(gate, "");
    start(AMPLE);
    CompletableFuture<Void> refused =
        CompletableFuture.runAsync(() ->
            drains.before(
                _ -> true,
                "it is removed by a reload",
                () -> {
                  throw new IllegalStateException("refused");
                }));
    eventually(
        "it is told",
        () -> {
          turn();
          return Files.exists(said) && Files.readAllLines(said).size() == 2;
        });
    assertEquals(
        """
        drain ACTIVE it is removed by a reload
        transition ACTIVE was drained, and does not give the addresses up after all
        """,
        Files.readString(said));
    assertTrue(refused.isCompletedExceptionally());
  }

  @Test
  void whoIsNotActiveOrHasNobodyWhoDrainsItIsNotWaitedFor() throws Exception {
    start(AMPLE);
    bench.hear(group, "192.0.2.3", 200);
    CompletableFuture<Void> drained = drain("root asked for a failover");
    eventually(
        "an end",
        () -> {
          turn();
          return drained.isDone();
        });
    assertTrue(Files.notExists(said));
    hooks.use("node-a", HooksConfig.NONE, List.of(new GroupConfigs().build()));
    drains.await(_ -> true, "without a turn of the core");
  }
}
