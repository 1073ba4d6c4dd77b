package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A daemon reads its configuration again while it is Active. */
class ReloadTest {
  private static final String MORE = "10.99.0.101";
  private static final String MAIL = "10.99.0.102";

  @RegisterExtension final Lab lab = new Lab(2, "curl", "python3");

  private static String mail(int vrid) {
    return """
    vrid: %d
    interface: eth0
    priority: 150
    interval: 500ms
    addresses: [%s/24]
    """
        .formatted(vrid, MAIL);
  }

  @Test
  void whatChangesIsChangedWhileTheAddressStays() throws IOException {
    AddressLog held = AddressLog.start(lab.node(1), VIP);
    Vipd vipd = lab.vipd(1).group("web", Groups.web(150, "500ms")).group("mail", mail(52)).start();
    Vipd backup = lab.vipd(2).group("web", Groups.web(100, "500ms")).start();
    lab.node(1).awaitHolds(VIP);
    lab.node(1).awaitHolds(MAIL);
    backup.awaitBackupOf("web", "10.99.0.1");

    // Another address, a name and a priority; first only in words.
    Files.delete(vipd.groupFile("web"));
    String shop = Groups.web(140, "500ms").replace("/24]", "/24, " + MORE + "/24]");
    vipd.group("shop", shop);
    String plan = vipd.vipctl("reload", "--dry-run").ok().out();
    assertTrue(plan.contains("shop: renamed from web"), plan);
    assertTrue(plan.contains("shop: priority 150 -> 140"), plan);
    assertEquals("ACTIVE", vipd.group("web").role());
    String done = vipd.vipctl("reload").ok().out();
    assertTrue(done.endsWith("the configuration is reloaded\n"), done);
    lab.node(1).awaitHolds(MORE);
    assertEquals("ACTIVE", vipd.group("shop").role());
    assertEquals(140, vipd.group("shop").number("priority"));

    assertEquals("BACKUP", backup.group("web").role());
    backup.stop();

    // Two groups swap their VRIDs; asked for by a signal.
    String swapped = shop.replace("vrid: 51", "vrid: 52");
    vipd.group("shop", swapped).group("mail", mail(51));
    Command.run("kill", "-HUP", Long.toString(vipd.pid())).ok();
    vipd.awaitLog("the configuration is reloaded. user=SIGHUP");
    assertEquals("ACTIVE", vipd.group("shop").role());
    assertEquals("ACTIVE", vipd.group("mail").role());
    assertEquals(52, vipd.group("shop").number("vrid"));
    lab.node(1).awaitHolds(MORE);
    lab.node(1).awaitHolds(MAIL);

    // A mistake changes nothing, whoever asks.
    vipd.group("shop", swapped.replace("140", "300"));
    Command.Result refused = vipd.vipctl("reload", "--json");
    assertEquals(1, refused.exitCode(), refused::toString);
    JsonObject document = JsonParser.parseString(refused.out()).getAsJsonObject();
    assertEquals("invalid", document.get("outcome").getAsString());
    JsonObject problem = document.getAsJsonArray("problems").get(0).getAsJsonObject();
    assertEquals(3, problem.get("line").getAsInt());
    assertEquals(11, problem.get("column").getAsInt());
    Command.run("kill", "-HUP", Long.toString(vipd.pid())).ok();
    vipd.awaitLog("nothing is changed: ");
    assertEquals(52, vipd.group("shop").number("vrid"));
    String told = vipd.vipctl("status").ok().out();
    assertTrue(told.contains("; reloads: 2 applied, 2 invalid\n"), told);
    assertTrue(told.contains("stays in use: " + vipd.groupFile("shop") + ":3:11 priority"), told);

    // A group goes, and its addresses with it.
    assertEquals(1, held.tenures().size(), "the address never went");
    Files.delete(vipd.groupFile("shop"));
    vipd.vipctl("reload").ok();
    lab.node(1).awaitHoldsNot(VIP);
    lab.node(1).awaitHoldsNot(MORE);
    assertEquals("ACTIVE", vipd.group("mail").role());

    // All of it can be played again.
    String recording = vipd.configFolder().resolveSibling("a.recording").toString();
    vipd.vipctl("record", "--out", recording).ok();
    String replay = vipd.vipctl("replay", recording).ok().out();
    assertTrue(replay.contains(" shop/ipv4 has another configuration -> "), replay);
    assertTrue(
        replay.contains(" shop/ipv4 is held up: it is no longer configured -> sends priority 0; "),
        replay);
    assertTrue(replay.endsWith(" steps, all decided as they were recorded\n"), replay);
  }

