package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two holders of one address: who notices, what they say, and where the network points after. */
class SplitBrainTest {
  /** Asked for every second, so that what is over is over soon. */
  private static final String PROBING =
      "announce: { repeat: 2, spacing: 500ms, probe: 1s, verify: 10.99.0.9 }\n";

  @RegisterExtension final Lab lab = new Lab(3, "nft", "ping");

  private Vipd first;
  private Vipd second;

  private void startPair() {
    startPair("");
  }

  private void startPair(String hooksOfTheFirst) {
    first = lab.vipd(1).group("web", Groups.quiet(150, "500ms") + PROBING + hooksOfTheFirst);
    second = lab.vipd(2).group("web", Groups.quiet(100, "500ms") + PROBING);
    first.start();
    lab.node(1).awaitHolds(VIP);
    second.start();
    second.awaitBackupOf("web", "10.99.0.1");
  }

  private static JsonObject address(GroupStatus group) {
    return group
        .json()
        .getAsJsonObject("ownership")
        .getAsJsonArray("addresses")
        .get(0)
        .getAsJsonObject();
  }

  /** Waits until the group's status says this of whoever else claims the address. */
  private static JsonObject awaitRival(Vipd node, String what, Predicate<JsonObject> wanted) {
    return address(
            Await.until(
                what + " on " + node.host().name(),
                () -> node.group("web"),
                group ->
                    !address(group).get("rival").isJsonNull()
                        && wanted.test(address(group).getAsJsonObject("rival"))))
        .getAsJsonObject("rival");
  }

  private static void awaitNoConflict(Vipd node) {
    Await.until(
        "no conflict on " + node.host().name(),
        () -> node.group("web"),
        group ->
            address(group).get("rival").isJsonNull()
                || !address(group).getAsJsonObject("rival").get("conflict").getAsBoolean());
  }

  private static Predicate<JsonObject> conflictWith(Host other) {
    return rival ->
        rival.get("conflict").getAsBoolean() && rival.get("mac").getAsString().equals(other.mac());
  }

  @Test
  void afterATakeoverTheNetworkIsAskedAndABackupKnowsWhereTheAddressIs() {
    startPair();
    GroupStatus active =
        Await.until(
            "the client has confirmed",
            () -> first.group("web"),
            group ->
                !address(group).get("verification").isJsonNull()
                    && address(group)
                        .getAsJsonObject("verification")
                        .get("state")
                        .getAsString()
                        .equals("confirmed"));
    JsonObject verification = address(active).getAsJsonObject("verification");
    assertEquals("10.99.0.9", verification.get("witness").getAsString());
    assertTrue(verification.get("after-ms").getAsDouble() > 0);
    assertEquals(lab.node(1).mac(), lab.client().neighbour(VIP));
    assertTrue(first.vipctl("status", "web").ok().out().contains("by 10.99.0.9 after "));

    // A probe is no claim: the backup hears an address that its holder names.
    lab.node(3).run("ping", "-c", "1", "-W", "5", VIP).ok();
    assertEquals(
        0, first.group("web").json().getAsJsonObject("ownership").get("conflicts").getAsLong());
  }

