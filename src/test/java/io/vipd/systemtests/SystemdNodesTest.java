package io.vipd.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.systemtests.Command.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The life of an installed pair, on two Debian machines with systemd of their own: the package by
 * apt, nginx behind it, and what happens to services. The tests are the chapters of one story; each
 * begins with the pair in good order, machine 1 being Active.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SystemdNodesTest {
  private static final String VIP = "10.99.0.100";
  private static final Path GROUP = Path.of("/etc/vipd/groups/web.yaml");

  @RegisterExtension static final Machines machines = new Machines();

  private final Machine first = machines.first();
  private final Machine second = machines.second();

  private static String group(int priority) {
    return """
    vrid: 51
    interface: host0
    priority: %d
    interval: 1s
    addresses: [%s/24]
    checks:
      nginx: { http: "http://127.0.0.1/", every: 500ms, timeout: 300ms, fall: 2, rise: 2 }
    """
        .formatted(priority, VIP);
  }

  private List<Machine> both() {
    return List.of(first, second);
  }

  private long number(String property) {
    return Long.parseLong(first.unit(property));
  }

  private void inParallel(Consumer<Machine> task) {
    both().parallelStream().forEach(task);
  }

  @BeforeEach
  void thePairIsInGoodOrder(TestInfo test) {
    if (test.getTags().contains("without-the-pair")) {
      return;
    }
    first.awaitRole("web", "ACTIVE");
    second.awaitRole("web", "BACKUP");
  }

  @Test
  @Order(1)
  @Tag("without-the-pair")
  void aptInstallsItWithoutJavaAndStartsNothing() {
    inParallel(machine -> {
      machine.shell("find / -xdev | sort >/var/tmp/before").ok();
      machine.shell("DEBIAN_FRONTEND=noninteractive apt-get install -y /packages/vipd.deb").ok();
    });
    for (Machine machine : both()) {
      assertEquals("inactive", machine.unit("ActiveState"));
      assertEquals("disabled", machine.unit("UnitFileState"));
      assertEquals("vipd", machine.shell("id -un vipd").ok().out().strip());
      assertEquals(
          "root vipd 750", machine.shell("stat -c '%U %G %a' /etc/vipd/keys").ok().out().strip());
      machine.shell("systemd-analyze verify --man=no vipd.service").ok();
    }
  }

  @Test
  @Order(2)
  @Tag("without-the-pair")
  void enabledWithOneFileItIsReadyAndTheStatusLineTellsTheRoles() {
    first.write(GROUP, group(150));
    second.write(GROUP, group(100));
    inParallel(
        machine -> machine.shell("systemctl start nginx && systemctl enable --now vipd").ok());

    first.awaitRole("web", "ACTIVE");
    second.awaitRole("web", "BACKUP");
    first.awaitHolds(VIP);
    Await.until("the status line", () -> first.unit("StatusText").equals("web ACTIVE"));
    Await.until("the status line", () -> second.unit("StatusText").equals("web BACKUP"));
    for (Machine machine : both()) {
      assertEquals("running", machine.unit("SubState"));
      String maps = machine.shell("cat /proc/$(systemctl show -P MainPID vipd)/maps").ok().out();
      assertTrue(maps.contains("/usr/lib/vipd/lib/vipd-"), "its start-up cache is in use");
      assertEquals("vipd", machine.shell("ps -o user= -C java").ok().out().strip());
    }
  }

  @Test
  @Order(3)
  void whenNginxDiesTheOtherMachineServes() {
    first.shell("systemctl kill --signal=KILL nginx").ok();
    first.awaitRole("web", "FAULT");
    second.awaitHolds(VIP);
    assertFalse(first.holds(VIP));
    first.shell("systemctl start nginx").ok();
  }

  @Test
  @Order(4)
  void aKilledDaemonIsStartedAgainWhileItsPeerWaits() {
    String before = first.unit("MainPID");
    first.shell("kill -KILL " + before).ok();
    List<Boolean> held = new ArrayList<>();
    Await.until(
        "another process runs",
        () -> {
          held.add(first.holds(VIP));
          return !List.of(before, "0").contains(first.unit("MainPID"))
              && first.unit("SubState").equals("running");
        });
    long pauseMicros =
        number("ActiveEnterTimestampMonotonic") - number("ActiveExitTimestampMonotonic");
    if (pauseMicros < 1_000_000) {
      // Back within the lease: nobody has noticed anything.
      assertFalse(held.contains(false), "the address was away for a while");
      assertFalse(second.holds(VIP));
    }
    first.awaitRole("web", "ACTIVE");
    first.awaitHolds(VIP);
  }

  @Test
  @Order(5)
  void aHungDaemonIsKilledByTheWatchdogAndStartedAgain() {
    String before = first.unit("MainPID");
    first.shell("kill -STOP " + before).ok();
    Await.until(
        "the watchdog starts another",
        () ->
            !List.of(before, "0").contains(first.unit("MainPID"))
                && first.unit("SubState").equals("running"));
    first.awaitRole("web", "ACTIVE");
    assertTrue(first.journal().contains("Watchdog timeout"), () -> "its end:\n" + first.journal());
  }

  @Test
  @Order(6)
  void ofAFrozenMachineAndItsPeerNeverDoBothHoldTheAddress() {
    first.freeze();
    Await.until(
        "the other machine takes over, alone",
        () -> {
          boolean secondHolds = second.holds(VIP);
          assertFalse(secondHolds && first.holds(VIP), "both machines have the address");
          return secondHolds;
        });
    first.thaw();
    Await.until("the address moves back", () -> first.holds(VIP) && !second.holds(VIP));
  }

  @Test
  @Order(7)
  void afterAPowerCutTheOtherMachineServesAndTheDaemonComesUpWithTheMachine() {
    first.cutPower();
    second.awaitHolds(VIP);
    first.boot();
    first.shell("systemctl start nginx").ok();
    first.awaitHolds(VIP);
  }

  @Test
  @Order(8)
  void aRebootHandsOverAndTakesBack() {
    second.reboot();
    second.shell("systemctl start nginx").ok();
    second.awaitRole("web", "BACKUP");
    assertTrue(first.holds(VIP));
  }

  @Test
  @Order(10)
  void anUpgradeRestartsItAndKeepsWhatTheAdministratorWrote() {
    Command.run(
            Duration.ofMinutes(2),
            List.of(
                Machines.CHECKOUT.resolve("packaging/nodes/next-build").toString(),
                Machines.builtPackage().toString(),
                machines.packages().resolve("next.deb").toString()))
        .ok();
    String before = first.unit("MainPID");
    first.shell("echo '# mine' >>/etc/vipd/vipd.yaml").ok();

    first.shell("DEBIAN_FRONTEND=noninteractive apt-get install -y /packages/next.deb").ok();

    assertNotEquals(before, first.unit("MainPID"));
    assertEquals("running", first.unit("SubState"));
    assertEquals("enabled", first.unit("UnitFileState"));
    first.shell("grep -qx '# mine' /etc/vipd/vipd.yaml").ok();
    first.awaitHolds(VIP);
    String caches = first.shell("ls /usr/lib/vipd/lib/*.aot").ok().out();
    assertEquals(2, caches.lines().count(), caches);
  }

  @Test
  @Order(20)
  void removedItHandsOverAndKeepsItsConfiguration() {
    first.shell("apt-get remove -y vipd").ok();
    second.awaitHolds(VIP);
    assertFalse(first.holds(VIP));
    first.shell("test -f " + GROUP + " && ! test -e /usr/lib/vipd").ok();
  }

  @Test
  @Order(21)
  @Tag("without-the-pair")
  void purgedItLeavesNothingButItsAccount() {
    first.shell("apt-get purge -y vipd").ok();
    Result left =
        first.shell(
            "find / -xdev | sort | comm -13 /var/tmp/before - | grep -v -e ^/tmp -e ^/var/tmp"
                + " -e ^/var/log -e ^/var/cache -e ^/var/lib/systemd -e ^/var/lib/apt");
    List<String> files =
        Stream.of(left.out().split("\n")).filter(file -> file.contains("vipd")).toList();
    assertEquals(List.of(), files);
    assertTrue(first.shell("getent passwd vipd").ok().out().endsWith("/usr/sbin/nologin\n"));
  }
}
