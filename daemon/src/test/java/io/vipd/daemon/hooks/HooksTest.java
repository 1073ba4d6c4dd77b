package io.vipd.daemon.hooks;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.GroupConfig.AnnounceConfig;
import io.vipd.daemon.config.GroupConfig.InquiryConfig;
import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.daemon.config.HooksConfig;
import io.vipd.daemon.config.HooksConfig.Occasion;
import io.vipd.daemon.config.HooksConfig.Waits;
import io.vipd.daemon.control.NodeStatus.HookStatus;
import io.vipd.daemon.hooks.Change.Other;
import io.vipd.daemon.hooks.Change.What;
import io.vipd.daemon.journal.Note;
import io.vipd.health.ScriptRunner;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.IpAddress;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hooks are the system's shell, so that nobody but root can change them; they write into files. */
@Timeout(60)
class HooksTest {
  private static final Duration AMPLE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private Path said;
  private final List<Note> notes = new CopyOnWriteArrayList<>();
  private Hooks hooks;

  @BeforeEach
  void open() throws Exception {
    // Under root hooks run as nobody.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    said = folder.resolve("said");
  }

  @AfterEach
  void close() {
    hooks.close();
  }

  private static List<String> shell(String script) {
    return List.of("/bin/sh", "-c", script);
  }

  /** Appends to the file what the hook sees. */
  private List<String> say(String what) {
    return shell("echo " + what + " >> " + said);
  }

  static GroupConfig group(String name, HooksConfig hooks) {
    return new GroupConfig(
        name,
        51,
        "eth0",
        3,
        100,
        Duration.ofSeconds(1),
        List.of(
            new VirtualAddress(IpAddress.parse("192.0.2.10"), 24),
            new VirtualAddress(IpAddress.parse("192.0.2.11"), 32)),
        List.of(),
        List.of(),
        null,
        null,
        true,
        false,
        GroupConfig.Holds.NONE,
        true,
        255,
        false,
        ChecksumForm.PSEUDO_HEADER,
        null,
        null,
        new AnnounceConfig(
            1,
            Duration.ofSeconds(1),
            Duration.ZERO,
            new InquiryConfig(Duration.ZERO, false, List.of())),
        List.of(),
        hooks,
        Path.of(name + ".yaml"));
  }

  private void start(GroupConfig... groups) {
    hooks =
        new Hooks("node-a", HooksConfig.NONE, List.of(groups), new ScriptRunner(null), notes::add);
  }

  private void changed(String group, String from, String to, String why, int priority) {
    hooks.changed(new Change(group, from, to, why, priority, "192.0.2.2", false, Instant.EPOCH));
  }

  private List<String> said() throws Exception {
    return Files.exists(said) ? Files.readAllLines(said) : List.of();
  }

  @Test
  void aHookLearnsWhatHappened() throws Exception {
    String all =
        "$VIPD_GROUP,$VIPD_STATE,$VIPD_PREVIOUS,$VIPD_REASON,$VIPD_PRIORITY,$VIPD_INTERFACE,"
            + "$VIPD_ADDRESSES";
    start(group("web", new HooksConfig(say("\"" + all + "\""), null, null, AMPLE)));
    changed("web", "BACKUP", "ACTIVE", "no other router was heard", 100);
    hooks.finish(AMPLE);
    assertEquals(
        List.of("web,ACTIVE,BACKUP,no other router was heard,100,eth0,192.0.2.10/24 192.0.2.11/32"),
        said());
  }

  @Test
  void whatAStrangerCanPutIntoAReasonIsNotRunByTheShell() throws Exception {
    start(group("web", new HooksConfig(say("\"$VIPD_REASON\""), null, null, AMPLE)));
    changed("web", "BACKUP", "ACTIVE", "$(touch " + folder + "/owned); `id`", 100);
    hooks.finish(AMPLE);
    assertEquals(List.of("$(touch " + folder + "/owned); `id`"), said());
  }

  @Test
  void everyStateHasItsHook() throws Exception {
    start(group("web", new HooksConfig(say("a"), say("b"), say("f"), AMPLE)));
    for (String state : List.of("BACKUP", "ACTIVE", "FAULT")) {
      changed("web", "BACKUP", state, "", 100);
      hooks.finish(AMPLE);
    }
    assertEquals(List.of("b", "a", "f"), said());
  }