  /** Adverts are lost and everything else passes, as with a firewall: both are Active. */
  @Test
  void twoActivesSeeEachOtherAndTheLoserLetsGoWhenAdvertsPassAgain() {
    Scripts scripts = new Scripts(lab);
    Path trace = scripts.file("trace");
    Path hook =
        scripts.program(
            "hook",
            """
            echo "$VIPD_EVENT $VIPD_STATE $VIPD_OTHER_MAC $VIPD_OTHER_ADDRESS $VIPD_CLAIMED" >>%s
            """
                .formatted(trace));
    startPair(
        "hooks: { conflict: %1$s, conflict-over: %1$s, contest-won: %1$s }\n".formatted(hook));
    lab.network()
        .run(
            "nft",
            "add table bridge split; add chain bridge split f { type filter hook forward priority"
                + " 0; }; add rule bridge split f ip protocol 112 drop")
        .ok();
    lab.node(2).awaitHolds(VIP);

    awaitRival(first, "a conflict", conflictWith(lab.node(2)));
    awaitRival(second, "a conflict", conflictWith(lab.node(1)));
    first.awaitLog("two nodes have it. group=web interface=eth0 address=10.99.0.100 mac=");
    assertTrue(
        first
            .vipctl("status", "web")
            .ok()
            .out()
            .contains("CONFLICT     10.99.0.100 is claimed by " + lab.node(2).mac()));

    lab.network().run("nft", "delete", "table", "bridge", "split").ok();

    lab.node(2).awaitHoldsNot(VIP);
    second.awaitBackupOf("web", "10.99.0.1");
    Await.until(
        "the client points to the winner",
        () -> lab.client().neighbour(VIP),
        lab.node(1).mac()::equals);
    Await.until(
        "the hooks know of the conflict and of the contest",
        () -> Scripts.text(trace),
        told ->
            told.contains("conflict ACTIVE " + lab.node(2).mac() + " ")
                && told.lines()
                    .anyMatch(line -> line.matches("contest-won ACTIVE \\S* 10\\.99\\.0\\.2 ")));
    assertTrue(Scripts.text(trace).lines().findFirst().orElse("").endsWith(" " + VIP));
    awaitNoConflict(second);
    awaitNoConflict(first);
    first.awaitLog("the conflict over 10.99.0.100 is over");
    Await.until(
        "the hooks know of the conflict's end",
        () -> Scripts.text(trace),
        told -> told.contains("conflict-over ACTIVE " + lab.node(2).mac() + " "));
    assertEquals("ACTIVE", first.group("web").role());
    assertEquals(lab.node(1).mac(), lab.client().neighbour(VIP));
    assertEquals(List.of("10.99.0.1", VIP), lab.node(1).addresses());
  }

  @Test
  void aStrangerWhoAnswersForTheAddressIsNamedAndDefendedAgainst() {
    startPair();
    lab.node(3).ip("addr", "add", VIP + "/32", "dev", "eth0");

    awaitRival(first, "the stranger", conflictWith(lab.node(3)));
    assertEquals("ACTIVE", first.group("web").role());
    assertFalse(lab.node(2).holds(VIP));

    lab.node(3).ip("addr", "del", VIP + "/32", "dev", "eth0");
    awaitNoConflict(first);
    Await.until(
        "the client points to the node",
        () -> {
          lab.client().run("ping", "-c", "1", "-W", "1", VIP);
          return lab.client().neighbour(VIP);
        },
        lab.node(1).mac()::equals);
  }

  /** Somebody else's router with our VRID, which has the role and none of our addresses. */
  @Test
  void aRouterThatUsesTheVridAndIsNoPeerIsNamed() {
    startPair();
    lab.vipd(3)
        .group("theirs", Groups.quiet(200, "500ms").replace(VIP + "/24", "10.99.0.77/24"))
        .start();

    JsonObject foreign =
        Await.until(
                "the foreign router and its station are known",
                () -> foreignRouters(first),
                routers ->
                    routers.size() == 1
                        && !routers.get(0).getAsJsonObject().get("mac").isJsonNull())
            .get(0)
            .getAsJsonObject();

    assertEquals("10.99.0.3", foreign.get("address").getAsString());
    assertEquals(lab.node(3).mac(), foreign.get("mac").getAsString());
    assertEquals(200, foreign.get("priority").getAsInt());
    assertEquals("[\"10.99.0.77\"]", foreign.get("addresses").toString());
    first.awaitLog("another router, 10.99.0.3 (" + lab.node(3).mac() + "), uses VRID 51 on eth0");
    assertTrue(first.vipctl("explain", "web").ok().out().contains("Foreign router: 10.99.0.3"));
  }

  private static JsonArray foreignRouters(Vipd vipd) {
    return vipd.group("web").json().getAsJsonObject("ownership").getAsJsonArray("foreign-routers");
  }
}
