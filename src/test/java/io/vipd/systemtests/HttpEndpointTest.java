package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What programs and people see of a daemon over HTTP, and what it makes of bad company there. */
class HttpEndpointTest {
  private static final String URL = "http://127.0.0.1:10112/";
  private static final Path MONITORING =
      Path.of(System.getProperty("basedir", ""))
          .toAbsolutePath()
          .resolve("../../packaging/monitoring")
          .normalize();

  @RegisterExtension
  final Lab lab = new Lab(2, "curl", "promtool", "python3", "socat", "ss", Browser.PROGRAM);

  private static String get(Host host, String path) {
    return host.run("curl", "-s", "-m", "10", URL + path).ok().out();
  }

  /** The status and the text of an answer. */
  private static String answer(Host host, String path) {
    return host.run("curl", "-s", "-m", "10", "-w", "%{http_code}", URL + path).ok().out();
  }

  @Test
  void prometheusIsContentWithTheMetricsAndTheAlerts() throws IOException {
    Vipd vipd = lab.vipd(1).group("web", Groups.web(150, "100ms")).start();
    vipd.awaitRole("web", "ACTIVE");
    String metrics = get(vipd.host(), "metrics");
    assertTrue(
        metrics.contains("group=\"web\",interface=\"eth0\",role=\"active\",vrid=\"51\"} 1.0"),
        metrics);
    Path file = Files.writeString(lab.logs().resolve("metrics.txt"), metrics);
    Command.Result checked = Command.run("sh", "-c", "promtool check metrics < " + file).ok();
    assertEquals("", checked.err());
    Command.run("promtool", "check", "rules", MONITORING.resolve("vipd.rules.yaml").toString())
        .ok();
    Command.run("promtool", "test", "rules", MONITORING.resolve("vipd.rules.test.yaml").toString())
        .ok();
  }

  @Test
  void aLoadBalancerLearnsWhichNodeIsActive() {
    Vipd first = lab.vipd(1).group("web", Groups.web(150, "500ms")).start();
    lab.node(1).awaitHolds(VIP);
    Vipd second = lab.vipd(2).group("web", Groups.web(100, "500ms")).start();
    second.awaitBackupOf("web", "10.99.0.1");

    String ready = "readyz?group=web&role=active";
    assertEquals("the core thread answers\n200", answer(first.host(), "healthz"));
    assertEquals("web is ACTIVE here\n200", answer(first.host(), ready));
    assertTrue(answer(second.host(), ready).endsWith("; active is 10.99.0.1\n503"));

    first.stop();
    Await.until(
        "the other node is ready",
        () -> answer(second.host(), ready),
        "web is ACTIVE here\n200"::equals);
  }

  @Test
  void aBrowserShowsTheStatusAndNothingOfACheckBecomesMarkup() {
    Path hostile =
        new Scripts(lab)
            .program(
                "hostile",
                "echo '<img src=x onerror=\"document.title=1\"><script>alert(1)</script>'\n");
    Vipd vipd =
        lab.vipd(1)
            .group(
                "web",
                Groups.web(150, "1s")
                    + "checks: { odd: { script: %s, weight: -5 } }\n".formatted(hostile))
            .start();
    vipd.awaitRole("web", "ACTIVE");
    Await.until(
        "the check is up",
        () -> vipd.group("web").check("odd").get("verdict").getAsString(),
        "up"::equals);

    Path folder = lab.folder("browser");
    Browser browser = new Browser(vipd.host(), folder);
    Browser.Visit visit = browser.visit(URL, 5);

    String dom = visit.dom();
    assertTrue(dom.contains("<title>node1: web ACTIVE</title>"), dom);
    assertTrue(dom.contains("<h1>node1</h1>"), dom);
    assertTrue(dom.contains("this node, 10.99.0.1"), dom);
    assertTrue(dom.contains("10.99.0.100/24"), dom);
    assertTrue(dom.contains("web is ACTIVE: no other router was heard"), dom);
    assertTrue(dom.contains("&lt;img src=x onerror="), dom);
    assertFalse(dom.contains("<img"), dom);
    assertFalse(dom.contains("<script>alert"), dom);
    assertEquals(List.of(), visit.console());
    assertEquals(Set.of(URL), visit.requested());

    // To be looked at, with a maintenance and a reload that failed; they lie in target/lab.
    vipd.vipctl("maintenance", "on", "--force", "--for", "2h", "--reason", "new kernel").ok();
    vipd.group("web", Groups.web(300, "1s"));
    assertEquals(1, vipd.vipctl("reload").exitCode());
    String told = browser.visit(URL, 5).dom();
    assertTrue(told.contains("reloads: 1 invalid"), told);
    assertTrue(told.contains("web.yaml:3:11 priority"), told);
    assertTrue(told.contains(": new kernel"), told);
    browser.picture(URL, 1280, 1000, lab.logs().resolve("wide.png"));
    browser.picture(URL, 390, 1600, lab.logs().resolve("narrow.png"));
    assertTrue(Files.exists(lab.logs().resolve("wide.png")));
    assertTrue(Files.exists(lab.logs().resolve("narrow.png")));
  }

