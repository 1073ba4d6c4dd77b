package io.vipd.daemon.cli;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.config.Loaded;
import io.vipd.daemon.control.Operations.FailbackOutcome;
import io.vipd.daemon.control.Operations.MaintenanceOutcome;
import io.vipd.daemon.control.Pictures;
import io.vipd.daemon.journal.Kind;
import io.vipd.daemon.journal.Note;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OperatorCommandsTest {
  @TempDir Path temp;
  private FakeDaemon daemon;
  private FakeWorld world = new FakeWorld();

  @BeforeEach
  void start() throws IOException {
    daemon = new FakeDaemon(temp);
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
  }

  private int vipctl(String... args) {
    world = new FakeWorld();
    List<String> all = new ArrayList<>(List.of("--run-dir", temp.toString()));
    all.addAll(List.of(args));
    World process = world.world();
    int code =
        VipctlCommand.execute(
            all.toArray(String[]::new), process, (_, _) -> new Loaded.Invalid(List.of()));
    process.out().flush();
    return code;
  }

  private void written(Note... notes) throws Exception {
    long before = daemon.journal.newestSequence();
    for (Note note : notes) {
      daemon.journal.write(note);
    }
    eventually("entries", () -> daemon.journal.newestSequence() == before + notes.length);
  }

  private static Note transition() {
    return new Note(Kind.TRANSITION, "web", "web is ACTIVE: no advert from 192.0.2.3 for 3531 ms")
        .with("family", "ipv4")
        .with("from", "BACKUP")
        .with("to", "ACTIVE")
        .with("priority", 150)
        .with("peer", "192.0.2.3")
        .with("peer-priority", 100)
        .with("last-advert-age-ms", 3531)
        .with("late-us", 1300)
        .with("checks", List.of("nginx is up: status 200"));
  }

  @Test
  void historyHasALineForEachEntry() throws Exception {
    written(new Note(Kind.STARTED, null, "vipd 0.1.0 is running on node-a"), transition());
    assertEquals(0, vipctl("history", "web"));
    assertTrue(
        world.out().contains(" transition  web is ACTIVE: no advert from 192.0.2.3 for 3531 ms\n"),
        world.out());
    assertEquals(3, world.out().lines().count());
    assertEquals(0, vipctl("history", "--since", "0ms"));
    assertEquals("Nothing happened in that time.\n", world.out());
    assertEquals(0, vipctl("history", "-n", "1", "--json"));
    assertTrue(world.out().startsWith("{\"entries\":[{\"sequence\":2,\"at\":"), world.out());
    assertEquals(1, vipctl("history", "wbe"));
    assertEquals(2, vipctl("history", "-n", "0"));
  }

  @Test
  void explainTellsWhoHoldsItWhySinceWhenAndWhatNext() throws Exception {
    written(transition());
    assertEquals(0, vipctl("explain", "web"));
    List<String> lines = world.out().lines().toList();
    assertEquals(
        List.of(
            "web is ACTIVE on this node, node-a: it holds 192.0.2.10/24, 192.0.2.11/24.",
            "This is so for 3 min 8 s, since 2026-01-01 00:00:03, because: no advert for 3531 ms"
                + " (Active_Down_Timer).",
            "At that moment its priority was 150, and the last advert had come from 192.0.2.3 with"
                + " priority 100, 3.5 s before; vipd itself was 1.3 ms late.",
            "Conflict: 192.0.2.10 is claimed by 02:00:5e:10:00:99 (192.0.2.3), too, for 12 s; 5"
                + " claims, last 300 ms ago.",
            "Foreign router: 192.0.2.9 at 02:00:5e:10:00:97 uses VRID 51, too, for 20 s, last heard"
                + " 800 ms ago; VRRPv2, priority 200, adverts every 1 s, authentication password,"
                + " addresses 192.0.2.77; its adverts are refused: VRRP version is not the group's;"
                + " Give one of the two another VRID.",
            "Check disk is down; it said: full\\nvery full",
            "Next: it sends an advert in 430 ms. It goes on until a router of higher priority"
                + " advertises, a check or its link fails, vipd is stopped, or somebody runs 'vipctl"
                + " failover web'.",
            "",
            "What happened before:"),
        lines.subList(0, 9));
    assertTrue(lines.getLast().endsWith("web is ACTIVE: no advert from 192.0.2.3 for 3531 ms"));
  }

  @Test
  void explainTellsWhoseElectionDecidesForASyncGroup() {
    daemon.status = Pictures.node(Pictures.inSync(Pictures.web()));
    assertEquals(0, vipctl("explain", "web"));
    assertTrue(
        world
            .out()
            .contains(
                "It moves with inside, as the sync group site; the election of inside decides for"
                    + " all.\n"),
        world.out());
  }

  @Test
  void whoMovesAlongIsNamedInTheAnswers() {
    daemon.status = Pictures.node(Pictures.inSync(Pictures.web()));
    assertEquals(0, vipctl("failover", "web"));
    assertTrue(
        world.out().startsWith("web (with inside): 192.0.2.3 is active after "), world.out());
  }

  @Test
  void explainDoesNotSayThatAGroupHoldsWhatItsHooksMove() {
    daemon.status = Pictures.node(Pictures.moving("ACTIVE"));
    assertEquals(0, vipctl("explain", "web"));
    assertTrue(
        world
            .out()
            .startsWith(
                "web is ACTIVE on this node, node-a: it has no address of its own, and its hooks"
                    + " are to have moved 203.0.113.10 here.\n"),
        world.out());
    daemon.status = Pictures.node(Pictures.moving("BACKUP"));
    assertEquals(0, vipctl("explain", "web"));
    assertTrue(
        world
            .out()
            .startsWith(
                "web is BACKUP on this node, node-a: the hooks of 192.0.2.3 are to have moved"
                    + " 203.0.113.10 there.\n"),
        world.out());
    assertEquals(0, vipctl("status"));
    assertTrue(world.out().contains("none of its own; advertises 203.0.113.10, "), world.out());
  }

  @Test
  void explainTellsOfAMaintenanceHowItEnds() {
    daemon.status = Pictures.node(Pictures.inMaintenance());
    assertEquals(0, vipctl("explain", "web"));
    assertTrue(
        world
            .out()
            .contains(
                "Next: it takes part again in 2 h, when the maintenance ends, or with 'vipctl"
                    + " maintenance off web'.\n"),
        world.out());
    assertTrue(world.out().contains("The journal knows of nothing before.\n"), world.out());
  }

  @Test
  void statusAndExplainTellOfAReloadThatFailed() {
    daemon.status = Pictures.node(Pictures.failed(), Pictures.web());
    String warning =
        "the reload at 2026-01-01T00:02:00Z failed, and the configuration of 2026-01-01T00:01:00Z"
            + " stays in use: /etc/vipd/groups/web.yaml:3:11 priority: 300 is outside 1..254; mend"
            + " it and run 'vipctl reload'";
    assertEquals(0, vipctl("explain", "web"));
    assertTrue(world.out().contains("\nWarning of the node: " + warning + ".\n"), world.out());
    assertEquals(0, vipctl("status"));
    assertTrue(
        world
            .out()
            .contains(
                "\nconfiguration of 2026-01-01 00:01:00; reloads: 2 applied, 1 invalid\nwarning: "
                    + warning
                    + "\n"),
        world.out());
  }

  @Test
  void explainTellsOfThePast() throws Exception {
    written(new Note(Kind.CHECK, "web", "check nginx of web is up"), transition());
    assertEquals(0, vipctl("explain", "web", "--at", "2"));
    assertTrue(
        world.out().contains("): web is ACTIVE: no advert from 192.0.2.3 for 3531 ms.\n")
            || world.out().contains("ago): web is ACTIVE"),
        world.out());
    assertTrue(world.out().contains("\nBefore, it was BACKUP.\n"), world.out());
    assertTrue(world.out().contains("\nIts checks: nginx is up: status 200\n"), world.out());
    assertTrue(world.out().contains(" check nginx of web is up\n"), world.out());
    assertEquals(1, vipctl("explain", "web", "--at", "7"));
    assertEquals(
        "vipctl explain: the history of web has no entry 7; see 'vipctl history web'\n",
        world.err());
  }

  @Test
  void statsAreTables() {
    assertEquals(0, vipctl("stats", "web"));
    assertEquals(
        """
        GROUP  FAMILY  SENT  RECEIVED  NOT SENT  ANNOUNCED  PUT BACK  WORST LATENESS
        web    ipv4    178   3         4         10         2         1.2 ms

        GROUP  FAMILY  CHANGES OF ROLE  CAUSE
        web    ipv4    1                active-down-timer

        INTERFACE  FAMILY  REFUSED PACKETS  RULE
        eth0       ipv4    7                hop-limit

        GROUP  CHECK  RUNS  FAILED  SKIPPED  WAITED MS
        web    nginx  100   3       1        1500

        GROUP  HOOK    OF     RUNS  OUTCOME
        web    active  group  2     succeeded

        Lost: 0 entries of the journal, 0 readers of events, 0 requests to the core
        """,
        world.out());
  }

  @Test
  void eventsWithoutFollowEndWithWhatThereIs() throws Exception {
    written(transition(), transition(), transition());
    assertEquals(0, vipctl("events"));
    assertEquals(1, world.out().lines().count());
    assertEquals(0, vipctl("events", "--after", "1"));
    List<String> lines = world.out().lines().toList();
    assertEquals(3, lines.size());
    assertTrue(lines.get(0).startsWith("{\"sequence\":3,\"status\":"));
    assertTrue(lines.get(1).startsWith("{\"sequence\":2,\"at\":"));
    assertTrue(lines.get(2).startsWith("{\"sequence\":3,\"at\":"));
  }

  @Test
  void failbackSaysWhatCameOfIt() {
    assertEquals(0, vipctl("failback", "web"));
    assertEquals("web: this node is active now, taken over from 192.0.2.3\n", world.out());
    daemon.failback = new FailbackOutcome.NotNow("192.0.2.3 has a higher priority");
    assertEquals(1, vipctl("failback", "web"));
    assertEquals("vipctl failback: 192.0.2.3 has a higher priority\n", world.err());
  }

  @Test
  void maintenanceSaysWhatBecameOfEachGroup() throws Exception {
    daemon.maintenance =
        List.of(
            new MaintenanceOutcome("mail", true, null, "mail is in maintenance"),
            new MaintenanceOutcome("web", false, null, "web is not in maintenance: alone"));
    assertEquals(1, vipctl("maintenance", "on", "--for", "2h", "--reason", "new kernel"));
    assertEquals("mail is in maintenance\n", world.out());
    assertEquals("vipctl maintenance: web is not in maintenance: alone\n", world.err());
    assertEquals("maintenance on null in time new kernel", daemon.asked.take());
    daemon.maintenance = List.of(new MaintenanceOutcome("web", true, null, "web takes part again"));
    assertEquals(0, vipctl("maintenance", "off", "web"));
    assertEquals("maintenance off web", daemon.asked.take());
    assertEquals(2, vipctl("maintenance", "off", "--force"));
    assertEquals(2, vipctl("maintenance", "perhaps"));
    assertEquals(2, vipctl("maintenance", "on", "--for", "8761h"));
  }

  @Test
  void theLogLevelIsSetWhileItRuns() {
    assertEquals(0, vipctl("log-level", "debug"));
    assertEquals("vipd logs from debug upwards now\n", world.out());
    assertEquals(2, vipctl("log-level", "trace"));
  }

  @Test
  void statusSpeaksKeepalivedsWordsToWhoeverWantsThem() {
    assertEquals(0, vipctl("status", "--keepalived"));
    assertTrue(world.out().contains("\nweb    MASTER  "), world.out());
    assertEquals(0, vipctl("status", "web", "--keepalived", "--json"));
    assertTrue(world.out().contains("\"role\":\"MASTER\""), world.out());
  }

  @Test
  void everyCommandHasExitCodesInItsHelp() {
    for (String command :
        List.of(
            "status",
            "explain",
            "history",
            "stats",
            "events",
            "failover",
            "failback",
            "maintenance",
            "log-level",
            "record",
            "replay",
            "check-config")) {
      assertEquals(0, vipctl(command, "--help"), command);
      assertTrue(world.out().contains("\nExit codes:\n"), command);
    }
  }
}
