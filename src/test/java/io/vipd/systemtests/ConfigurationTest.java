package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A configuration that is wrong keeps the daemon from starting, and every reason is told. */
class ConfigurationTest {
  private static final int EX_CONFIG = 78;

  @RegisterExtension final Lab lab = new Lab(1, "setpriv");

  @Test
  void everyProblemOfEveryFileIsToldWithItsPlace() {
    Vipd vipd =
        lab.vipd(1)
            .group(
                "cache",
                """
                vrid: 0
                interface: eth0
                interval: 1
                addresses: [10.99.0.300/24]
                """)
            .group(
                "web",
                """
                vrid: 51
                interface: eth0
                prioritty: 100
                addresses: [10.99.0.100/24]
                """)
            .group("broken", "vrid: [51\n");

    Program refused = vipd.launch();

    assertEquals(EX_CONFIG, refused.awaitEnd(), refused::log);
    assertTold(refused, vipd, "cache", ":1:7");
    assertTold(refused, vipd, "cache", ":3:11");
    assertTold(refused, vipd, "cache", ":4:13");
    assertTold(refused, vipd, "web", ":3:1");
    assertTold(refused, vipd, "broken", ":1:7");
    assertFalse(lab.node(1).holds(VIP));
  }

  @Test
  void checkConfigFindsWithoutADaemonWhatTheDaemonFinds() {
    Vipd vipd =
        lab.vipd(1)
            .group("cache", "vrid: 0\ninterface: eth9\naddresses: [10.99.0.101]\n")
            .group("web", Groups.web(300, "100ms"));

    Command.Result check = vipd.vipctl("check-config", vipd.configFolder().toString());

    assertEquals(1, check.exitCode(), check::toString);
    Program refused = vipd.launch();
    assertEquals(EX_CONFIG, refused.awaitEnd(), refused::log);
    assertTold(refused, vipd, "cache", ":1:7");
    assertTold(refused, vipd, "web", ":3:11");
    assertEquals(problems(refused.log()), problems(check.out() + check.err()));
  }

  /** The lines that name a file, without what the log puts before them. */
  private static List<String> problems(String text) {
    return text.lines()
        .filter(line -> line.contains(".yaml:"))
        .map(line -> line.substring(line.indexOf('/')))
        .toList();
  }

  @Test
  void twoGroupsWithOneVridOnOneInterfaceAreRefusedWithBothPlaces() {
    Vipd vipd =
        lab.vipd(1)
            .group("cache", Groups.web(150, "100ms").replace(VIP, "10.99.0.101"))
            .group("web", Groups.web(150, "100ms"));

    Program refused = vipd.launch();

    assertEquals(EX_CONFIG, refused.awaitEnd(), refused::log);
    assertTold(refused, vipd, "web", ":1:7");
    assertTold(refused, vipd, "cache", ":1:7");
  }

  @Test
  void aGroupFileThatCannotBeReadIsNamed() {
    Vipd vipd = lab.vipd(1).group("web", Groups.web(150, "100ms"));
    Scripts.mode(vipd.groupFile("web"), "---------");
    assertTrue(vipd.groupFile("folder").toFile().mkdir());

    // Root reads everything unless it is denied that.
    Program refused =
        vipd.launch(List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search"));

    assertEquals(EX_CONFIG, refused.awaitEnd(), refused::log);
    assertTold(refused, vipd, "web", "");
    assertTold(refused, vipd, "folder", "");
  }

  @Test
  void aBrokenConfigurationDoesNotTouchADaemonThatRuns() {
    Vipd running = lab.vipd(1).group("web", Groups.web(150, "100ms")).start();
    lab.node(1).awaitHolds(VIP);
    running.group("web", "vrid: 0\n");

    assertEquals(EX_CONFIG, lab.vipd(1).launch().awaitEnd());

    assertEquals("ACTIVE", running.group("web").role());
    assertTrue(lab.node(1).holds(VIP));
  }

  @Test
  void aProgramThatOthersCouldReplaceIsNeitherLoadedNorRunAndKeepsNoDaemonFromStarting() {
    Path check = new Scripts(lab).program("check", "exit 0\n");
    String group =
        Groups.web(150, "500ms")
            + "checks: { service: { script: %s, every: 200ms, weight: -50 } }\n".formatted(check);
    Vipd vipd = lab.vipd(1).group("web", group).start();
    lab.node(1).awaitHolds(VIP);
    String folder = vipd.configFolder().toString();
    assertEquals("", vipd.vipctl("check-config", folder).ok().err());

    Scripts.mode(check, "rwxrwxrwx");
    awaitPriority(vipd, 100);
    String why = "%s is writable by its group and others (owner root:root".formatted(check);
    assertTrue(vipd.group("web").check("service").toString().contains(why));
    String open =
        "%s:7:30 checks.service.script: %s is writable by its group and others (owner root:root, mode 0777): chmod go-w %2$s\n"
            .formatted(vipd.groupFile("web"), check);
    assertEquals(open, vipd.vipctl("check-config", folder).err());
    vipd.group("web", group.replace("150", "160"));
    Command.Result refused = vipd.vipctl("reload");
    assertEquals(1, refused.exitCode(), refused::toString);
    assertTrue(refused.err().startsWith(open), refused::err);
    assertEquals(100, vipd.group("web").number("priority"));

    assertEquals(0, vipd.stop());
    vipd.start();
    awaitPriority(vipd, 110);
    assertTrue(vipd.group("web").check("service").toString().contains(why));

    Scripts.mode(check, "rwxr-xr-x");
    awaitPriority(vipd, 160);
    vipd.group("web", group);
    assertEquals("", vipd.vipctl("reload").ok().err());
  }

  private static void awaitPriority(Vipd vipd, int priority) {
    Await.until(
        "the priority is " + priority,
        () -> vipd.group("web").number("priority"),
        is -> is == priority);
  }

  private static void assertTold(Program refused, Vipd vipd, String group, String place) {
    String where = vipd.groupFile(group) + place;
    assertTrue(
        refused.log().contains(where), () -> "no word of " + where + " in:\n" + refused.log());
  }
}