  @Test
  void floodsAndSlowClientsCostTheAdvertsNothing() {
    Vipd first = lab.vipd(1).group("web", Groups.web(150, "500ms")).start();
    lab.node(1).awaitHolds(VIP);
    Vipd second = lab.vipd(2).group("web", Groups.web(100, "500ms")).start();
    second.awaitBackupOf("web", "10.99.0.1");
    Adverts adverts = new Adverts(first, second);

    Command.Result flood =
        first.host().run("/usr/bin/python3", Scripts.resource("http_flood.py"), "10112", "6").ok();

    JsonObject counts = JsonParser.parseString(flood.out()).getAsJsonObject();
    assertTrue(counts.get("answered").getAsLong() > 0, flood.out());
    assertTrue(counts.get("dripping").getAsLong() > 32, flood.out());
    // The daemon serves again, and says itself that no advert was a second late.
    String metrics =
        Await.until(
            "metrics are served again",
            () -> first.host().run("curl", "-s", "-m", "10", URL + "metrics").out(),
            text -> !text.isEmpty());
    assertEquals(bucket(metrics, "1.0"), bucket(metrics, "+Inf"), metrics);
    assertTrue(bucket(metrics, "+Inf") >= 12, metrics);
    adverts.assertNoneWasMissed("a flood over HTTP " + counts);
  }

  /** How many adverts were at most so many seconds late. */
  private static long bucket(String metrics, String seconds) {
    String line =
        metrics
            .lines()
            .filter(sample -> sample.startsWith("vipd_advert_lateness_seconds_bucket"))
            .filter(sample -> sample.contains("le=\"" + seconds + "\""))
            .findFirst()
            .orElseThrow(() -> new AssertionError(metrics));
    return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
  }

  @Test
  void aPortThatAnotherProgramHasIsAWarningAndNoMore() {
    Program other =
        lab.node(1)
            .start("socat", "socat", "TCP-LISTEN:10112,bind=127.0.0.1,reuseaddr,fork", "EXEC:cat");
    Await.until(
        "the port is taken",
        () -> lab.node(1).run("ss", "-Hltn", "sport = :10112").ok().out(),
        out -> !out.isEmpty());
    Vipd vipd = lab.vipd(1).group("web", Groups.web(150, "100ms")).start();
    vipd.awaitRole("web", "ACTIVE");
    Await.until(
        "the status warns",
        () -> vipd.vipctl("status").ok().out(),
        text ->
            text.contains(
                "warning: metrics and status page cannot be served on 127.0.0.1:10112: Address"
                    + " already in use"));

    other.terminate();
    Await.until(
        "it serves all the same",
        () -> vipd.host().run("curl", "-s", "-m", "10", URL + "readyz?group=web").out(),
        "web is ACTIVE here\n"::equals);
  }
}
