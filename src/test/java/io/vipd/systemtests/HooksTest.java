package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Programs that are told of every change. */
class HooksTest {
  @RegisterExtension final Lab lab = new Lab(2, "curl", "nft", "python3");

  @Test
  void hooksRunInTheOrderOfTheChangesAndKnowWhatChanged() {
    Scripts scripts = new Scripts(lab);
    Path trace = scripts.file("trace");
    Path hook =
        scripts.program(
            "hook",
            """
            echo "$1 $VIPD_GROUP $VIPD_PREVIOUS-$VIPD_STATE $VIPD_PRIORITY $VIPD_INTERFACE $VIPD_ADDRESSES ($VIPD_REASON)" >>%s
            """
                .formatted(trace));
    Vipd first =
        lab.vipd(1)
            .group(
                "web",
                Groups.web(150, "500ms")
                    + """
                    hooks:
                      active: [%1$s, a]
                      backup: [%1$s, b]
                      fault: [%1$s, f]
                    """
                        .formatted(hook))
            .start();
    lab.node(1).awaitHolds(VIP);
    awaitLines(trace, 2);
    Vipd second = lab.vipd(2).group("web", Groups.web(100, "500ms")).start();
    second.awaitBackupOf("web", "10.99.0.1");

    first.vipctl("failover", "web", "--hold", "1h").ok();
    awaitLines(trace, 3);
    lab.cut(1);
    awaitLines(trace, 4);

    String rest = " 150 eth0 10.99.0.100/24 ";
    assertEquals(
        List.of(
            "b web FAULT-BACKUP" + rest + "(ready, listening for the Active router)",
            "a web BACKUP-ACTIVE" + rest + "(no other router was heard)",
            "b web ACTIVE-BACKUP" + rest + "(root asked for a failover)",
            "f web BACKUP-FAULT" + rest + "(link eth0 is down)"),
        Scripts.text(trace).lines().toList());
  }

  private static void awaitLines(Path trace, int count) {
    Await.until(
        count + " hooks have run",
        () -> Scripts.text(trace).lines().toList(),
        lines -> lines.size() == count);
  }

  @Test
  void aHookThatNeverEndsIsKilledAndTheNewestStateIsToldNext() {
    Scripts scripts = new Scripts(lab);
    Path trace = scripts.file("trace");
    Path hook =
        scripts.program(
            "hook",
            """
            echo $VIPD_STATE >>%s
            test $VIPD_STATE = BACKUP && sleep 1h
            """
                .formatted(trace));
    Vipd vipd =
        lab.vipd(1)
            .group(
                "web",
                Groups.web(150, "1s")
                    + "hooks: { active: %1$s, backup: %1$s, timeout: 6s }\n".formatted(hook))
            .start();

    awaitLines(trace, 1);
    lab.node(1).awaitHolds(VIP);
    assertEquals("BACKUP\n", Scripts.text(trace), "the address does not wait for hooks");
    awaitLines(trace, 2);
    assertEquals("BACKUP\nACTIVE\n", Scripts.text(trace));
    vipd.awaitLog("failed: killed after 6");
    assertEquals(0, vipd.stop());
    assertEquals("", Command.run("ip", "netns", "pids", lab.node(1).namespace()).out());
  }

