package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code vipctl failover} tells what really came of it. */
class FailoverCommandTest {
  @RegisterExtension final Lab lab = new Lab(2);

  @Test
  void theOtherNodeTakesOverAndTheFirstComesBackWhenTheHoldIsOver() {
    AddressLog ofFirst = AddressLog.start(lab.node(1), VIP);
    Vipd first = lab.vipd(1).group("web", Groups.web(150, "500ms")).start();
    lab.node(1).awaitHolds(VIP);
    Vipd second = lab.vipd(2).group("web", Groups.web(100, "500ms")).start();
    second.awaitBackupOf("web", "10.99.0.1");

    JsonObject outcome = json(first.vipctl("failover", "web", "--hold", "3s", "--json").ok());

    assertEquals("taken-over", outcome.get("outcome").getAsString());
    assertEquals("10.99.0.2", outcome.get("by").getAsString());
    assertEquals(3000, outcome.get("hold-ms").getAsInt());
    // Skew_Time is 305 ms, and silence would take 1805.
    double after = outcome.get("after-ms").getAsDouble();
    assertTrue(after > 300 && after < 1800, () -> "after " + after + " ms");
    lab.node(1).awaitHoldsNot(VIP);
    GroupStatus held = first.group("web");
    assertEquals("BACKUP", held.role());
    assertTrue(held.why().endsWith(" asked for a failover"), held::why);
    lab.node(2).awaitHolds(VIP);

    lab.node(1).awaitHolds(VIP);
    Await.until("the return is logged", () -> ofFirst.tenures().size() == 2);
    Duration away =
        Duration.between(ofFirst.tenures().get(0).to(), ofFirst.tenures().get(1).from());
    assertTrue(away.toMillis() >= 2_950, () -> "it was away for " + away);
    lab.node(2).awaitHoldsNot(VIP);
    second.awaitBackupOf("web", "10.99.0.1");
    assertFalse(first.log().contains("and lost"), first::log); // it was a farewell, and no contest
  }

  @Test
  void aFailoverAndAStopLeaveTheAddressWithoutAHolderForNoSkew() { // 609 ms
    Vipd first = lab.vipd(1).group("web", Groups.web(150, "1s")).start();
    lab.node(1).awaitHolds(VIP);
    Vipd second = lab.vipd(2).group("web", Groups.web(100, "1s")).start();
    second.awaitBackupOf("web", "10.99.0.1");
    AddressLog ofFirst = AddressLog.start(lab.node(1), VIP);
    AddressLog ofSecond = AddressLog.start(lab.node(2), VIP);

    first.vipctl("failover", "web", "--hold", "1h").ok();
    lab.node(2).awaitHolds(VIP);
    lab.node(1).awaitHoldsNot(VIP);
    assertEquals(0, second.stop());
    lab.node(1).awaitHolds(VIP);
    Await.until(
        "both changes are logged",
        () ->
            ofFirst.tenures().size() == 2
                && ofSecond.tenures().size() == 1
                && ofSecond.tenures().get(0).to() != null);

    assertFollows(ofFirst.tenures().get(0), ofSecond.tenures().get(0));
    assertFollows(ofSecond.tenures().get(0), ofFirst.tenures().get(1));
  }

  @Test
  void inAPairTheOtherNodeTakesOverAtOnce() { // not after its Skew_Time of 609 ms
    Vipd first = lab.vipd(1).group("web", Groups.web(150, "1s") + "pair: true\n").start();
    lab.node(1).awaitHolds(VIP);
    Vipd second = lab.vipd(2).group("web", Groups.web(100, "1s") + "pair: true\n").start();
    second.awaitBackupOf("web", "10.99.0.1");

    JsonObject outcome = json(first.vipctl("failover", "web", "--json").ok());

    assertEquals("10.99.0.2", outcome.get("by").getAsString());
    double after = outcome.get("after-ms").getAsDouble();
    assertTrue(after < 500, () -> "after " + after + " ms");
  }

