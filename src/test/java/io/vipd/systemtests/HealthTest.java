package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A service that fails moves the address to the node where it works. */
class HealthTest {
  @RegisterExtension final Lab lab = new Lab(2, "nginx", "curl", "setpriv");

  private Vipd first;
  private Vipd second;

  /** The first node has checks, the second has none. */
  private void startPair(String checks) {
    first = lab.vipd(1).group("web", Groups.web(150, "500ms") + checks).start();
    lab.node(1).awaitHolds(VIP);
    second = lab.vipd(2).group("web", Groups.web(100, "500ms")).start();
    second.awaitBackupOf("web", "10.99.0.1");
  }

  @Test
  void theDeathOfTheMasterProcessIsNoticedWithoutPolling() {
    Nginx nginx = Nginx.start(lab.node(1), lab.folder("nginx1"));
    // At one look an hour only the kernel can tell.
    startPair(
        "checks: { master: { process: { pid-file: %s }, every: 1h } }\n"
            .formatted(nginx.pidFile()));

    nginx.killMaster();

    lab.node(2).awaitHolds(VIP);
    lab.node(1).awaitHoldsNot(VIP);
    GroupStatus fault = first.awaitRole("web", "FAULT");
    assertEquals("check master is down", fault.why());
    assertEquals("down", fault.check("master").get("verdict").getAsString());
    assertEquals(
        "10.99.0.1 gave up the addresses (priority 0)", second.awaitRole("web", "ACTIVE").why());
  }

  @Test
  void aServerThatStopsAnsweringIsReplacedAndServesAgainWhenItAnswersAgain() {
    Nginx nginx = Nginx.start(lab.node(1), lab.folder("nginx1"));
    Nginx.start(lab.node(2), lab.folder("nginx2"));
    startPair(
        "checks: { answers: { http: 'http://127.0.0.1/', every: 100ms, timeout: 1s, fall: 2, rise: 2 } }\n");
    awaitAnswer("node1");

    nginx.stop();

    awaitAnswer("node2");
    GroupStatus fault = first.awaitRole("web", "FAULT");
    assertEquals("check answers is down", fault.why());
    assertEquals("http", fault.check("answers").get("kind").getAsString());
    assertFalse(fault.check("answers").get("passed").getAsBoolean());

    Nginx.start(lab.node(1), lab.folder("nginx1"));
    lab.node(1).awaitHolds(VIP);
    lab.node(2).awaitHoldsNot(VIP);
    awaitAnswer("node1");
  }

  private void awaitAnswer(String node) {
    Await.until(
        node + " answers the client",
        () -> lab.client().run("curl", "-s", "-m", "1", "http://" + VIP + "/").out(),
        node::equals);
  }

  @Test
  void aPortThatNobodyListensOnAnyMoreIsNoticed() {
    Nginx nginx = Nginx.start(lab.node(1), lab.folder("nginx1"));
    startPair("checks: { port: { tcp: 80, every: 100ms, timeout: 1s, fall: 2, rise: 1 } }\n");

    nginx.stop();

    lab.node(2).awaitHolds(VIP);
    assertEquals("check port is down", first.awaitRole("web", "FAULT").why());
  }

  @Test
  void aScriptDecidesByItsExitCodeAndItsOutputIsKept() {
    Scripts scripts = new Scripts(lab);
    Path broken = scripts.file("broken");
    Path script =
        scripts.program(
            "check", "test ! -e %s || { echo the sky has fallen; exit 7; }\n".formatted(broken));
    startPair(
        "checks: { sky: { script: %s, every: 200ms, timeout: 2s, fall: 2, rise: 2 } }\n"
            .formatted(script));
    assertEquals("up", first.group("web").check("sky").get("verdict").getAsString());

    Scripts.touch(broken);

    lab.node(2).awaitHolds(VIP);
    JsonObject check = first.awaitRole("web", "FAULT").check("sky");
    assertEquals("script", check.get("kind").getAsString());
    assertTrue(check.get("output").getAsString().contains("the sky has fallen"), check::toString);

    assertTrue(broken.toFile().delete());
    lab.node(1).awaitHolds(VIP);
  }