  /**
   * In turn: one that leaves a child behind which keeps its output open, one that never ends, one
   * that prints 4 MB; beside them a FIFO that nobody reads and a web server that takes a minute.
   */
  @Test
  void whateverHooksDoNoAdvertIsLateAndEachOutcomeIsTold() {
    Scripts scripts = new Scripts(lab);
    Path trace = scripts.file("trace");
    Path fifo = lab.folder("fifo").resolve("notify");
    lab.node(1).run("mkfifo", fifo.toString()).ok();
    lab.node(1)
        .start("deaf", "/usr/bin/python3", Scripts.resource("deaf.py"), fifo.toString(), "8099")
        .awaitLog("deaf");
    Path leaves = scripts.program("leaves", "sleep 1h & echo away\n");
    Path floods =
        scripts.program("floods", "head -c 4000000 /dev/zero | tr '\\0' x\necho; echo dry\n");
    Path hangs = scripts.program("hangs", "echo $3 >>%s\nsleep 1h\n".formatted(trace));
    Vipd second = lab.vipd(2).group("web", Groups.quiet(100, "500ms")).start();
    lab.node(2).awaitHolds(VIP);
    Vipd first =
        lab.vipd(1)
            .group(
                "web",
                Groups.quiet(150, "500ms")
                    + """
                    hooks:
                      backup: %s
                      active: %s
                      notify: %s
                      timeout: 3s
                      fifo: %s
                      webhook: { url: "http://127.0.0.1:8099/", timeout: 1s, retries: 0 }
                    """
                        .formatted(leaves, floods, hangs, fifo))
            .start();
    first.awaitRole("web", "ACTIVE");
    second.awaitBackupOf("web", "10.99.0.1");

    Adverts adverts = new Adverts(first, second);
    GroupStatus web =
        Await.until(
            "all is told of the newest state",
            () -> first.group("web"),
            group ->
                endedOf(group, "active", "ACTIVE")
                    && endedOf(group, "notify", "ACTIVE")
                    && endedOf(group, "webhook", "ACTIVE"));
    adverts.assertNoneWasMissed("hooks hang, flood and fork away");
    assertEquals("BACKUP\nMASTER\n", Scripts.text(trace));
    assertOutcome(web, "backup", "succeeded", "exit code 0", "away");
    assertOutcome(web, "active", "succeeded", "exit code 0", "dry");
    assertOutcome(web, "notify", "timed-out", "killed after \\d+ ms", "");
    assertOutcome(web, "fifo", "failed", "nobody reads it: \\d lines were dropped", "");
    assertOutcome(web, "webhook", "timed-out", "Read timed out", "");

    first.vipctl("failover", "web", "--hold", "1h").ok();
    Await.until(
        "the next state is told", () -> Scripts.text(trace), "BACKUP\nMASTER\nBACKUP\n"::equals);
  }

  private static boolean endedOf(GroupStatus group, String hook, String state) {
    JsonObject status = group.hook(hook);
    return status.get("running-ms").isJsonNull()
        && !status.get("state").isJsonNull()
        && status.get("state").getAsString().equals(state);
  }

  /** The outcome is a regular expression, the output what it ends with. */
  private static void assertOutcome(
      GroupStatus group, String hook, String result, String outcome, String output) {
    JsonObject status = group.hook(hook);
    assertEquals(result, status.get("result").getAsString(), status::toString);
    assertTrue(status.get("outcome").getAsString().matches(outcome), status::toString);
    assertTrue(status.get("output").getAsString().endsWith(output), status::toString);
  }

  /** Adverts are lost for a while, so that both move the address, and the loser the last time. */
  @Test
  void theWinnerOfASplitMovesAnAddressBackThatNoInterfaceHas() {
    Scripts scripts = new Scripts(lab);
    Path holder = scripts.file("holder");
    Path move =
        scripts.program("move", "echo \"$VIPD_ADDRESSES at $VIPD_NODE\" >%s\n".formatted(holder));
    String group =
        """
        vrid: 51
        interface: eth0
        interval: 500ms
        addresses: []
        advertise: [203.0.113.10]
        hooks: { active: %s }
        """
            .formatted(move);
    String atFirst = "203.0.113.10 at " + lab.node(1).name() + "\n";
    String atSecond = "203.0.113.10 at " + lab.node(2).name() + "\n";
    Vipd first = lab.vipd(1).group("web", group + "priority: 150\n").start();
    awaitText(holder, atFirst);
    Vipd second = lab.vipd(2).group("web", group + "priority: 100\n").start();
    second.awaitBackupOf("web", "10.99.0.1");
    assertEquals(List.of("10.99.0.1"), lab.node(1).addresses());
    assertTrue(
        first
            .vipctl("status", "web")
            .ok()
            .out()
            .contains(
                "addresses    none of its own; advertises 203.0.113.10, which its hooks move"));

    lab.network()
        .run(
            "nft",
            "add table bridge split; add chain bridge split f { type filter hook forward priority"
                + " 0; }; add rule bridge split f ip protocol 112 drop")
        .ok();
    awaitText(holder, atSecond);
    lab.network().run("nft", "delete", "table", "bridge", "split").ok();
    awaitText(holder, atFirst);
    second.awaitBackupOf("web", "10.99.0.1");
    assertEquals(0, first.stop());
    awaitText(holder, atSecond);
  }