  @Test
  void aStateWithoutAHookRunsNothing() throws Exception {
    start(group("web", new HooksConfig(null, null, say("f"), AMPLE)));
    changed("web", "BACKUP", "ACTIVE", "", 100);
    changed("mail", "BACKUP", "FAULT", "", 100);
    hooks.finish(AMPLE);
    assertEquals(List.of(), said());
  }

  @Test
  void theNewestStateRunsNextWhenTheHooksAreBehind() throws Exception {
    Path gate = folder.resolve("gate");
    List<String> slow =
        shell(
            "echo started >> "
                + said
                + "; until [ -e "
                + gate
                + " ]; do sleep 0.01; done;"
                + " echo ended >> "
                + said);
    start(group("web", new HooksConfig(say("\"active $VIPD_PRIORITY\""), slow, say("f"), AMPLE)));
    changed("web", "FAULT", "BACKUP", "", 100);
    eventually("the first runs", () -> said().equals(List.of("started")));
    changed("web", "BACKUP", "FAULT", "", 101);
    changed("web", "FAULT", "BACKUP", "", 102);
    changed("web", "BACKUP", "ACTIVE", "", 103);
    Files.createFile(gate);
    hooks.finish(AMPLE);
    assertEquals(List.of("started", "ended", "active 103"), said());
  }

  @Test
  void oneGroupDoesNotWaitForAnother() throws Exception {
    Path gate = folder.resolve("gate");
    List<String> slow = shell("until [ -e " + gate + " ]; do sleep 0.01; done");
    start(
        group("mail", new HooksConfig(slow, null, null, AMPLE)),
        group("web", new HooksConfig(say("web"), null, null, AMPLE)));
    changed("mail", "BACKUP", "ACTIVE", "", 100);
    changed("web", "BACKUP", "ACTIVE", "", 100);
    eventually("the other runs", () -> said().equals(List.of("web")));
    Files.createFile(gate);
    hooks.finish(AMPLE);
  }

  @Test
  void aHookThatTakesTooLongIsKilledAndTheNextOneRuns() throws Exception {
    List<String> stuck = shell("sleep 60; echo never >> " + said);
    start(group("web", new HooksConfig(stuck, say("b"), null, Duration.ofMillis(300))));
    changed("web", "BACKUP", "ACTIVE", "", 100);
    hooks.finish(AMPLE);
    assertEquals(List.of(), said());
    changed("web", "ACTIVE", "BACKUP", "", 100);
    hooks.finish(AMPLE);
    assertEquals(List.of("b"), said());
  }

  @Test
  void aHookThatFailsOrIsMissingDoesNotKeepTheNextFromRunning() throws Exception {
    start(
        group("web", new HooksConfig(shell("exit 3"), List.of("/no/such/hook"), say("f"), AMPLE)));
    for (String state : List.of("ACTIVE", "BACKUP", "FAULT")) {
      changed("web", "BACKUP", state, "", 100);
      hooks.finish(AMPLE);
    }
    assertEquals(List.of("f"), said());
  }

  @Test
  void finishingDoesNotWaitLongerThanItsLimit() throws Exception {
    Path gate = folder.resolve("gate");
    List<String> slow = shell("until [ -e " + gate + " ]; do sleep 0.01; done");
    start(group("web", new HooksConfig(slow, null, null, AMPLE)));
    changed("web", "BACKUP", "ACTIVE", "", 100);
    long startNanos = System.nanoTime();
    hooks.finish(Duration.ofMillis(50));
    assertTrue(System.nanoTime() - startNanos < AMPLE.toNanos());
    Files.createFile(gate);
    hooks.finish(AMPLE);
  }

  private static HooksConfig notifying(List<String> command, int retries) {
    return new HooksConfig(
        Map.of(Occasion.NOTIFY, command), AMPLE, Waits.USUAL, retries, null, null);
  }