  @Test
  void aNodeWhoseCheckHasNoVerdictYetIsNotActive() {
    Scripts scripts = new Scripts(lab);
    Path go = scripts.file("go");
    Path script = scripts.program("check", "until test -e %s; do sleep 0.05; done\n".formatted(go));
    first =
        lab.vipd(1)
            .group(
                "web",
                Groups.web(150, "100ms")
                    + "checks: { slow: { script: %s, every: 1m, rise: 1 } }\n".formatted(script))
            .start();

    GroupStatus waiting = first.group("web");
    assertEquals("FAULT", waiting.role());
    assertEquals("waiting for the first verdict of check slow", waiting.why());
    assertEquals("waiting", waiting.check("slow").get("verdict").getAsString());
    assertFalse(lab.node(1).holds(VIP));

    Scripts.touch(go);
    lab.node(1).awaitHolds(VIP);
  }

  @Test
  void aWeightMovesTheAddressOnlyWhenTheOtherNodeIsBetterThen() {
    Scripts scripts = new Scripts(lab);
    Path broken = scripts.file("broken");
    Path script = scripts.program("check", "test ! -e %s\n".formatted(broken));
    startPair(
        "checks: { load: { script: %s, every: 200ms, timeout: 2s, fall: 2, rise: 2, weight: -60 } }\n"
            .formatted(script));
    assertEquals(150, first.group("web").number("priority"));

    Scripts.touch(broken);

    lab.node(2).awaitHolds(VIP);
    GroupStatus lower = first.awaitRole("web", "BACKUP");
    assertEquals(90, lower.number("priority"));
    assertEquals(150, lower.number("base-priority"));

    assertTrue(broken.toFile().delete());
    lab.node(1).awaitHolds(VIP);
  }

  @Test
  void whoSinksBelowAKnownPeerHandsOverThoughThatOneDoesNotPreempt() {
    Scripts scripts = new Scripts(lab);
    Path broken = scripts.file("broken");
    Path script = scripts.program("check", "test ! -e %s\n".formatted(broken));
    second = lab.vipd(2).group("web", Groups.web(100, "500ms") + "preempt: false\n").start();
    lab.node(2).awaitHolds(VIP);
    first =
        lab.vipd(1)
            .group(
                "web",
                Groups.web(150, "500ms")
                    + "checks: { load: { script: %s, every: 200ms, timeout: 2s, fall: 2, weight: -60 } }\n"
                        .formatted(script))
            .start();
    second.awaitBackupOf("web", "10.99.0.1");

    Scripts.touch(broken);

    lab.node(2).awaitHolds(VIP);
    assertEquals(
        "10.99.0.1 gave up the addresses (priority 0)", second.awaitRole("web", "ACTIVE").why());
    assertEquals(
        "priority sank to 90, below the 100 of 10.99.0.2: handed over",
        first.awaitRole("web", "BACKUP").why());
  }

