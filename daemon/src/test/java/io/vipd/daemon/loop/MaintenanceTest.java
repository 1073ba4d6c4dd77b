package io.vipd.daemon.loop;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.config.SyncGroup;
import io.vipd.daemon.control.Operations.Caller;
import io.vipd.daemon.control.Operations.FailoverOutcome;
import io.vipd.daemon.control.Operations.MaintenanceOutcome;
import io.vipd.daemon.journal.Notes;
import io.vipd.daemon.kernel.WakeUp;
import io.vipd.daemon.maintenance.Order;
import io.vipd.daemon.maintenance.OrderFile;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.Inhibitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The test is the core thread: it runs what is posted. */
@Timeout(60)
class MaintenanceTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = Instant.parse("2026-01-01T02:00:00Z");
  private static final Caller ALICE = new Caller("alice", 1000);

  @TempDir Path folder;
  private final Bench bench = new Bench();
  private WakeUp wakeUp;
  private Inbox inbox;
  private Maintenance maintenance;
  private Group group;
  private volatile Instant now = NOW;

  @BeforeEach
  void open() throws Exception {
    group = bench.add();
    wakeUp = new WakeUp();
    inbox = new Inbox(wakeUp);
    maintenance = maintenance();
  }

  @AfterEach
  void close() {
    wakeUp.close();
    bench.close();
  }

  private Maintenance maintenance() {
    return new Maintenance(
        new OrderFile(folder), bench.roster, bench.node, inbox, bench.chronicle, () -> now);
  }

  /** Asks on another thread, and runs the core until it is answered. */
  private <T> T asked(Supplier<T> question) throws Exception {
    CompletableFuture<T> answer = CompletableFuture.supplyAsync(question);
    eventually(
        "an answer",
        () -> {
          inbox.run(1, bench.nowNanos);
          return answer.isDone();
        });
    return answer.get(1, TimeUnit.SECONDS);
  }

  private String on(Instant until, boolean force, FailoverOutcome outcome) throws Exception {
    Maintenance.Wish wish = new Maintenance.Wish(null, until, "new kernel", force, ALICE);
    List<MaintenanceOutcome> outcomes = asked(() -> maintenance.on(wish, _ -> handedOver(outcome)));
    assertEquals(1, outcomes.size());
    return (outcomes.getFirst().done() ? "done: " : "refused: ") + outcomes.getFirst().sentence();
  }

  /** The failover itself is another class's; afterwards a peer is Active, or this node again. */
  private FailoverOutcome handedOver(FailoverOutcome outcome) {
    if (outcome instanceof FailoverOutcome.TakenOver) {
      inbox.post(now -> bench.hear(group, "192.0.2.2", 200));
    }
    return outcome;
  }

  private static FailoverOutcome.TakenOver takenOver() {
    return new FailoverOutcome.TakenOver("192.0.2.2", Duration.ofMillis(530));
  }

  private void becomeBackup() {
    bench.ready(group);
    bench.hear(group, "192.0.2.2", 200);
  }

  private void becomeActive() {
    bench.ready(group);
    bench.pass(Duration.ofSeconds(4));
    assertEquals(Role.ACTIVE, group.router().role());
  }

  @Test
  void anOrderForOneOfSeveralThatMoveTogetherIsForAllAndAnyOfThemEndsIt() throws Exception {
    GroupConfigs other = new GroupConfigs();
    other.name = "mail";
    other.vrid = 52;
    other.addresses = GroupConfigs.addresses("192.0.2.20");
    Group mail = bench.add(other.build());
    Bonds.tie(
        bench.node,
        bench.groups,
        List.of(new SyncGroup("site", List.of("mail", "web"))),
        bench.nowNanos);
    bench.ready(mail);
    bench.ready(group);
    bench.hear(mail, "192.0.2.2", 200);
    Maintenance.Wish wish = new Maintenance.Wish("web", null, null, false, ALICE);
    assertEquals(
        "web is in maintenance, and out with it mail",
        asked(() -> maintenance.on(wish, _ -> handedOver(takenOver()))).getFirst().sentence());
    assertEquals(Role.INITIALIZE, mail.router().role());
    assertEquals("moves with web, which is at fault: in maintenance (alice)", Sentences.why(mail));

    assertEquals(
        "mail takes part again, and with it web",
        asked(() -> maintenance.off("mail")).getFirst().sentence());
    assertEquals(Role.BACKUP, mail.router().role());
    assertEquals(Role.BACKUP, group.router().role());
  }

  @Test
  void aBackupGoesOutAtOnceAndSaysWhyAndUntilWhen() throws Exception {
    becomeBackup();
    assertEquals("done: web is in maintenance until 2026-01-01T02:00:00Z", on(LATER, false, null));
    assertEquals(Role.INITIALIZE, group.router().role());
    assertEquals(
        "in maintenance until 2026-01-01T02:00:00Z (alice: new kernel)", Sentences.why(group));
    bench.pass(Duration.ofMinutes(10));
    assertEquals(Role.INITIALIZE, group.router().role(), "never Active, though nobody is heard");
  }

  @Test
  void anActiveOneIsHandedOverFirst() throws Exception {
    becomeActive();
    assertEquals("done: web is in maintenance; 192.0.2.2 is active", on(null, false, takenOver()));
    assertEquals(Role.INITIALIZE, group.router().role());
  }

  @Test
  void anActiveOneThatNobodyRelievesStaysActive() throws Exception {
    becomeActive();
    assertEquals(
        "refused: web is not in maintenance: nobody took over, so this node is active again and"
            + " takes part as before; --force takes it out all the same",
        on(null, false, new FailoverOutcome.NobodyTookOver(Duration.ofSeconds(4))));
    assertEquals(Role.ACTIVE, group.router().role());
    assertNull(group.maintenance);
    assertEquals(List.of(), new OrderFile(folder).load());
  }

  @Test
  void forceLeavesWithPriorityZeroWhoeverIsThere() throws Exception {
    becomeActive();
    bench.done();
    assertEquals("done: web is in maintenance", on(null, true, null));
    assertEquals(List.of("advert 0 without a socket"), bench.done());
    bench.pass(Duration.ofSeconds(2)); // nobody is
    assertEquals(List.of("remove", "ACTIVE to INITIALIZE"), bench.done());
  }

  @Test
  void whereNoActiveNodeIsHeardABackupStaysIn() throws Exception {
    bench.ready(group);
    String refused =
        "refused: web is not in maintenance: no active node is heard, so this one may be the only"
            + " one that could hold it; --force takes it out all the same";
    assertEquals(refused, on(null, false, null));
    bench.hear(group, "192.0.2.2", 200);
    bench.hear(group, "192.0.2.2", 0);
    assertEquals(refused, on(null, false, null), "its last word was that it leaves");
    assertEquals(Role.BACKUP, group.router().role());
  }

  @Test
  void itEndsByItselfByTheTimeOfDayAndTellsTheJournal() throws Exception {
    becomeBackup();
    on(LATER, false, null);
    now = LATER.minusSeconds(1);
    maintenance.endInTime();
    assertEquals(Role.INITIALIZE, group.router().role());
    now = LATER;
    asked(() -> {
      maintenance.endInTime();
      return true;
    });
    assertEquals(Role.BACKUP, group.router().role());
    assertEquals(List.of(), new OrderFile(folder).load());
    assertTrue(
        Notes.text(bench.notes.getLast())
            .startsWith("maintenance web the maintenance of web has ended at its time\n"));
  }

  @Test
  void itIsEndedByAnOperator() throws Exception {
    becomeBackup();
    on(null, false, null);
    assertEquals("web takes part again", asked(() -> maintenance.off("web")).getFirst().sentence());
    assertEquals(Role.BACKUP, group.router().role());
    assertEquals(
        "web was not in maintenance", asked(() -> maintenance.off(null)).getFirst().sentence());
    assertEquals(List.of(), asked(() -> maintenance.off("wbe")));
  }

  @Test
  void itSurvivesARestart() throws Exception {
    becomeBackup();
    on(LATER, false, null);
    Maintenance next = maintenance();
    next.resume();
    group.maintenance = null;
    bench.node.release(group.router(), Inhibitor.MAINTENANCE, bench.nowNanos);
    next.apply(group, bench.nowNanos);
    assertEquals(Role.INITIALIZE, group.router().role());
    assertEquals(new Order("web", NOW, LATER, "alice", "new kernel"), group.maintenance);
  }

  @Test
  void whatEndedMeanwhileIsToldAtTheNextStart() throws Exception {
    becomeBackup();
    on(LATER, false, null);
    now = LATER;
    bench.notes.clear();
    Maintenance next = maintenance();
    next.resume();
    next.apply(group, bench.nowNanos);
    assertEquals(Role.BACKUP, group.router().role());
    assertTrue(
        Notes.text(bench.notes.getLast())
            .startsWith(
                "maintenance web the maintenance of web has ended while vipd was not running\n"));
  }

  @Test
  void aFileThatNobodyCanReadIsSaidAndTakesNobodyOut() throws Exception {
    Files.writeString(folder.resolve("maintenance.json"), "[{\"group\":7");
    becomeBackup();
    try (LogLines log = new LogLines(Maintenance.class)) {
      Maintenance next = maintenance();
      next.resume();
      next.apply(group, bench.nowNanos);
      assertTrue(
          log.lines().getFirst().startsWith("ERROR orders of maintenance are lost"),
          log.lines()::toString);
    }
    assertEquals(Role.BACKUP, group.router().role());
  }

  @Test
  void anOrderThatTheDiskDoesNotTakeIsInForceAndSaysSo() throws Exception {
    becomeBackup();
    Files.createDirectory(folder.resolve("maintenance.json.new"));
    String answer = on(null, false, null);
    assertTrue(answer.startsWith("done: web is in maintenance; a restart of vipd will"), answer);
    assertEquals(Role.INITIALIZE, group.router().role());
    assertFalse(Files.exists(folder.resolve("maintenance.json")));
  }

  @Test
  void bothFamiliesGoOutAndComeBackTogether() throws Exception {
    GroupConfigs config = new GroupConfigs();
    config.name = "mail";
    config.vrid = 52;
    config.addresses = GroupConfigs.addresses("192.0.2.20", "2001:db8::20");
    Group ipv4 = bench.add(config.build());
    Group ipv6 = bench.groups.getLast();
    bench.ready(ipv4);
    bench.ready(ipv6);
    bench.hear(ipv4, "192.0.2.2", 200);
    Maintenance.Wish wish = new Maintenance.Wish("mail", null, null, false, ALICE);
    asked(() -> maintenance.on(wish, _ -> null));
    assertEquals("in maintenance (alice)", Sentences.why(ipv4));
    assertEquals("in maintenance (alice)", Sentences.why(ipv6));
    asked(() -> maintenance.off("mail"));
    assertEquals(Role.BACKUP, ipv4.router().role());
    assertEquals(Role.BACKUP, ipv6.router().role());
  }
}