  @Test
  void aHookMayReadTheSameAsJson() throws Exception {
    start(group("web", new HooksConfig(shell("cat >> " + said), null, null, AMPLE)));
    changed("web", "BACKUP", "ACTIVE", "no other router was heard", 100);
    hooks.finish(AMPLE);
    assertEquals(
        List.of(
            "{\"time\":\"1970-01-01T00:00:00Z\",\"node\":\"node-a\",\"group\":\"web\",\"event\":\"transition\",\"vrid\":51,"
                + "\"state\":\"ACTIVE\",\"previous\":\"BACKUP\",\"reason\":\"no other router was"
                + " heard\",\"priority\":100,\"peer\":\"192.0.2.2\",\"other\":null,\"stopping\":false,"
                + "\"interface\":\"eth0\",\"addresses\":[\"192.0.2.10/24\",\"192.0.2.11/32\"]}"),
        said());
  }

  @Test
  void aNotifyScriptOfKeepalivedIsToldOfEveryStateInItsWords() throws Exception {
    List<String> script = new ArrayList<>(shell("echo \"$@\" >> " + said));
    script.add("notify");
    start(group("web", notifying(script, 0)));
    for (String state : List.of("BACKUP", "ACTIVE", "FAULT")) {
      changed("web", "BACKUP", state, "", 150);
      hooks.finish(AMPLE);
    }
    hooks.changed(new Change("web", "ACTIVE", "FAULT", "", 150, null, true, Instant.EPOCH));
    hooks.finish(AMPLE);
    assertEquals(
        List.of(
            "INSTANCE web BACKUP 150",
            "INSTANCE web MASTER 150",
            "INSTANCE web FAULT 150",
            "INSTANCE web STOP 150"),
        said());
  }

  @Test
  void theEndOfVipdHasAHookOfItsOwnAndIsAFaultWithoutOne() throws Exception {
    Change end = new Change("web", "ACTIVE", "FAULT", "", 100, null, true, Instant.EPOCH);
    start(
        group(
            "web",
            new HooksConfig(
                Map.of(Occasion.FAULT, say("fault"), Occasion.STOP, say("stop")),
                AMPLE,
                Waits.USUAL,
                0,
                null,
                null)));
    hooks.changed(end);
    hooks.finish(AMPLE);
    hooks.close();
    start(group("web", new HooksConfig(null, null, say("fault"), AMPLE)));
    hooks.changed(end);
    hooks.finish(AMPLE);
    assertEquals(List.of("stop", "fault"), said());
  }

  @Test
  void whoStopsInAFaultIsToldSoUnlessTheFaultIsAllThereIsToTell() throws Exception {
    Change end = new Change("web", "FAULT", "FAULT", "", 100, null, true, Instant.EPOCH);
    start(
        group(
            "web",
            new HooksConfig(
                Map.of(Occasion.FAULT, say("fault"), Occasion.NOTIFY, say("notify")),
                AMPLE,
                Waits.USUAL,
                0,
                null,
                null)));
    hooks.changed(end);
    hooks.finish(AMPLE);
    assertEquals(List.of("notify"), said());
    hooks.close();
    start(
        group(
            "web",
            new HooksConfig(
                Map.of(Occasion.FAULT, say("fault"), Occasion.STOP, say("stop")),
                AMPLE,
                Waits.USUAL,
                0,
                null,
                null)));
    hooks.changed(end);
    hooks.finish(AMPLE);
    assertEquals(List.of("notify", "stop"), said());
  }

  @Test
  void theNodesHooksRunAfterTheGroupsOwn() throws Exception {
    HooksConfig nodeWide = new HooksConfig(say("node"), null, null, AMPLE);
    GroupConfig web = group("web", new HooksConfig(say("web"), null, null, AMPLE));
    GroupConfig mail = group("mail", HooksConfig.NONE);
    hooks = new Hooks("node-a", nodeWide, List.of(web, mail), new ScriptRunner(null), notes::add);
    changed("web", "BACKUP", "ACTIVE", "", 100);
    hooks.finish(AMPLE);
    changed("mail", "BACKUP", "ACTIVE", "", 100);
    hooks.finish(AMPLE);
    assertEquals(List.of("web", "node", "node"), said());
  }