  @Test
  void aScriptThatNeverEndsIsKilledWithAllOfItsChildren() {
    Scripts scripts = new Scripts(lab);
    Path pids = scripts.file("pids");
    Path script =
        scripts.program(
            "check",
            """
            echo $$ >>%1$s
            (trap '' TERM HUP; echo $(exec sh -c 'echo $PPID') >>%1$s; exec sleep 1h) &
            sleep 1h
            """
                .formatted(pids));
    first =
        lab.vipd(1)
            .group(
                "web",
                Groups.web(150, "100ms")
                    + "checks: { endless: { script: %s, every: 500ms, fall: 2 } }\n"
                        .formatted(script))
            .start();

    GroupStatus fault =
        Await.until(
            "the check is down",
            () -> first.group("web"),
            group -> group.check("endless").get("verdict").getAsString().equals("down"));
    assertEquals("check endless is down", fault.why());
    Await.until(
        "two runs of two processes each have been noted",
        () -> Scripts.text(pids).lines().count() >= 4);
    assertEquals(0, first.stop());

    for (String pid : Scripts.text(pids).lines().toList()) {
      Await.until(
          "process " + pid + " has ended", () -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
    }
    assertEquals("", Command.run("ip", "netns", "pids", lab.node(1).namespace()).out());
  }

  @Test
  void aScriptThatOthersMayWriteToIsNotRunAndTheMendIsNamed() {
    Scripts scripts = new Scripts(lab);
    Path trace = scripts.file("trace");
    Path script = scripts.program("check", "echo ran >>%s\n".formatted(trace));
    Scripts.mode(script, "rwxr-xrwx");
    first =
        lab.vipd(1)
            .group(
                "web",
                Groups.web(150, "100ms")
                    + "checks: { open: { script: %s, every: 200ms, timeout: 2s, fall: 1, rise: 1 } }\n"
                        .formatted(script))
            .start();

    GroupStatus fault =
        Await.until(
            "the check is down",
            () -> first.group("web"),
            group -> group.check("open").get("verdict").getAsString().equals("down"));
    String output = fault.check("open").get("output").getAsString();
    assertTrue(output.contains(script + " is writable by others"), output);
    assertTrue(output.contains("chmod go-w " + script), output);
    assertFalse(trace.toFile().exists());
    assertFalse(lab.node(1).holds(VIP));

    Scripts.mode(script, "rwxr-xr-x");
    lab.node(1).awaitHolds(VIP);
    assertTrue(Scripts.text(trace).startsWith("ran\n"));
  }

  @Test
  void scriptsRunAsNobodyAndWithoutCapabilities() {
    Scripts scripts = new Scripts(lab);
    Path identity = scripts.file("identity");
    Path script =
        scripts.program(
            "check",
            """
            { id -un; grep -E '^Cap(Inh|Prm|Eff|Bnd|Amb):' /proc/self/status; } >%1$s.new
            mv %1$s.new %1$s
            """
                .formatted(identity));
    lab.vipd(1)
        .group(
            "web",
            Groups.web(150, "100ms")
                + "checks: { who: { script: %s, every: 1s, rise: 1 } }\n".formatted(script))
        .start();

    lab.node(1).awaitHolds(VIP);
    assertEquals(
        """
        nobody
        CapInh:\t0000000000000000
        CapPrm:\t0000000000000000
        CapEff:\t0000000000000000
        CapBnd:\t0000000000000000
        CapAmb:\t0000000000000000
        """,
        Scripts.text(identity));
  }

  @Test
  void whatTheKernelTellsOfInterfacesRoutesAndFilesMovesTheAddressAtOnce() {
    Host node = lab.node(1);
    Path shed = new Scripts(lab).file("shed");
    plugLine(node);
    // At one look an hour only the kernel can tell.
    startPair(
        """
        checks:
          line: { interface: line, every: 1h }
          way: { route: 10.77.0.0/16, every: 1h }
          shed: { file: %s, weight: -1, every: 1h }
          neighbour: { ping: 10.99.0.1, weight: 1, every: 1h, rise: 1 }
        """
            .formatted(shed));
    GroupStatus well = first.group("web");
    assertEquals(151, well.number("priority"));
    assertEquals(shed + " does not exist, which counts as 0", output(well, "shed"));

    Scripts.replace(shed, "60\n");
    lab.node(2).awaitHolds(VIP);
    GroupStatus lower = first.awaitRole("web", "BACKUP");
    assertEquals(91, lower.number("priority"));
    assertEquals(shed + " says 60", output(lower, "shed"));
    String explained = first.vipctl("explain", "web").out();
    assertTrue(explained.contains("The weight of check shed, -1, counts 60 times"), explained);

    Scripts.replace(shed, "300");
    assertEquals("check shed is down", first.awaitRole("web", "FAULT").why());

    Scripts.replace(shed, "0");
    node.awaitHolds(VIP);

    node.ip("route", "del", "10.77.0.0/16");
    assertEquals("check way is down", first.awaitRole("web", "FAULT").why());
    node.ip("route", "add", "10.77.0.0/16", "dev", "line");
    node.awaitHolds(VIP);

    node.ip("link", "set", "line", "name", "other");
    GroupStatus renamed = first.awaitRole("web", "FAULT");
    assertEquals("check line is down", renamed.why());
    assertEquals("line does not exist", output(renamed, "line"));
    node.ip("link", "set", "other", "name", "line");
    node.awaitHolds(VIP);

    node.ip("link", "del", "line");
    Await.until(
        "both are named", () -> first.group("web").why(), "checks line, way are down"::equals);
    plugLine(node);
    node.awaitHolds(VIP);
  }

  @Test
  void aGatewayThatDropsPingsMustAnswerArpAndNeighbourSolicitation() {
    lab.addIpv6();
    for (String family : new String[] {"ipv4.icmp_echo_ignore_all", "ipv6.icmp.echo_ignore_all"}) {
      lab.client().run("sysctl", "-w", "net." + family + "=1").ok();
    }
    startPair(
        """
        checks:
          arp: { neighbour: 10.99.0.9, every: 500ms, fall: 2 }
          nd: { neighbour: { target: fe80::9, interface: eth0 }, every: 500ms, fall: 2 }
          icmp: { ping: 10.99.0.9, every: 500ms, weight: -1 }
        """);
    GroupStatus well =
        Await.until(
            "the ping is dropped",
            () -> first.group("web"),
            web -> web.check("icmp").get("verdict").getAsString().equals("down"));
    assertEquals("ACTIVE", well.role());
    String answer = output(well, "arp");
    assertTrue(answer.matches("10\\.99\\.0\\.9 answered on eth0 in [0-9.]+ ms"), answer);
    assertEquals("up", well.check("nd").get("verdict").getAsString());

    lab.network().ip("link", "set", "client", "down"); // the gateway's cable

    lab.node(2).awaitHolds(VIP);
    GroupStatus fault = first.awaitRole("web", "FAULT");
    String silence = output(fault, "arp");
    assertTrue(
        silence.matches(
            "no answer from 10\\.99\\.0\\.9 on eth0 within 500 ms; it is"
                + " (PROBE|INCOMPLETE|FAILED)"),
        silence);
    Await.until(
        "both are named", () -> first.group("web").why(), "checks arp, nd are down"::equals);

    lab.network().ip("link", "set", "client", "up");
    lab.node(1).awaitHolds(VIP);
  }

  /** Another interface with a network behind it. */
  private static void plugLine(Host node) {
    node.ip("link", "add", "line", "type", "veth", "peer", "name", "behind");
    node.ip("link", "set", "behind", "up");
    node.ip("link", "set", "line", "up");
    node.ip("route", "add", "10.77.0.0/16", "dev", "line");
  }

  private static String output(GroupStatus group, String check) {
    return group.check(check).get("output").getAsString();
  }

  @Test
  void aCheckOfTwoGroupsIsRunOnceForBoth() {
    Scripts scripts = new Scripts(lab);
    Path runs = scripts.file("runs");
    Path script = scripts.program("check", "echo \"$VIPD_GROUP\" >>%s\n".formatted(runs));
    String check = "checks: { same: { script: %s, every: 1h, rise: 1 } }\n".formatted(script);
    first =
        lab.vipd(1)
            .group("web", Groups.web(150, "500ms") + check)
            .group(
                "api",
                (Groups.web(150, "500ms") + check)
                    .replace("vrid: 51", "vrid: 52")
                    .replace("10.99.0.100", "10.99.0.101"))
            .start();

    lab.node(1).awaitHolds(VIP);
    lab.node(1).awaitHolds("10.99.0.101");
    assertEquals("api web\n", Scripts.text(runs));
    assertEquals("[\"api\"]", first.group("web").check("same").get("shared-with").toString());
  }

  /** On two cores they cannot all be run so often: they wait, and adverts do not. */
  @Test
  void aHundredScriptsTenTimesASecondKeepNoAdvertWaiting() throws Exception {
    Scripts scripts = new Scripts(lab);
    Path script = scripts.program("check", "exit 0\n");
    Path odd = scripts.file("odd");
    Path flapping =
        scripts.program("flap", "test ! -e %1$s && : >%1$s || ! rm %1$s\n".formatted(odd));
    StringBuilder checks = new StringBuilder("checks:\n");
    for (int i = 0; i < 100; i++) {
      checks.append(
          "  c%d: { script: %s, every: 100ms, timeout: 5s, rise: 1 }\n".formatted(i, script));
    }
    checks.append(
        "  flaps: { script: %s, every: 100ms, timeout: 5s, rise: 1, fall: 2 }\n"
            .formatted(flapping));
    second = lab.vipd(2).group("web", Groups.web(100, "500ms")).start();
    first = lab.vipd(1).group("web", Groups.web(150, "500ms") + checks).start();
    lab.node(1).awaitHolds(VIP);
    second.awaitBackupOf("web", "10.99.0.1");
    long transitions = first.group("web").transitions();

    JsonObject flaps =
        Await.until(
            "the flapping one has flapped, late",
            () -> stats("flaps"),
            check ->
                check.get("failures").getAsLong() >= 3 && check.get("waited-ms").getAsLong() > 0);

    GroupStatus after = first.group("web");
    assertEquals(transitions, after.transitions());
    assertEquals("ACTIVE", after.role());
    assertEquals("up", after.check("flaps").get("verdict").getAsString());
    assertEquals("BACKUP", second.group("web").role());
    System.out.println("a hundred scripts: " + flaps + "\n" + after.number("adverts-sent"));
    System.out.println(first.vipctl("stats").out().lines().limit(2).toList());
  }

  private JsonObject stats(String check) {
    JsonObject stats =
        JsonParser.parseString(first.vipctl("stats", "--json").ok().out()).getAsJsonObject();
    for (JsonElement element : stats.getAsJsonArray("checks")) {
      if (element.getAsJsonObject().get("check").getAsString().equals(check)) {
        return element.getAsJsonObject();
      }
    }
    throw new AssertionError("no check " + check + " in " + stats);
  }
}
