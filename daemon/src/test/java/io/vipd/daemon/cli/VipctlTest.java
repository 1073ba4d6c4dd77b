package io.vipd.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.config.Config;
import io.vipd.daemon.config.ConfigLoader;
import io.vipd.daemon.config.HooksConfig;
import io.vipd.daemon.config.Loaded;
import io.vipd.daemon.config.NodeConfig;
import io.vipd.daemon.config.Problem;
import io.vipd.daemon.control.Operations.FailoverOutcome;
import io.vipd.daemon.control.ReloadDocument;
import io.vipd.daemon.control.ReloadDocument.Change;
import io.vipd.daemon.control.ReloadDocument.Notice;
import io.vipd.daemon.control.ReloadDocument.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class VipctlTest {
  private static final String MAIL_JSON =
      """
      {"node":"node-a","version":"0.1.0","pid":4711,"started-at":"2026-01-01T00:00:00Z","log-level":"info",\
      "configuration":{"since":"2026-01-01T00:00:00Z","reloads":{"applied":0,"invalid":0,"refused":0,"unchanged":0},\
      "failed-at":null,"failure":null,"outdated-since":null},"warnings":[],\
      "groups":[{"name":"mail","family":"ipv4","version":3,"vrid":52,"interface":"eth1","sync":null,"role":"FAULT",\
      "why":"waiting for check smtp","since":"2026-01-01T00:00:00Z","priority":100,\
      "base-priority":100,"interval-ms":250,"addresses":["198.51.100.7/32"],"advertised":[],"active":null,\
      "last-advert-age-ms":null,"next-event":null,"next-event-ms":null,"hold-ms":null,"silence-hold-ms":null,"maintenance":null,"peers":[],\
      "checks":[{"name":"smtp","kind":"tcp","verdict":"waiting","weight":0,\
      "last-run-age-ms":null,"duration-ms":null,"passed":null,"output":"","number":null,"waited-ms":null,"shared-with":[]}],\
      "hooks":[{"hook":"fault","of":"group","state":null,"running-ms":null,"result":null,\
      "outcome":null,"tries":null,"last-run-age-ms":null,"duration-ms":null,"output":null}],\
      "announcements":[],"ownership":{"conflicts":0,"addresses":[{"address":"198.51.100.7",\
      "rival":{"mac":"02:00:5e:10:00:98","router":null,"conflict":false,"since-ms":9000,\
      "last-ms":9000,"claims":1},"verification":null}],"foreign-routers":[]},"addresses-restored":0,\
      "transitions":0,"adverts-sent":0,"adverts-received":0,"announcements-sent":0,"stalls":{"count":0,"longest-ms":0},"lease":{"left-ms":null,"least-left-ms":2000,"late-renewals":0}}]}
      """;

  @TempDir Path temp;
  private final FakeWorld world = new FakeWorld();
  private FakeDaemon daemon;
  private Loaded loaded = new Loaded.Invalid(List.of());
  private ConfigChecker checker = (_, _) -> loaded;

  @AfterEach
  void stop() throws IOException {
    if (daemon != null) {
      daemon.close();
    }
  }

  @Test
  void statusAsJsonIsTheDaemonsOwnDocument() throws IOException {
    try (FakeDaemon _ = new FakeDaemon(temp)) {
      assertEquals(0, vipctl("status", "mail", "--json", "--run-dir", temp.toString()));
    }
    assertEquals(MAIL_JSON, world.out());
    assertEquals("", world.err());
  }

  @Test
  void theRunFolderComesFromTheEnvironmentUnlessItIsGiven() throws IOException {
    world.environment.put("VIPD_RUN_DIR", temp.toString());
    try (FakeDaemon _ = new FakeDaemon(temp)) {
      assertEquals(0, vipctl("status", "mail", "--json"));
      assertEquals(3, vipctl("--run-dir", temp + "/none", "status", "mail", "--json"));
      assertEquals(3, vipctl("failover", "mail", "--run-dir", temp + "/none"));
      assertEquals(3, vipctl("--run-dir", temp + "/none", "failover", "mail"));
    }
  }

  @Test
  void aGroupThatIsNotThereIsRefused() throws IOException {
    try (FakeDaemon _ = new FakeDaemon(temp)) {
      assertEquals(1, vipctl("status", "wbe", "--run-dir", temp.toString()));
    }
    assertEquals("", world.out());
    assertEquals(
        "vipctl status: there is no group 'wbe' on this node; there is mail, web\n", world.err());
  }

  @Test
  void noDaemonIsAnExitCodeOfItsOwn() {
    assertEquals(3, vipctl("status", "--run-dir", temp.toString()));
    assertEquals(
        "vipctl status: no daemon answers: there is no "
            + temp
            + "/vipd.sock; vipd is not running, or it was started with another --run-dir\n",
        world.err());
    assertEquals("", world.out());
  }

  @Test
  void noDaemonIsJsonTooWhereJsonIsAskedFor() {
    assertEquals(3, vipctl("status", "--json", "--run-dir", temp.toString()));
    assertEquals(
        "{\"error\":{\"code\":\"no-daemon\",\"message\":\"no daemon answers: there is no "
            + temp
            + "/vipd.sock; vipd is not running, or it was started with another --run-dir\"}}\n",
        world.out());
    assertEquals("", world.err());
  }

  private static ReloadDocument reloaded(
      Outcome outcome, String why, List<Change> changes, List<Notice> problems) {
    return new ReloadDocument(outcome, why, changes, problems, List.of());
  }

  @Test
  void reloadPrintsEveryChangeAndWhatItDoes() throws IOException {
    Change change = new Change("web", "priority", "150", "100", "counts");
    try (FakeDaemon daemon = new FakeDaemon(temp)) {
      daemon.reloaded = reloaded(Outcome.APPLIED, null, List.of(change), List.of());
      daemon.planned = reloaded(Outcome.PLANNED, null, List.of(change), List.of());
      assertEquals(0, vipctl("reload", "--run-dir", temp.toString()));
      assertEquals(0, vipctl("reload", "--dry-run", "--run-dir", temp.toString()));
    }
    assertEquals(
        """
        web: priority 150 -> 100: counts
        the configuration is reloaded
        web: priority 150 -> 100: counts
        nothing is changed yet; this is what vipctl reload would do
        """,
        world.out());
  }

  @Test
  void reloadOfFilesWithErrorsFailsAndSaysWhereTheyAre() throws IOException {
    Notice problem = new Notice("groups/web.yaml", 4, 11, "priority: 300 is outside 1..255");
    try (FakeDaemon daemon = new FakeDaemon(temp)) {
      daemon.reloaded = reloaded(Outcome.INVALID, null, List.of(), List.of(problem));
      assertEquals(1, vipctl("reload", "--run-dir", temp.toString()));
      daemon.reloaded = reloaded(Outcome.REFUSED, "the kernel said no", List.of(), List.of());
      assertEquals(1, vipctl("reload", "--run-dir", temp.toString()));
    }
    assertEquals("", world.out());
    assertEquals(
        """
        groups/web.yaml:4:11 priority: 300 is outside 1..255
        vipctl reload: nothing is changed: the configuration has a problem
        vipctl reload: nothing is changed: the kernel said no
        """,
        world.err());
  }

  @Test
  void failoverSaysWhoTookOver() throws IOException {
    try (FakeDaemon _ = new FakeDaemon(temp)) {
      assertEquals(0, vipctl("failover", "web", "--run-dir", temp.toString()));
      assertEquals(
          "web: 192.0.2.3 is active after 0.53 s; this node holds back for 60 s\n", world.out());
      assertEquals("", world.err());
    }
  }

  @Test
  void failoverTellsAPersonWhatItWaitsFor() throws IOException {
    world.terminal = new FakeWorld.FakeTerminal(24, 80);
    try (FakeDaemon _ = new FakeDaemon(temp)) {
      assertEquals(0, vipctl("failover", "web", "--hold", "0s", "--run-dir", temp.toString()));
      assertEquals("web: handing over, waiting for another node's advert\n", world.err());
      assertEquals("web: 192.0.2.3 is active after 0.53 s\n", world.out());
    }
  }

  @Test
  void failoverThatNobodyAnsweredHasFailed() throws IOException {
    try (FakeDaemon fake = new FakeDaemon(temp)) {
      fake.outcome = new FailoverOutcome.NobodyTookOver(Duration.ofMillis(3610));
      assertEquals(1, vipctl("failover", "web", "--run-dir", temp.toString()));
      assertEquals(
          "web: nobody took over within 3.61 s; this node is active again; see on the others why"
              + " ('vipctl explain web'), --force leaves all the same\n",
          world.err());
      assertEquals("", world.out());
    }
  }

  @Test
  void aForcedFailoverThatNobodyAnsweredIsDoneAndSaysHowItEnds() throws IOException {
    try (FakeDaemon fake = new FakeDaemon(temp)) {
      fake.outcome = new FailoverOutcome.Left(Duration.ofMillis(1400));
      assertEquals(
          0, vipctl("failover", "web", "--force", "--hold", "2h", "--run-dir", temp.toString()));
      assertEquals(
          "web: nobody took over within 1.40 s, and this node stays away for 2 h;"
              + " 'vipctl maintenance off web' ends that\n",
          world.out());
      assertEquals(
          2, vipctl("failover", "web", "--force", "--hold", "0s", "--run-dir", temp.toString()));
    }
  }

  @Test
  void failoverAsJsonIsTheDaemonsOwnDocument() throws IOException {
    try (FakeDaemon fake = new FakeDaemon(temp)) {
      assertEquals(
          0, vipctl("failover", "web", "--hold=5m", "--json", "--run-dir", temp.toString()));
      fake.outcome = new FailoverOutcome.NobodyTookOver(Duration.ofMillis(3610));
      assertEquals(1, vipctl("failover", "web", "--json", "--run-dir", temp.toString()));
      fake.outcome = new FailoverOutcome.NotActive("BACKUP", "192.0.2.3");
      assertEquals(1, vipctl("failover", "web", "--json", "--run-dir", temp.toString()));
    }
    assertEquals(
        """
        {"group":"web","outcome":"taken-over","by":"192.0.2.3","after-ms":531.25,"hold-ms":300000,"left":false,"with":[]}
        {"group":"web","outcome":"nobody-took-over","by":null,"after-ms":3610.0,"hold-ms":60000,"left":false,"with":[]}
        {"error":{"code":"not-active","message":"web is BACKUP on this node, so it has nothing to \
        hand over; ask 192.0.2.3, which is active"}}
        """,
        world.out());
    assertEquals("", world.err());
  }

  @Test
  void aCommandLineThatIsWrongSaysHowToGoOn() {
    assertEquals(2, vipctl("failover", "web", "--hold", "5"));
    assertEquals(
        """
        vipctl failover: Invalid value for option '--hold': '5' has no unit; write 5s for seconds \
        or 5ms for milliseconds
        See 'vipctl failover --help'.
        """,
        world.err());
    assertEquals("", world.out());
    assertEquals(2, vipctl("failover", "web", "--hold", "25h"));
    assertEquals(2, vipctl("failover"));
    assertEquals(2, vipctl("failover", "web", "mail"));
    assertEquals(2, vipctl("stauts"));
    assertEquals(2, vipctl("status", "--jsn"));
    assertEquals(2, vipctl("status", "web", "mail"));
    assertEquals(2, vipctl("check-config"));
    assertEquals(2, vipctl());
  }

  @Test
  void helpAndVersionGoToStdout() {
    assertEquals(0, vipctl("--version"));
    assertEquals("vipctl 0.1.0\n", world.out());
    for (String command : List.of("status", "failover", "reload", "check-config")) {
      assertEquals(0, vipctl(command, "--help"));
      assertTrue(world.out().contains("Usage: vipctl " + command + " [-h"), world.out());
    }
    assertTrue(world.out().contains("Exit codes:\n  0   the status was shown"), world.out());
    assertTrue(world.out().contains("Examples:\n  vipctl failover web\n"), world.out());
    assertEquals("", world.err());
  }

  @Test
  void aResultThatCannotBeWrittenIsNoSuccess() throws IOException {
    PrintStream full =
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("No space left on device");
              }
            });
    World usual = world.world();
    World broken =
        new World(
            full,
            usual.err(),
            usual.environment(),
            usual.terminal(),
            usual.clock(),
            usual.zone(),
            usual.pause());
    try (FakeDaemon _ = new FakeDaemon(temp)) {
      String[] args = {"status", "--run-dir", temp.toString()};
      assertEquals(1, VipctlMain.execute(args, broken, (_, _) -> loaded));
    }
    assertEquals("vipctl: cannot write to stdout\n", world.err());
  }

  @Test
  void watchingOutlivesTheDaemon() throws IOException {
    world.terminal = new FakeWorld.FakeTerminal(6, 90);
    Deque<Step> steps = new ArrayDeque<>();
    start();
    steps.add(() -> daemon.close());
    steps.add(this::start);
    world.pause = _ -> carriedOut(steps.poll());
    assertEquals(0, vipctl("status", "mail", "--watch", "--run-dir", temp.toString()));
    assertEquals("", world.err());
    String picture =
        """
        node-a: vipd 0.1.0, PID 4711, up 3 min 12 s\u001b[K
        \u001b[K
        mail  \u001b[31mFAULT\u001b[0m  for 3 min 12 s, since 2026-01-01 00:00:00\u001b[K
          why          waiting for check smtp\u001b[K
          router       VRRPv3 over IPv4, VRID 52 on eth1, adverts every 250 ms\u001b[K
        \u001b[J\
        """;
    String why =
        "no daemon answers: there is no "
            + temp
            + "/vipd.sock; vipd is not running, or it was started with another --run-dir";
    assertEquals(
        "\u001b[2J\u001b[H"
            + picture
            + "\u001b[H"
            + why.substring(0, 89)
            + "…\u001b[K\n"
            + "Waiting for it; Ctrl-C ends. The last answer came 0 ms ago.\u001b[K\n"
            + "\u001b[J\u001b[H"
            + picture,
        world.out());
  }

  @Test
  void watchingForAProgramIsOneLineAPicture() throws IOException {
    Deque<Step> steps = new ArrayDeque<>();
    steps.add(this::start);
    world.pause = _ -> carriedOut(steps.poll());
    assertEquals(0, vipctl("status", "mail", "-w", "--json", "--run-dir", temp.toString()));
    List<String> lines = world.out().lines().toList();
    assertEquals(2, lines.size());
    assertTrue(lines.get(0).startsWith("{\"error\":{\"code\":\"no-daemon\""), lines.get(0));
    assertEquals(MAIL_JSON, lines.get(1) + "\n");
  }

  @Test
  void watchingAGroupThatIsNotThereEndsAtOnce() throws IOException {
    try (FakeDaemon _ = new FakeDaemon(temp)) {
      assertEquals(1, vipctl("status", "wbe", "--watch", "--run-dir", temp.toString()));
    }
  }

  @Test
  void aConfigurationWithoutMistakesIsSummedUp() {
    loaded =
        new Loaded.Valid(
            new Config(
                new NodeConfig(
                    "a",
                    null,
                    null,
                    null,
                    NodeConfig.LogLevel.INFO,
                    null,
                    16,
                    HooksConfig.NONE,
                    List.of(),
                    null),
                List.of()),
            List.of(new Problem(Path.of("c/vipd.yaml"), 2, 3, "name: is odd")));
    assertEquals(0, vipctl("check-config", "c"));
    assertEquals("c: 0 groups, no problems, 1 warning\n", world.out());
    assertEquals("c/vipd.yaml:2:3 warning: name: is odd\n", world.err());
  }

  @Test
  void everyMistakeInAConfigurationIsListed() {
    loaded =
        new Loaded.Invalid(
            List.of(
                new Problem(Path.of("c/groups/web.yaml"), 4, 11, "priority: 300 is outside 1..254"),
                new Problem(Path.of("c/groups/b.yaml"), 0, 0, "cannot be read")));
    assertEquals(1, vipctl("check-config", "c"));
    assertEquals("c: 2 problems\n", world.out());
    assertEquals(
        """
        c/groups/web.yaml:4:11 priority: 300 is outside 1..254
        c/groups/b.yaml cannot be read
        """,
        world.err());
    assertEquals(1, vipctl("check-config", "--json", "c"));
    assertEquals(
        """
        c: 2 problems
        {"folder":"c","valid":false,"groups":[],"problems":[\
        {"file":"c/groups/web.yaml","line":4,"column":11,\
        "message":"priority: 300 is outside 1..254"},\
        {"file":"c/groups/b.yaml","line":null,"column":null,"message":"cannot be read"}],\
        "warnings":[],"priorities":[]}
        """,
        world.out());
  }

  @Test
  void thePrioritiesOfSeveralNodesAreComparedAndShown() throws IOException {
    Path a = pairOf("a", 150, "checks: { load: { tcp: 80, weight: -20 } }\n");
    Path b = pairOf("b", 100, "");
    checker = ConfigLoader::check;
    assertEquals(1, vipctl("check-config", a.toString(), b.toString()));
    assertEquals(
        """
        a: 1 group, no problems
        b: 1 group, no problems
        GROUP  FOLDER  PRIORITY  LOWEST  HIGHEST  WEIGHTS
        web    a       150       130     150      load -20
        web    b       100       100     100
        the nodes do not fit each other: 1 problem
        """,
        world
            .out()
            .replace(temp + "/", "")
            .replaceAll("FOLDER +", "FOLDER  ")
            .replaceAll("(web +[ab]) +", "$1       "));
    assertTrue(world.err().contains("web.yaml:5:36 checks.load.weight: -20 can never move web"));
    assertEquals(1, vipctl("check-config", "--json", a.toString(), b.toString()));
    String json = world.out().lines().reduce("", (_, last) -> last);
    assertTrue(json.startsWith("{\"valid\":false,\"folders\":[{\"folder\":"), json);
    assertTrue(
        json.contains(
            "\"priorities\":[{\"group\":\"web\",\"priority\":150,\"lowest\":130,\"highest\":150,"
                + "\"weights\":[{\"group\":\"web\",\"check\":\"load\",\"weight\":-20}]}]"),
        json);

    pairOf("a", 150, "checks: { load: { tcp: 80, weight: -60 } }\n");
    assertEquals(0, vipctl("check-config", a.toString(), b.toString()));
    assertTrue(world.out().endsWith("the nodes fit each other\n"), world.out());
  }

  private Path pairOf(String node, int priority, String more) throws IOException {
    Path folder = temp.resolve(node);
    Files.createDirectories(folder.resolve("groups"));
    Files.writeString(
        folder.resolve("groups/web.yaml"),
        "vrid: 51\ninterface: eth0\npriority: %d\naddresses: [192.0.2.10/24]\n%s"
            .formatted(priority, more));
    return folder;
  }

  /** Something that happens between two pictures. */
  private interface Step {
    void run() throws IOException;
  }

  private static boolean carriedOut(Step step) {
    if (step == null) {
      return false;
    }
    try {
      step.run();
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void start() throws IOException {
    daemon = new FakeDaemon(temp);
  }

  private int vipctl(String... args) {
    World all = world.world();
    int code = VipctlMain.execute(args, all, (path, here) -> checker.check(path, here));
    all.out().flush();
    return code;
  }
}