  @Test
  void aHookThatFailsIsRunAgainUntilItSucceeds() throws Exception {
    // Fails until the second line is there.
    start(
        group(
            "web", notifying(shell("echo x >> " + said + "; grep -c x " + said + " | grep 2"), 3)));
    changed("web", "BACKUP", "ACTIVE", "", 100);
    hooks.finish(AMPLE);
    assertEquals(List.of("x", "x"), said());
    HookStatus run = hooks.status("web").getFirst();
    assertEquals(
        "notify ACTIVE succeeded exit code 0 2 2",
        run.hook()
            + " "
            + run.state()
            + " "
            + run.result()
            + " "
            + run.outcome()
            + " "
            + run.output()
            + " "
            + run.tries());
  }

  @Test
  void newsEndTheRetriesOfWhatIsOutOfDate() throws Exception {
    start(
        group(
            "web",
            new HooksConfig(
                Map.of(
                    Occasion.ACTIVE,
                    shell("echo a >> " + said + "; exit 1"),
                    Occasion.BACKUP,
                    say("b")),
                AMPLE,
                Waits.USUAL,
                10,
                null,
                null)));
    changed("web", "BACKUP", "ACTIVE", "", 100);
    eventually("the first try", () -> said().equals(List.of("a")));
    changed("web", "ACTIVE", "BACKUP", "", 100);
    hooks.finish(AMPLE);
    assertEquals("b", said().getLast());
  }

  @Test
  void whatCameOfAHookIsKept() throws Exception {
    start(
        group(
            "web",
            new HooksConfig(
                shell("echo no; exit 3"),
                shell("sleep 60"),
                List.of("/no/such/hook"),
                Duration.ofMillis(300))));
    for (String state : List.of("ACTIVE", "BACKUP", "FAULT")) {
      changed("web", "BACKUP", state, "", 100);
      hooks.finish(AMPLE);
    }
    List<HookStatus> runs = hooks.status("web");
    assertEquals(
        List.of("active group", "backup group", "fault group"),
        runs.stream().map(run -> run.hook() + " " + run.of()).toList());
    assertEquals("exit code 3", runs.get(0).outcome());
    assertEquals("no", runs.get(0).output());
    assertTrue(runs.get(1).outcome().startsWith("killed after "), runs.get(1).outcome());
    assertTrue(
        runs.get(2).outcome().startsWith("not started: script /no/such/hook does not"),
        runs.get(2).outcome());
    assertEquals(
        List.of("failed", "timed-out", "not-started"),
        runs.stream().map(HookStatus::result).toList());
    assertEquals(0, hooks.status("mail").size());
    assertEquals(
        Map.of("succeeded", 0L, "failed", 0L, "timed_out", 1L, "not_started", 0L),
        hooks.counters().get(1).runs());
    assertEquals(3, notes.size(), "every failure is in the journal");
  }

  @Test
  void aHookThatHangsIsSeenWhileItDoes() throws Exception {
    Path gate = folder.resolve("gate");
    start(
        group(
            "web",
            new HooksConfig(
                shell("until [ -e " + gate + " ]; do sleep 0.01; done"), null, null, AMPLE)));
    assertEquals(
        new HookStatus("active", "group", null, null, null, null, null, null, null, null),
        hooks.status("web").getFirst());
    changed("web", "BACKUP", "ACTIVE", "", 100);
    eventually("it runs", () -> hooks.status("web").getFirst().runningMillis() != null);
    assertEquals("ACTIVE", hooks.status("web").getFirst().state());
    Files.createFile(gate);
    hooks.finish(AMPLE);
    assertEquals("succeeded", hooks.status("web").getFirst().result());
    assertEquals(null, hooks.status("web").getFirst().runningMillis());
  }

  @Test
  void theNodesHookAndTheGroupsOwnOfTheSameNameAreTwo() {
    GroupConfig web = group("web", new HooksConfig(shell("exit 1"), null, null, AMPLE));
    hooks =
        new Hooks(
            "node-a",
            new HooksConfig(shell("exit 2"), null, null, AMPLE),
            List.of(web),
            new ScriptRunner(null),
            notes::add);
    changed("web", "BACKUP", "ACTIVE", "", 100);
    hooks.finish(AMPLE);
    assertEquals(
        List.of("active group exit code 1", "active node exit code 2"),
        hooks.status("web").stream()
            .map(run -> run.hook() + " " + run.of() + " " + run.outcome())
            .toList());
  }

