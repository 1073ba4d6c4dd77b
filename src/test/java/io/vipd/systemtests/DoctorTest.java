package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code vipctl doctor} looks at a real host. */
class DoctorTest {
  @RegisterExtension final Lab lab = new Lab(1, "nft", "setpriv");

  private Vipd vipd;

  @Test
  void itFindsAFirewallThatDropsAdvertsAndItsMendIsOne() {
    Host node = lab.node(1);
    vipd = lab.vipd(1).group("web", Groups.web(150, "500ms")).start();
    node.awaitHolds(VIP);
    assertEquals(List.of(), problems(doctor(0)));
    assertTrue(
        texts(doctor(0)).contains("ok firewall: nftables lets adverts in and out"),
        () -> texts(doctor(0)).toString());

    node.run("nft", "add table inet guard").ok();
    node.run(
            "nft",
            "add chain inet guard incoming { type filter hook input priority 0; policy drop; }")
        .ok();
    node.run("nft", "add rule inet guard incoming tcp dport 80 accept").ok();
    JsonObject problem = problems(doctor(1)).getFirst();
    assertEquals(
        "nftables chain inet guard incoming drops adverts of IPv4 on eth0",
        problem.get("what").getAsString());

    node.run("sh", "-c", problem.get("mend").getAsString().replaceFirst(";.*", "")).ok();
    assertEquals(List.of(), problems(doctor(0)));

    // Without root the rules are not seen, nor is the daemon, and that is said.
    Command.Result stranger =
        node.run(
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            lab.distribution().resolve("bin/vipctl").toString(),
            "--run-dir",
            vipd.runFolder().toString(),
            "doctor",
            "--config",
            vipd.configFolder().toString());
    assertEquals(0, stranger.exitCode(), stranger::toString);
    assertTrue(
        stranger.out().contains("note     firewall: the firewall's rules are for root to see"),
        stranger::toString);
    assertTrue(stranger.out().contains("only as root: sudo vipctl doctor"), stranger::toString);
  }

  private JsonObject doctor(int exitCode) {
    Command.Result result =
        lab.node(1)
            .run(
                lab.distribution().resolve("bin/vipctl").toString(),
                "--run-dir",
                vipd.runFolder().toString(),
                "doctor",
                "--config",
                vipd.configFolder().toString(),
                "--json");
    assertEquals(exitCode, result.exitCode(), result::toString);
    return JsonParser.parseString(result.out()).getAsJsonObject();
  }

  private static Stream<JsonObject> findings(JsonObject document) {
    return document.getAsJsonArray("findings").asList().stream().map(JsonElement::getAsJsonObject);
  }

  private static List<JsonObject> problems(JsonObject document) {
    return findings(document)
        .filter(finding -> finding.get("severity").getAsString().equals("problem"))
        .toList();
  }

  private static List<String> texts(JsonObject document) {
    return findings(document)
        .map(finding ->
            finding.get("severity").getAsString()
                + " "
                + finding.get("topic").getAsString()
                + ": "
                + finding.get("what").getAsString())
        .toList();
  }
}