  /** The peer would take over after 1.8 s of silence. */
  @Test
  void aNodeThatGivesUpOnPurposeIsDrainedBeforeAndGoesOnMeanwhile() {
    Scripts scripts = new Scripts(lab);
    Path trace = scripts.file("trace");
    Path drain =
        scripts.program(
            "drain",
            """
            sleep=2.5
            case $VIPD_REASON in *stopping) sleep=1h ;; esac
            sleep $sleep
            echo "drained with $(ip -4 -o address show dev eth0 | grep -c %s)" >>%s
            """
                .formatted(VIP, trace));
    Path told =
        scripts.program("told", "echo $VIPD_PREVIOUS to $VIPD_STATE >>%s\n".formatted(trace));
    Vipd first =
        lab.vipd(1)
            .group(
                "web",
                Groups.quiet(150, "500ms")
                    + "hooks: { drain: %s, drain-timeout: 3s, backup: %2$s, fault: %2$s }\n"
                        .formatted(drain, told))
            .start();
    lab.node(1).awaitHolds(VIP);
    Vipd second = lab.vipd(2).group("web", Groups.quiet(100, "500ms")).start();
    second.awaitBackupOf("web", "10.99.0.1");
    long transitions = second.group("web").number("transitions");

    first.vipctl("failover", "web", "--hold", "1h").ok();
    second.awaitLog("10.99.0.1 gave up the addresses");
    assertEquals(transitions + 1, second.group("web").number("transitions"));
    Await.until(
        "all is told",
        () -> Scripts.text(trace),
        "FAULT to BACKUP\ndrained with 1\nACTIVE to BACKUP\n"::equals);

    first.vipctl("failback", "web").ok();
    lab.node(1).awaitHolds(VIP);
    assertEquals(0, first.stop());
    lab.node(2).awaitHolds(VIP);
    first.awaitLog("drain failed: killed after 3");
    assertEquals(
        "FAULT to BACKUP\ndrained with 1\nACTIVE to BACKUP\nACTIVE to FAULT\n",
        Scripts.text(trace));
  }

  /** The first says no while a file is there, and the second takes over; then it preempts. */
  @Test
  void aNodeIsMadeReadyBeforeItClaimsAndMaySayNo() {
    Scripts scripts = new Scripts(lab);
    Path no = scripts.file("no");
    Path trace = scripts.file("trace");
    Scripts.touch(no);
    Path promote =
        scripts.program(
            "promote",
            """
            test -e %s && echo not today && exit 1
            sleep 1
            echo "ready with $(ip -4 -o address show dev eth0 | grep -c %s)" >>%s
            """
                .formatted(no, VIP, trace));
    Path active = scripts.program("active", "echo active >>%s\n".formatted(trace));
    Vipd first =
        lab.vipd(1)
            .group(
                "web",
                Groups.quiet(150, "500ms")
                    + "hooks: { promote: %s, promote-timeout: 8s, active: %s }\n"
                        .formatted(promote, active))
            .start();
    first.awaitLog("promote failed: exit code 1");
    Vipd second = lab.vipd(2).group("web", Groups.quiet(100, "500ms")).start();
    lab.node(2).awaitHolds(VIP);
    assertEquals("BACKUP", first.group("web").role());
    assertTrue(first.vipctl("status", "web").ok().out().contains("exit code 1"));

    remove(no);
    Await.until(
        "it was made ready, then Active",
        () -> Scripts.text(trace),
        "ready with 0\nactive\n"::equals);
    lab.node(1).awaitHolds(VIP);
    second.awaitBackupOf("web", "10.99.0.1");
  }

  private static void remove(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitText(Path file, String text) {
    Await.until(file + " says " + text, () -> Scripts.text(file), text::equals);
  }
}