  @Test
  void anotherConfigurationForgetsHooksButNotTheirCounts() throws Exception {
    start(group("web", new HooksConfig(shell("exit 1"), null, null, AMPLE)));
    changed("web", "BACKUP", "ACTIVE", "", 100);
    hooks.finish(AMPLE);
    GroupConfig after = group("web", new HooksConfig(null, say("b"), null, AMPLE));
    hooks.use("node-a", HooksConfig.NONE, List.of(after));
    hooks.retain(List.of(after));
    assertEquals(List.of("backup"), hooks.status("web").stream().map(HookStatus::hook).toList());
    assertEquals(1L, hooks.counters().getFirst().runs().get("failed"));
    hooks.retain(List.of());
    assertEquals(List.of(), hooks.counters());
  }

  private static Change contest(What what, Other other) {
    return new Change(
        "web",
        what,
        "ACTIVE",
        "ACTIVE",
        "why",
        100,
        "192.0.2.3",
        false,
        other,
        Instant.EPOCH,
        null);
  }

  @Test
  void aContestAndAConflictAreToldWithWhoTheOtherIs() throws Exception {
    String all = "\"$VIPD_EVENT,$VIPD_STATE,$VIPD_OTHER_MAC,$VIPD_OTHER_ADDRESS,$VIPD_CLAIMED\"";
    start(
        group(
            "web",
            new HooksConfig(
                Map.of(
                    Occasion.CONTEST_WON,
                    say(all),
                    Occasion.CONFLICT,
                    say(all),
                    Occasion.CONFLICT_OVER,
                    say(all)),
                AMPLE,
                Waits.USUAL,
                0,
                null,
                null)));
    hooks.changed(contest(What.CONTEST_WON, new Other(null, "192.0.2.3", null)));
    hooks.finish(AMPLE);
    hooks.changed(
        contest(What.CONFLICT, new Other("02:00:5e:10:00:99", "192.0.2.3", "192.0.2.10")));
    hooks.changed(contest(What.CONFLICT_OVER, new Other("02:00:5e:10:00:99", null, "192.0.2.10")));
    hooks.finish(AMPLE);
    assertEquals(
        List.of(
            "contest-won,ACTIVE,,192.0.2.3,",
            "conflict,ACTIVE,02:00:5e:10:00:99,192.0.2.3,192.0.2.10",
            "conflict-over,ACTIVE,02:00:5e:10:00:99,,192.0.2.10"),
        said());
  }

  @Test
  void ofWhatIsNoTransitionKeepalivedsReadersAreToldTheContestAlone() throws Exception {
    Path fifo = folder.resolve("notify");
    start(
        group(
            "web",
            new HooksConfig(
                Map.of(Occasion.NOTIFY, say("notify")), AMPLE, Waits.USUAL, 0, fifo, null)));
    hooks.changed(contest(What.CONFLICT, new Other(null, "192.0.2.3", null)));
    hooks.finish(AMPLE);
    assertTrue(Files.notExists(fifo));
    hooks.changed(contest(What.CONTEST_WON, new Other(null, "192.0.2.3", null)));
    hooks.finish(AMPLE);
    try (BufferedReader reader = Files.newBufferedReader(fifo)) {
      assertEquals("INSTANCE \"web\" MASTER_RX_LOWER_PRI 100", reader.readLine());
    }
    assertEquals(List.of(), said());
  }

  @Test
  void whoMovesAnAddressDoesSoAgainAfterAContest() throws Exception {
    HooksConfig active = new HooksConfig(say("\"$VIPD_EVENT $VIPD_ADDRESSES\""), null, null, AMPLE);
    start(moving("web", active), group("mail", active));
    changed("web", "BACKUP", "ACTIVE", "", 100);
    hooks.finish(AMPLE);
    hooks.changed(contest(What.CONTEST_WON, new Other(null, "192.0.2.3", null)));
    hooks.finish(AMPLE);
    Change ofMail = contest(What.CONTEST_WON, new Other(null, "192.0.2.3", null));
    hooks.changed(
        new Change(
            "mail",
            ofMail.what(),
            "ACTIVE",
            "ACTIVE",
            "",
            1,
            null,
            false,
            null,
            Instant.EPOCH,
            null));
    hooks.finish(AMPLE);
    assertEquals(List.of("transition 203.0.113.10", "contest-won 203.0.113.10"), said());
  }

