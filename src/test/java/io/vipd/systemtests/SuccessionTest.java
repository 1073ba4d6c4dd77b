package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A daemon that goes on where the one before it stopped, and what goes if none does. */
class SuccessionTest {
  @RegisterExtension final Lab lab = new Lab(2);

  @Test
  void aDaemonThatIsKilledOrRestartedKeepsItsAddressesInBothFamilies() throws IOException {
    lab.addIpv6();
    List<AddressLog> logs =
        List.of(AddressLog.start(lab.node(1), VIP), AddressLog.start(lab.node(1), Groups.VIP6));
    Vipd first = lab.vipd(1).group("web", dualStack(150, "500ms"));
    first.launch(unit(first));
    first.awaitLog(" is running");
    lab.node(1).awaitHolds(VIP);
    lab.node(1).awaitHolds(Groups.VIP6);

    // Active soon, and from here on patient enough for a machine that takes seconds to start a JVM.
    first.group("web", dualStack(150, "4s"));
    systemdIsTo(first, "restart");
    assertEquals(0, first.stop());
    assertGoesOn(first);
    Vipd second = lab.vipd(2).group("web", dualStack(100, "4s")).start();
    second.awaitBackupOf("web", "10.99.0.1");
    long transitions = second.group("web").transitions();
    first.kill();
    assertGoesOn(first);
    systemdIsTo(first, "restart");
    assertEquals(0, first.stop());
    assertGoesOn(first);

    assertEquals(transitions, second.group("web").transitions(), "the peer never took over");
    for (AddressLog log : logs) {
      assertEquals(1, log.tenures().size(), () -> log.tenures().toString());
      assertNull(log.tenures().getFirst().to());
    }

    systemdIsTo(first, "stop");
    assertEquals(0, first.stop());
    assertFalse(lab.node(1).holds(VIP));
    assertFalse(lab.node(1).holds(Groups.VIP6));
    second.awaitRole("web", "ACTIVE");
  }

  private static String dualStack(int priority, String interval) {
    return Groups.dualStack(priority, interval) + "lease: 10s\n";
  }

  private void assertGoesOn(Vipd vipd) throws IOException {
    vipd.launch(unit(vipd));
    Await.until("vipd answers", () -> vipd.vipctl("status").exitCode() == 0);
    GroupStatus web = vipd.awaitRole("web", "ACTIVE");
    assertEquals("was Active before vipd was restarted, and goes on", web.why());
    assertEquals("ACTIVE", vipd.groupIpv6("web").role());
  }

  @Test
  void aRestartIntoAConfigurationThatCannotBeUsedIsAHandOver() throws IOException {
    Vipd first = lab.vipd(1).group("web", Groups.web(150, "500ms"));
    first.launch(unit(first));
    first.awaitLog(" is running");
    lab.node(1).awaitHolds(VIP);

    first.group("web", "vrid: 300\n");
    systemdIsTo(first, "restart");
    assertEquals(0, first.stop());

    assertFalse(lab.node(1).holds(VIP));
  }

  @Test
  void whatADaemonLeftIsReleasedWhenItDoesNotComeBackAndNothingElse() {
    lab.node(1).ip("addr", "add", "10.99.0.77/24", "dev", "eth0");
    Vipd vipd = lab.vipd(1).group("web", Groups.web(150, "100ms") + "lease: off\n").start();
    lab.node(1).awaitHolds(VIP);

    Command.Result refused = release(vipd);
    assertEquals(1, refused.exitCode());
    assertTrue(refused.out().contains("another vipd (PID " + vipd.pid() + ")"), refused::out);
    assertTrue(lab.node(1).holds(VIP));

    vipd.kill();
    release(vipd, "SERVICE_RESULT=signal", "EXIT_STATUS=KILL").ok();
    assertTrue(lab.node(1).holds(VIP), "systemd starts it again");
    release(vipd, "SERVICE_RESULT=exit-code", "EXIT_STATUS=78").ok();
    assertEquals(List.of("10.99.0.1", "10.99.0.77"), lab.node(1).addresses());
  }

  @Test
  void anAddressThatWasThereBeforeStaysAndAStateThatIsDamagedIsNotUsed() throws IOException {
    lab.node(1).ip("addr", "add", VIP + "/24", "dev", "eth0");
    Vipd vipd = lab.vipd(1).group("web", Groups.web(150, "500ms"));
    Files.createDirectories(vipd.runFolder());
    Files.writeString(vipd.runFolder().resolve("state"), "of another vipd");
    vipd.start();

    vipd.awaitRole("web", "ACTIVE");
    vipd.awaitLog("the run-time state of an earlier run is not used");
    vipd.awaitLog(VIP + "/24 is on eth0 already and was not put there by vipd");
    assertEquals(0, vipd.stop());
    assertTrue(lab.node(1).holds(VIP));
  }

  @Test
  void aSecondDaemonOnOneHostIsRefusedWhateverItsRunFolder() {
    Vipd first = lab.vipd(1).group("web", Groups.web(150, "500ms")).start();
    lab.node(1).awaitHolds(VIP);

    Program second =
        lab.node(1)
            .start(
                "second",
                first.program("vipd").toString(),
                "run",
                "--config",
                first.configFolder().toString(),
                "--run-dir",
                first.runFolder().resolveSibling("second").toString(),
                "--state-dir",
                first.runFolder().resolveSibling("second").toString());

    assertNotEquals(0, second.awaitEnd());
    assertTrue(
        second
            .log()
            .contains("another vipd (PID " + first.pid() + ") runs in this network namespace"),
        second::log);
    assertEquals(2, first.group("web").transitions(), "it was Backup, then Active");
    assertTrue(lab.node(1).holds(VIP));
  }

  private Command.Result release(Vipd vipd, String... environment) {
    return lab.node(1)
        .run(
            Stream.of(
                    Stream.of("env"),
                    Stream.of(environment),
                    Stream.of(
                        vipd.program("vipd").toString(),
                        "release",
                        "--run-dir",
                        vipd.runFolder().toString()))
                .flatMap(words -> words)
                .toArray(String[]::new));
  }

  /** Starts what follows as systemd would, with a systemctl that says what {@link #systemdIsTo}. */
  private static List<String> unit(Vipd vipd) throws IOException {
    systemdIsTo(vipd, "nothing");
    return List.of(
        "env", "VIPD_UNIT=vipd.service", "PATH=" + fakes(vipd) + ":" + System.getenv("PATH"));
  }

  private static void systemdIsTo(Vipd vipd, String job) throws IOException {
    Path systemctl = fakes(vipd).resolve("systemctl");
    Files.createDirectories(systemctl.getParent());
    Files.writeString(systemctl, "#!/bin/sh\necho 412 vipd.service %s running\n".formatted(job));
    Files.setPosixFilePermissions(systemctl, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path fakes(Vipd vipd) {
    return vipd.configFolder().resolveSibling("fakes");
  }
}