  @Test
  void reloadsEveryTenMillisecondsAreInNobodysWay() {
    Vipd first = lab.vipd(1).group("web", Groups.web(150, "500ms")).start();
    lab.node(1).awaitHolds(VIP);
    Vipd second = lab.vipd(2).group("web", Groups.web(100, "500ms")).start();
    second.awaitBackupOf("web", "10.99.0.1");
    GroupStatus before = first.group("web");
    Program reloads =
        lab.node(1)
            .start(
                "reloads",
                "sh",
                "-c",
                "while :; do for p in 149 150; do sed \"s/^priority:.*/priority: $p/\" $1 > $1.new;"
                    + " mv $1.new $1; kill -HUP $2; sleep 0.01; done; done",
                "reloads",
                first.groupFile("web").toString(),
                Long.toString(first.pid()));

    for (int i = 0; i < 3; i++) {
      Command.Result away = first.vipctl("failover", "web", "--hold", "1h").ok();
      assertTrue(away.out().contains("10.99.0.2 is active"), away::toString);
      lab.node(2).awaitHolds(VIP);
      first.vipctl("failback", "web").ok();
      lab.node(1).awaitHolds(VIP);
      second.awaitBackupOf("web", "10.99.0.1");
    }
    Adverts adverts = new Adverts(first, second);
    Await.until(
        "four adverts more",
        () -> first.group("web").number("adverts-sent"),
        sent -> sent >= before.number("adverts-sent") + 10);
    adverts.assertNoneWasMissed("reloads every 10 ms");

    reloads.terminate();
    // Each failover and each failback is two changes of role here, and there were no others.
    assertEquals(before.transitions() + 6, first.group("web").transitions());
    JsonObject configuration =
        JsonParser.parseString(first.vipctl("status", "--json").ok().out())
            .getAsJsonObject()
            .getAsJsonObject("configuration");
    System.out.println("reloads every 10 ms: " + configuration);
    JsonObject counts = configuration.getAsJsonObject("reloads");
    assertTrue(counts.get("applied").getAsInt() > 10, configuration::toString);
    assertEquals(0, counts.get("invalid").getAsInt(), configuration::toString);
    assertEquals(0, counts.get("refused").getAsInt(), configuration::toString);
    Await.until(
        "the last one is in use",
        () -> first.vipctl("reload").ok().out(),
        "the files say what is in use already\n"::equals);
  }

  /** What the process uses, by its own metrics, after a collection. */
  private record Usage(long heapBytes, long residentBytes, long descriptors, long threads) {
    static Usage of(Vipd vipd) {
      jcmd(vipd, "GC.run");
      String metrics =
          vipd.host().run("curl", "-s", "-m", "10", "http://127.0.0.1:10112/metrics").ok().out();
      return new Usage(
          value(metrics, "jvm_memory_used_bytes{area=\"heap\"}"),
          value(metrics, "process_resident_memory_bytes"),
          value(metrics, "process_open_fds"),
          threads(vipd));
    }

    /** Apart from those that are kept for a while: workers of checks, and the JVM's reapers. */
    static long threads(Vipd vipd) {
      return jcmd(vipd, "Thread.print")
          .lines()
          .filter(line -> line.startsWith("\""))
          .filter(line -> !line.startsWith("\"check-") && !line.startsWith("\"process reaper"))
          .count();
    }

    private static String jcmd(Vipd vipd, String order) {
      String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
      return Command.run(jcmd, Long.toString(vipd.pid()), order).ok().out();
    }

    private static long value(String metrics, String name) {
      return metrics
          .lines()
          .filter(line -> line.startsWith(name + " "))
          .map(line -> Double.valueOf(line.substring(name.length())).longValue())
          .findFirst()
          .orElseThrow(() -> new AssertionError(metrics));
    }
  }

  /** {@code packaging/bench/reloads} does it ten thousand times. */
  @Test
  void reloadsLeaveNothingBehind() {
    int times = Integer.getInteger("vipd.test.reloads", 80);
    AddressLog held = AddressLog.start(lab.node(1), VIP);
    Vipd vipd = lab.vipd(1).group("web", Groups.web(150, "500ms")).start();
    lab.node(1).awaitHolds(VIP);
    reload(vipd, Math.max(40, times / 10));
    Usage before = Usage.of(vipd);
    long transitions = vipd.group("web").transitions();

    reload(vipd, times);

    Usage after = Usage.of(vipd);
    System.out.println(times + " reloads: " + before + ", then " + after);
    assertEquals(1, held.tenures().size(), "the address never went");
    assertEquals("ACTIVE", vipd.group("web").role());
    assertEquals(transitions, vipd.group("web").transitions());
    assertTrue(after.heapBytes() < before.heapBytes() + 2_000_000, after::toString);
    assertTrue(after.residentBytes() < before.residentBytes() + 40_000_000, after::toString);
    assertTrue(after.descriptors() < before.descriptors() + 8, after::toString);
    Await.until("no thread is left", () -> Usage.threads(vipd) < before.threads() + 5);
  }

  private static void reload(Vipd vipd, int times) {
    Command.Result result =
        Command.run(
            Duration.ofHours(1),
            List.of(
                "/usr/bin/python3",
                Scripts.resource("reloads.py"),
                vipd.runFolder().resolve("vipd.sock").toString(),
                vipd.configFolder().toString(),
                Integer.toString(times)));
    assertEquals("{\"applied\": " + times + "}\n", result.ok().out(), result::toString);
  }
}
