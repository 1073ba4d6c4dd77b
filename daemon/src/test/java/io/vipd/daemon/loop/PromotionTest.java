package io.vipd.daemon.loop;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.arp.Announcer;
import io.vipd.daemon.config.Config;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.HooksConfig;
import io.vipd.daemon.config.HooksConfig.Occasion;
import io.vipd.daemon.config.HooksConfig.Waits;
import io.vipd.daemon.config.NodeConfig;
import io.vipd.daemon.config.SyncGroup;
import io.vipd.daemon.control.NodeStatus.GroupStatus;
import io.vipd.daemon.control.Warnings;
import io.vipd.daemon.hooks.Hooks;
import io.vipd.daemon.journal.Journal;
import io.vipd.daemon.kernel.NetworkNamespace;
import io.vipd.daemon.maintenance.OrderFile;
import io.vipd.health.ScriptRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole core in a network namespace, alone, whose groups ask before they claim. */
@Timeout(120)
class PromotionTest {
  private static final Duration AMPLE = Duration.ofSeconds(10);

  private final GroupConfigs web = new GroupConfigs();
  private final GroupConfigs mail = new GroupConfigs();
  @TempDir Path folder;
  private Path no;
  private Path said;
  private NetworkNamespace host;
  private NetworkNamespace other;
  private Announcer announcer;
  private Journal journal;
  private Hooks hooks;
  private Core core;

  @BeforeEach
  void open() throws Exception {
    // Under root hooks run as nobody.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    no = folder.resolve("no");
    said = folder.resolve("said");
    host = new NetworkNamespace();
    other = new NetworkNamespace();
    NetworkNamespace.cable(host, "192.0.2.1/24", other, "192.0.2.2/24");
    eventually("the cable carries", () -> host.ip("link show dev vtk-l").contains("LOWER_UP"));
    web.interval = Duration.ofMillis(500);
    mail.interval = Duration.ofMillis(500);
    mail.name = "mail";
    mail.vrid = 52;
    mail.addresses = GroupConfigs.addresses("192.0.2.20");
  }

  @AfterEach
  void close() throws Exception {
    if (core != null) {
      core.stop(AMPLE, false);
      core.close();
    }
    // What they write into the folder is written before it goes.
    hooks.finish(AMPLE);
    hooks.close();
    announcer.close();
    journal.close();
    other.close();
    host.close();
  }

  private static List<String> shell(String script) {
    return List.of("/bin/sh", "-c", script);
  }

  private HooksConfig hooks(String promote) {
    return new HooksConfig(
        Map.of(
            Occasion.PROMOTE,
            shell(promote),
            Occasion.ACTIVE,
            shell("echo $VIPD_GROUP $VIPD_STATE >> " + said)),
        AMPLE,
        new Waits(AMPLE, AMPLE),
        0,
        null,
        null);
  }

  private void start(List<SyncGroup> sync, GroupConfig... groups) throws Exception {
    host.run(() -> {
      announcer = new Bench().announcer;
      journal = Journal.start(folder);
      ScriptRunner scripts = new ScriptRunner(null);
      hooks = new Hooks("a", HooksConfig.NONE, List.of(groups), scripts, _ -> {});
      core =
          new Core(
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
                      sync,
                      null),
                  List.of(groups)),
              folder,
              announcer,
              hooks,
              scripts,
              (_, _) -> () -> {},
              new NoSurroundings(),
              journal,
              new Warnings(),
              new OrderFile(folder));
      core.start();
    });
  }

  private List<GroupStatus> status() {
    return core.operations().status().groups();
  }

  private List<String> said() throws Exception {
    return Files.exists(said) ? Files.readAllLines(said) : List.of();
  }

  private void awaitRefusal() throws Exception {
    eventually("it was said no", () -> status().getFirst().why().contains("promote said no"));
    assertEquals(List.of("BACKUP"), status().stream().map(GroupStatus::role).distinct().toList());
  }

  @Test
  void aGroupIsMadeReadyBeforeItsAddressIsThereAndClaimsItNotAsLongAsItIsSaidNo() throws Exception {
    Files.createFile(no);
    web.hooks =
        hooks(
            "test -e %s && exit 1; echo ready $(ip -4 -o address show dev vtk-l | grep -c 192.0.2.10) >> %s"
                .formatted(no, said));
    start(List.of(), web.build());
    awaitRefusal();
    Files.delete(no);
    eventually("it is Active", () -> status().getFirst().role().equals("ACTIVE"));
    eventually("it is told", () -> said().equals(List.of("ready 0", "web ACTIVE")));
    eventually("it has the address", () -> host.ip("address show").contains(" 192.0.2.10/24 "));
  }

  @Test
  void ofGroupsThatMoveTogetherEachMayHoldUpAll() throws Exception {
    Files.createFile(no);
    web.hooks = hooks("echo web ready >> " + said);
    mail.hooks = hooks("test ! -e " + no);
    start(List.of(new SyncGroup("pair", List.of("web", "mail"))), web.build(), mail.build());
    awaitRefusal();
    Files.delete(no);
    eventually(
        "both are Active",
        () -> status().stream().allMatch(group -> group.role().equals("ACTIVE")));
    assertEquals("web ready", said().getFirst());
  }
}