  /** A group that has no address of its own. */
  private static GroupConfig moving(String name, HooksConfig hooks) {
    GroupConfig base = group(name, hooks);
    return new GroupConfig(
        base.name(),
        base.vrid(),
        base.interfaceName(),
        base.version(),
        base.priority(),
        base.interval(),
        List.of(),
        List.of(IpAddress.parse("203.0.113.10")),
        base.peers(),
        base.source(),
        base.sourceIpv6(),
        base.preempt(),
        base.pair(),
        base.holds(),
        base.accept(),
        base.minimumTtl(),
        base.strict(),
        base.checksum(),
        base.auth(),
        base.lease(),
        base.announce(),
        base.checks(),
        base.hooks(),
        base.file());
  }

  /** What a promote hook of this kind answers within so long. */
  private boolean promote(List<String> command, Duration limit) throws Exception {
    start(
        group(
            "web",
            new HooksConfig(
                Map.of(Occasion.PROMOTE, command),
                AMPLE,
                new Waits(AMPLE, limit),
                10,
                null,
                null)));
    assertEquals(limit, hooks.limit("web", What.PROMOTE));
    assertEquals(Duration.ZERO, hooks.limit("web", What.DRAIN));
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    hooks.changed(
        new Change(
            "web",
            What.PROMOTE,
            "BACKUP",
            "BACKUP",
            "why",
            100,
            null,
            false,
            null,
            Instant.EPOCH,
            answer::complete));
    boolean willing = answer.get(AMPLE.toSeconds(), TimeUnit.SECONDS);
    hooks.close();
    return willing;
  }

  @Test
  void onlyAProgramThatRanToItsEndCanSayNo() throws Exception {
    assertTrue(promote(say("promote"), AMPLE));
    assertFalse(promote(shell("echo not yet; exit 1"), AMPLE), "once: there is no time for more");
    assertTrue(promote(shell("sleep 60"), Duration.ofMillis(200)));
    assertTrue(promote(List.of("/no/such/hook"), AMPLE));
    assertEquals(List.of("promote"), said());
  }

  @Test
  void aProgramThatSomebodyElseCouldReplaceIsToldOfBeforeItIsNeeded() throws Exception {
    Path program = Files.writeString(folder.resolve("hook"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxrwxrwx"));
    start(group("web", new HooksConfig(say("a"), List.of(program.toString()), null, AMPLE)));
    eventually("it is looked at", () -> hooks.status("web").get(1).failed());
    HookStatus backup = hooks.status("web").get(1);
    assertEquals("not-started", backup.result());
    assertTrue(
        backup.outcome().contains(program + " is writable by its group and others"),
        backup.outcome());
    assertTrue(backup.outcome().contains(": chmod go-w " + program), backup.outcome());
    assertNull(hooks.status("web").get(0).result());
    assertEquals(0L, hooks.counters().get(1).runs().get("not_started"));
  }

  @Test
  void aHookHasNothingOfTheDaemons() throws Exception {
    // No pipe: the shell would have an end of it for a moment.
    String look =
        "exec > "
            + said
            + "; ls -m /proc/$$/fd; grep CapEff /proc/$$/status;"
            + " cut -d' ' -f40,41 /proc/$$/stat; env | cut -d= -f1 | grep -v ^VIPD_ | sort";
    start(group("web", new HooksConfig(shell(look), null, null, AMPLE)));
    changed("web", "BACKUP", "ACTIVE", "", 100);
    hooks.finish(AMPLE);
    List<String> lines = said();
    assertEquals("0, 1, 2", lines.get(0), "descriptors");
    assertEquals("CapEff:\t0000000000000000", lines.get(1));
    assertEquals("0 0", lines.get(2), "real-time priority and scheduling policy");
    assertEquals(
        List.of("LANG", "PATH", "PWD"),
        lines.subList(3, lines.size()).stream().filter(name -> !name.equals("_")).toList());
  }
}