  private static void assertFollows(AddressLog.Tenure before, AddressLog.Tenure after) {
    Duration gap = Duration.between(before.to(), after.from());
    assertTrue(gap.toMillis() < 300, () -> "nobody had the address for " + gap);
    assertTrue(gap.toMillis() > -500, () -> "both had the address for " + gap.negated());
  }

  @Test
  void aHoldOutlivesTheDaemonAndDoesNotKeepItFromReplacingANodeThatDies() {
    Vipd first = lab.vipd(1).group("web", Groups.web(150, "500ms")).start();
    lab.node(1).awaitHolds(VIP);
    Vipd second = lab.vipd(2).group("web", Groups.web(100, "500ms")).start();
    second.awaitBackupOf("web", "10.99.0.1");
    first.vipctl("failover", "web", "--hold", "1h").ok();
    lab.node(2).awaitHolds(VIP);
    first.kill();
    first.start();
    GroupStatus held = first.awaitBackupOf("web", "10.99.0.2");
    long left = held.json().get("hold-ms").getAsLong();
    assertTrue(left > 3_000_000 && left < 3_600_000, () -> "held for " + left + " ms");

    lab.cut(2);

    lab.node(1).awaitHolds(VIP);
    assertEquals("ACTIVE", first.group("web").role());
  }

  @Test
  void whereNobodyTakesOverItIsActiveAgainAndTheCommandFails() {
    Vipd alone = lab.vipd(1).group("web", Groups.web(150, "100ms")).start();
    lab.node(1).awaitHolds(VIP);

    Command.Result result = alone.vipctl("failover", "web", "--json");

    assertEquals(1, result.exitCode(), result::toString);
    JsonObject outcome = json(result);
    assertEquals("nobody-took-over", outcome.get("outcome").getAsString());
    assertTrue(outcome.get("by").isJsonNull());
    assertEquals("ACTIVE", alone.group("web").role());
    lab.node(1).awaitHolds(VIP);

    Command.Result forced = alone.vipctl("failover", "web", "--force", "--hold", "4s").ok();

    assertTrue(forced.out().contains("this node stays away for 4 s"), forced::toString);
    assertFalse(lab.node(1).holds(VIP));
    lab.node(1).awaitHolds(VIP);
  }

  @Test
  void thePlainAnswerNamesWhoTookOver() {
    Vipd first = lab.vipd(1).group("web", Groups.web(150, "500ms")).start();
    lab.node(1).awaitHolds(VIP);
    Vipd second = lab.vipd(2).group("web", Groups.web(100, "500ms")).start();
    second.awaitBackupOf("web", "10.99.0.1");

    Command.Result result = first.vipctl("failover", "web").ok();

    assertTrue(result.out().contains("10.99.0.2"), result::toString);
  }

  @Test
  void aNodeThatIsNotActiveRefusesAndSaysWhoIs() {
    lab.vipd(1).group("web", Groups.web(150, "500ms")).start();
    lab.node(1).awaitHolds(VIP);
    Vipd second = lab.vipd(2).group("web", Groups.web(100, "500ms")).start();
    second.awaitBackupOf("web", "10.99.0.1");

    Command.Result result = second.vipctl("failover", "web");

    assertEquals(1, result.exitCode(), result::toString);
    assertTrue(result.err().contains("10.99.0.1"), result::toString);
    assertTrue(lab.node(1).holds(VIP));
  }

  @Test
  void theExitCodeTellsARefusalFromAMistakeFromASilentDaemon() {
    Vipd vipd = lab.vipd(1).group("web", Groups.web(150, "100ms")).start();

    Command.Result unknown = vipd.vipctl("failover", "cache");
    assertEquals(1, unknown.exitCode(), unknown::toString);
    assertTrue(unknown.err().contains("cache"), unknown::toString);
    assertEquals(2, vipd.vipctl("failover").exitCode());
    assertEquals(2, vipd.vipctl("failover", "web", "--hold", "60").exitCode());
    assertEquals(0, vipd.stop());
    Command.Result silent = vipd.vipctl("status");
    assertEquals(3, silent.exitCode(), silent::toString);
    assertEquals("", silent.out());
  }

  private static JsonObject json(Command.Result result) {
    return JsonParser.parseString(result.out()).getAsJsonObject();
  }
}
