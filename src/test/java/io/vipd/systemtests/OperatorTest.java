package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator does with a pair in a week, and what it tells afterwards. */
class OperatorTest {
  @RegisterExtension final Lab lab = new Lab(2, "curl", "python3");

  @Test
  void maintenanceOutlivesARestartAndFailbackEndsAHoldAndAllOfItIsInTheHistory() {
    Vipd first = lab.vipd(1).group("web", Groups.web(150, "500ms")).start();
    lab.node(1).awaitHolds(VIP);
    Vipd second = lab.vipd(2).group("web", Groups.web(100, "500ms")).start();
    second.awaitBackupOf("web", "10.99.0.1");

    Command.Result on =
        first.vipctl("maintenance", "on", "web", "--for", "1h", "--reason", "new kernel").ok();
    assertTrue(on.out().contains("10.99.0.2 is active"), on::toString);
    lab.node(2).awaitHolds(VIP);

    assertEquals(0, first.stop());
    first.start();
    GroupStatus out = first.awaitRole("web", "FAULT");
    assertTrue(out.why().endsWith("(root: new kernel)"), out::why);
    assertEquals("end of maintenance", out.text("next-event"));
    assertTrue(first.vipctl("status").ok().out().contains("; IN MAINTENANCE\n"));
    assertEquals(0, second.stop());
    lab.node(2).awaitHoldsNot(VIP);

    first.vipctl("maintenance", "off").ok();
    // Nobody held it, and the node in maintenance was the one left: it was not to be Active.
    lab.node(1).awaitHolds(VIP);
    Command.Result alone = first.vipctl("maintenance", "on");
    assertEquals(1, alone.exitCode(), alone::toString);
    assertTrue(alone.err().contains("nobody took over"), alone::toString);
    first.awaitRole("web", "ACTIVE");

    second.start();
    second.awaitBackupOf("web", "10.99.0.1");
    first.vipctl("failover", "web", "--hold", "1h").ok();
    Command.Result back = first.vipctl("failback", "web").ok();
    assertTrue(back.out().contains("taken over from 10.99.0.2"), back::toString);
    lab.node(1).awaitHolds(VIP);
    second.awaitBackupOf("web", "10.99.0.1");

    List<JsonObject> history = entries(first);
    assertEquals(
        Stream.iterate(1L, number -> number + 1).limit(history.size()).toList(),
        history.stream().map(entry -> entry.get("sequence").getAsLong()).toList());
    assertEquals(
        List.of("maintenance on", "maintenance off", "maintenance on", "failover", "failback"),
        history.stream()
            .filter(entry -> entry.get("kind").getAsString().equals("command"))
            .map(entry -> entry.getAsJsonObject("details"))
            .peek(details -> assertEquals(0, details.get("uid").getAsInt()))
            .map(details -> details.get("command").getAsString())
            .toList());
    Command.Result told = first.vipctl("explain", "web").ok();
    assertTrue(told.out().startsWith("web is ACTIVE on this node"), told::toString);
    assertTrue(told.out().contains("has a lower priority (100 against 150)"), told::toString);
    assertTrue(told.out().contains("root (uid 0) asked for failback of web: "), told::toString);
    long number = history.getLast().get("sequence").getAsLong();
    List<String> events =
        first.vipctl("events", "--after", Long.toString(number - 1)).ok().out().lines().toList();
    assertEquals(
        number,
        JsonParser.parseString(events.getLast()).getAsJsonObject().get("sequence").getAsLong());
  }

  private static List<JsonObject> entries(Vipd vipd) {
    String line = vipd.vipctl("history", "-n", "1000", "--json").ok().out();
    return JsonParser.parseString(line)
        .getAsJsonObject()
        .getAsJsonArray("entries")
        .asList()
        .stream()
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  @Test
  void othersMayLookButNotChangeWhereTheConfigurationSaysSo() throws IOException {
    Vipd vipd = lab.vipd(1).group("web", Groups.web(150, "500ms"));
    Files.writeString(vipd.configFolder().resolve("vipd.yaml"), "control-read: everybody\n");
    vipd.start();
    lab.node(1).awaitHolds(VIP);

    // What the launcher starts is root's as far as reading goes; only its user is another.
    Command.Result status = asNobody(vipd, "status", "web", "--json");
    assertEquals(0, status.exitCode(), status::toString);
    assertTrue(status.out().contains("\"role\":\"ACTIVE\""), status::toString);
    Command.Result change = asNobody(vipd, "failover", "web");
    assertEquals(1, change.exitCode(), change::toString);
    assertTrue(
        change.err().contains("nobody (uid 65534) may look, but not change anything"),
        change::toString);
    assertFalse(vipd.log().contains("failover of web"), vipd::log);
    assertTrue(lab.node(1).holds(VIP));
  }

  @Test
  void clientsWithoutMannersCostTheAdvertsNothing() {
    Vipd first = lab.vipd(1).group("web", Groups.web(150, "500ms")).start();
    lab.node(1).awaitHolds(VIP);
    Vipd second = lab.vipd(2).group("web", Groups.web(100, "500ms")).start();
    second.awaitBackupOf("web", "10.99.0.1");
    Adverts adverts = new Adverts(first, second);

    Command.Result flood =
        first
            .host()
            .run(
                "/usr/bin/python3",
                Scripts.resource("control_flood.py"),
                first.runFolder().resolve("vipd.sock").toString(),
                "5")
            .ok();

    JsonObject counts = JsonParser.parseString(flood.out()).getAsJsonObject();
    assertEquals(1, counts.get("unauthorised").getAsInt(), flood.out());
    for (String what : List.of("turned_away", "half_written", "too_large", "deaf")) {
      assertTrue(counts.get(what).getAsInt() > 0, flood.out());
    }
    Await.until("it answers", () -> first.vipctl("status").exitCode(), code -> code == 0);
    adverts.assertNoneWasMissed("clients without manners " + counts);
  }

  /** The checkout may lie where an ordinary user cannot go: capabilities let him read it. */
  private Command.Result asNobody(Vipd vipd, String... words) {
    List<String> command =
        Stream.concat(
                Stream.of(
                    "setpriv",
                    "--reuid=nobody",
                    "--regid=65534",
                    "--clear-groups",
                    "--inh-caps=+dac_read_search",
                    "--ambient-caps=+dac_read_search",
                    lab.distribution().resolve("bin/vipctl").toString(),
                    "--run-dir",
                    vipd.runFolder().toString()),
                Stream.of(words))
            .toList();
    return lab.node(1).run(command.toArray(String[]::new));
  }
}
