package io.vipd.daemon.hooks;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.GroupConfig.AnnounceConfig;
import io.vipd.daemon.config.GroupConfig.HooksConfig;
import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.health.ScriptRunner;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hooks are the system's shell, so that nobody but root can change them; they write into files. */
@Timeout(60)
class HooksTest {
  private static final Duration AMPLE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private Path said;
  private Hooks hooks;

  @BeforeEach
  void open() throws Exception {
    // Under root hooks run as nobody.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    said = folder.resolve("said");
  }

  @AfterEach
  void close() {
    hooks.close();
  }

  private static List<String> shell(String script) {
    return List.of("/bin/sh", "-c", script);
  }

  /** Appends to the file what the hook sees. */
  private List<String> say(String what) {
    return shell("echo " + what + " >> " + said);
  }

  private static GroupConfig group(String name, HooksConfig hooks) {
    return new GroupConfig(
        name,
        51,
        "eth0",
        3,
        100,
        Duration.ofSeconds(1),
        List.of(
            new VirtualAddress(IpAddress.parse("192.0.2.10"), 24),
            new VirtualAddress(IpAddress.parse("192.0.2.11"), 32)),
        List.of(),
        null,
        null,
        true,
        Duration.ZERO,
        true,
        255,
        false,
        ChecksumForm.PSEUDO_HEADER,
        null,
        null,
        new AnnounceConfig(1, Duration.ofSeconds(1), Duration.ZERO),
        List.of(),
        hooks,
        Path.of(name + ".yaml"));
  }

  private void start(GroupConfig... groups) {
    hooks = new Hooks(List.of(groups), new ScriptRunner(null));
  }

  private List<String> said() throws Exception {
    return Files.exists(said) ? Files.readAllLines(said) : List.of();
  }

  @Test
  void aHookLearnsWhatHappened() throws Exception {
    String all =
        "$VIPD_GROUP,$VIPD_STATE,$VIPD_PREVIOUS,$VIPD_REASON,$VIPD_PRIORITY,$VIPD_INTERFACE,"
            + "$VIPD_ADDRESSES";
    start(group("web", new HooksConfig(say("\"" + all + "\""), null, null, AMPLE)));
    hooks.changed("web", "BACKUP", "ACTIVE", "no other router was heard", 100);
    hooks.finish(AMPLE);
    assertEquals(
        List.of("web,ACTIVE,BACKUP,no other router was heard,100,eth0,192.0.2.10/24 192.0.2.11/32"),
        said());
  }

  @Test
  void whatAStrangerCanPutIntoAReasonIsNotRunByTheShell() throws Exception {
    start(group("web", new HooksConfig(say("\"$VIPD_REASON\""), null, null, AMPLE)));
    hooks.changed("web", "BACKUP", "ACTIVE", "$(touch " + folder + "/owned); `id`", 100);
    hooks.finish(AMPLE);
    assertEquals(List.of("$(touch " + folder + "/owned); `id`"), said());
  }

  @Test
  void everyStateHasItsHook() throws Exception {
    start(group("web", new HooksConfig(say("a"), say("b"), say("f"), AMPLE)));
    for (String state : List.of("BACKUP", "ACTIVE", "FAULT")) {
      hooks.changed("web", "BACKUP", state, "", 100);
      hooks.finish(AMPLE);
    }
    assertEquals(List.of("b", "a", "f"), said());
  }

  @Test
  void aStateWithoutAHookRunsNothing() throws Exception {
    start(group("web", new HooksConfig(null, null, say("f"), AMPLE)));
    hooks.changed("web", "BACKUP", "ACTIVE", "", 100);
    hooks.changed("mail", "BACKUP", "FAULT", "", 100);
    hooks.finish(AMPLE);
    assertEquals(List.of(), said());
  }

  @Test
  void theNewestStateRunsNextWhenTheHooksAreBehind() throws Exception {
    Path gate = folder.resolve("gate");
    List<String> slow =
        shell(
            "echo started >> "
                + said
                + "; until [ -e "
                + gate
                + " ]; do sleep 0.01; done;"
                + " echo ended >> "
                + said);
    start(group("web", new HooksConfig(say("\"active $VIPD_PRIORITY\""), slow, say("f"), AMPLE)));
    hooks.changed("web", "FAULT", "BACKUP", "", 100);
    eventually("the first runs", () -> said().equals(List.of("started")));
    hooks.changed("web", "BACKUP", "FAULT", "", 101);
    hooks.changed("web", "FAULT", "BACKUP", "", 102);
    hooks.changed("web", "BACKUP", "ACTIVE", "", 103);
    Files.createFile(gate);
    hooks.finish(AMPLE);
    assertEquals(List.of("started", "ended", "active 103"), said());
  }

  @Test
  void oneGroupDoesNotWaitForAnother() throws Exception {
    Path gate = folder.resolve("gate");
    List<String> slow = shell("until [ -e " + gate + " ]; do sleep 0.01; done");
    start(
        group("mail", new HooksConfig(slow, null, null, AMPLE)),
        group("web", new HooksConfig(say("web"), null, null, AMPLE)));
    hooks.changed("mail", "BACKUP", "ACTIVE", "", 100);
    hooks.changed("web", "BACKUP", "ACTIVE", "", 100);
    eventually("the other runs", () -> said().equals(List.of("web")));
    Files.createFile(gate);
    hooks.finish(AMPLE);
  }

  @Test
  void aHookThatTakesTooLongIsKilledAndTheNextOneRuns() throws Exception {
    List<String> stuck = shell("sleep 60; echo never >> " + said);
    start(group("web", new HooksConfig(stuck, say("b"), null, Duration.ofMillis(300))));
    hooks.changed("web", "BACKUP", "ACTIVE", "", 100);
    hooks.finish(AMPLE);
    assertEquals(List.of(), said());
    hooks.changed("web", "ACTIVE", "BACKUP", "", 100);
    hooks.finish(AMPLE);
    assertEquals(List.of("b"), said());
  }

  @Test
  void aHookThatFailsOrIsMissingDoesNotKeepTheNextFromRunning() throws Exception {
    start(
        group("web", new HooksConfig(shell("exit 3"), List.of("/no/such/hook"), say("f"), AMPLE)));
    for (String state : List.of("ACTIVE", "BACKUP", "FAULT")) {
      hooks.changed("web", "BACKUP", state, "", 100);
      hooks.finish(AMPLE);
    }
    assertEquals(List.of("f"), said());
  }

  @Test
  void finishingDoesNotWaitLongerThanItsLimit() throws Exception {
    Path gate = folder.resolve("gate");
    List<String> slow = shell("until [ -e " + gate + " ]; do sleep 0.01; done");
    start(group("web", new HooksConfig(slow, null, null, AMPLE)));
    hooks.changed("web", "BACKUP", "ACTIVE", "", 100);
    long startNanos = System.nanoTime();
    hooks.finish(Duration.ofMillis(50));
    assertTrue(System.nanoTime() - startNanos < AMPLE.toNanos());
    Files.createFile(gate);
    hooks.finish(AMPLE);
  }
}
