package io.vipd.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vipd.systemtests.Command.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
  private static final Path KEEPALIVED = Path.of("/etc/keepalived/keepalived.conf");

  @RegisterExtension static final Machines machines = new Machines();

  private final Machine first = machines.first();
  private final Machine second = machines.second();

  private static String group(int priority, String interval) {
    return """
    vrid: 51
    interface: host0
    priority: %d
    interval: %s
    addresses: [%s/24]
    checks:
      nginx: { http: "http://127.0.0.1/", every: 500ms, timeout: 300ms, fall: 2, rise: 2 }
    """
        .formatted(priority, interval, VIP);
  }

  private List<Machine> both() {
    return List.of(first, second);
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
    second.write(
        KEEPALIVED,
        """
        vrrp_instance web {
          interface host0
          virtual_router_id 51
          virtual_ipaddress { %s/24 }
        }
        """
            .formatted(VIP));
    second.shell("systemctl start keepalived").ok();
    inParallel(machine -> {
      machine.shell("find / -xdev | sort >/var/tmp/before").ok();
      Result installed = machine.install("vipd.deb");
      assertEquals(
          machine == second,
          installed
              .out()
              .concat(installed.err())
              .contains("vipd: keepalived runs on this machine."),
          installed::toString);
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
    first.write(GROUP, group(150, "1s"));
    second.write(GROUP, group(100, "1s"));
    Result doctor = second.shell("vipctl doctor --config /etc/vipd");
    assertEquals(1, doctor.exitCode(), doctor::toString);
    assertTrue(
        doctor
            .out()
            .contains(KEEPALIVED + " has VRID 51 on host0, as web has, and keepalived runs"),
        doctor::toString);
    second.shell("systemctl stop keepalived && rm " + KEEPALIVED).ok();
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
  @Order(5)
  void afterAPowerCutTheOtherMachineServesAndTheDaemonComesUpWithTheMachine() {
    first.cutPower();
    second.awaitHolds(VIP);
    first.boot();
    first.shell("systemctl start nginx").ok();
    first.awaitHolds(VIP);
  }

  @Test
  @Order(6)
  void aRebootHandsOverAndTakesBack() {
    second.reboot();
    second.shell("systemctl start nginx").ok();
    second.awaitRole("web", "BACKUP");
    assertTrue(first.holds(VIP));
  }

  @Test
  @Order(7)
  void aReloadChangesWhatItSaysAndABadOneNothing() {
    String before = first.unit("MainPID");
    // Long enough for a busy machine to restart vipd before the peer's timer ends, in the next
    // chapter.
    inParallel(machine -> {
      machine.write(GROUP, group(machine == first ? 150 : 100, "5s"));
      machine.shell("systemctl reload vipd").ok();
      Await.until(
          "the interval is in use", () -> machine.statusOf("web", "interval-ms"), "5000"::equals);
    });
    Await.until("it is running", () -> first.unit("SubState"), "running"::equals);

    // As a file of another version may be.
    first.write(GROUP, group(150, "5s").replace("interval: 5s", "advert-interval: 5s"));
    first.shell("systemctl reload vipd");
    Await.until(
        "the journal says what is wrong",
        () -> first.journal().contains(GROUP + ":4:1 advert-interval"));
    assertEquals("5000", first.statusOf("web", "interval-ms"));

    // An upgrade does not end what runs for what could not be read; that is for the next restart.
    Result upgrade = first.install("vipd.deb --reinstall");
    assertTrue(
        upgrade.out().concat(upgrade.err()).contains("so the old one goes on"), upgrade::toString);
    assertEquals("ACTIVE", first.role("web"));
    assertTrue(first.holds(VIP));
    assertEquals(before, first.unit("MainPID"));
    first.write(GROUP, group(150, "5s"));
  }

  @Test
  @Order(8)
  void aKilledDaemonIsStartedAgainAndNobodyNotices() {
    itsEndIsNotNoticed("kill -KILL");
  }

  @Test
  @Order(9)
  void aHungDaemonIsKilledByTheWatchdogAndStartedAgainAndNobodyNotices() {
    itsEndIsNotNoticed("kill -STOP");
    assertTrue(first.journal().contains("Watchdog timeout"), () -> "its end:\n" + first.journal());
  }

  private void itsEndIsNotNoticed(String end) {
    Await.until("the address has most of its lease", () -> first.leaseSeconds(VIP) >= 14);
    String before = first.unit("MainPID");
    first.shell(end + " " + before).ok();
    Await.until(
        "another process runs",
        () -> {
          assertTrue(first.holds(VIP), "the address was away for a while");
          List<String> unit = first.unit("MainPID,SubState").lines().toList();
          return unit.contains("running") && !unit.contains(before);
        });
    first.awaitRole("web", "ACTIVE");
    assertTrue(first.holds(VIP));
    assertFalse(second.holds(VIP));
  }

  @Test
  @Order(10)
  void anUpgradeKeepsTheAddressADownloadThroughItAndWhatTheAdministratorWrote() throws Exception {
    first.shell("echo '# mine' >>/etc/vipd/vipd.yaml").ok();
    first.shell("seq 1 12000000 >/var/www/html/large").ok();
    Path atFullSpeed = machines.packages().resolve("at-full-speed");
    // What the client does not read waits in the server: the connection lives as long as that
    // takes.
    var download =
        CompletableFuture.supplyAsync(() ->
            machines.client(
                """
                curl --silent --fail http://%s/large | {
                  until test -e %s; do dd bs=64k count=1 iflag=fullblock status=none; sleep 0.1; done
                  cat
                } | sha256sum
                """
                    .formatted(VIP, atFullSpeed)));
    String before = first.unit("MainPID");

    first.install(machines.nextPackage());

    assertNotEquals(before, first.unit("MainPID"));
    assertEquals("running", first.unit("SubState"));
    assertEquals("enabled", first.unit("UnitFileState"));
    first.shell("grep -qx '# mine' /etc/vipd/vipd.yaml").ok();
    first.awaitRole("web", "ACTIVE");
    assertTrue(first.holds(VIP));
    String caches = first.shell("ls /usr/lib/vipd/lib/*.aot").ok().out();
    assertEquals(2, caches.lines().count(), caches);
    assertFalse(download.isDone(), "the download was over before the upgrade");
    Files.createFile(atFullSpeed);
    assertEquals(
        first.shell("sha256sum </var/www/html/large").ok().out(), download.get().ok().out());
    assertFalse(second.journal().contains("now ACTIVE"), second::journal);
  }

  @Test
  @Order(11)
  void removedItHandsOverAndKeepsItsConfiguration() {
    first.shell("apt-get remove -y vipd").ok();
    second.awaitHolds(VIP);
    assertFalse(first.holds(VIP));
    first.shell("test -f " + GROUP + " && ! test -e /usr/lib/vipd").ok();
  }

  @Test
  @Order(12)
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

  /** One machine has nothing now, the other one vipd, which is Active. */
  @Test
  @Order(13)
  @Tag("without-the-pair")
  void ansibleSetsUpThePairAndTheSecondTimeChangesNothing() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/ansible-playbook")), "needs Debian's ansible-core");
    Path inventory =
        Files.writeString(
            machines.packages().resolve("inventory.yml"),
            """
            vipd:
              hosts:
                node1: {nodes_number: 1, vipd_groups: {web: "{{ web | combine({'priority': 150}) }}"}}
                node2: {nodes_number: 2, vipd_groups: {web: "{{ web | combine({'priority': 100}) }}"}}
              vars:
                ansible_connection: nodes
                ansible_python_interpreter: /usr/bin/python3
                web:
                  vrid: 51
                  interface: host0
                  addresses: [%s/24]
                  checks: {nginx: {http: "http://127.0.0.1/", every: 500ms}}
            """
                .formatted(VIP));

    String out = machines.ansible(inventory).ok().out();

    // The one without an address comes first.
    assertTrue(out.indexOf("changed: [node1]") < out.indexOf("changed: [node2]"), out);
    first.awaitRole("web", "ACTIVE");
    second.awaitRole("web", "BACKUP");
    String again = machines.ansible(inventory).ok().out();
    assertEquals(2, again.split("changed=0 ", -1).length - 1, again);

    Result refused =
        machines.ansible(inventory, "--extra-vars={\"vipd_groups\": {\"web\": {\"vrid\": 256}}}");
    assertNotEquals(0, refused.exitCode(), refused::toString);
    assertTrue(refused.out().contains("web.yaml:1:7 vrid"), refused::toString);
    assertEquals("51", first.statusOf("web", "vrid"));
    first.shell("grep -qx 'vrid: 51' " + GROUP + " && ! ls -d /run/vipd.next.*").ok();
  }
}
