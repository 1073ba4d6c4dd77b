package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A daemon that ends without being asked, and what its surroundings do to it. */
class DeathTest {
  @RegisterExtension final Lab lab = new Lab(2, "tcpdump", "tshark", "dd");

  @Test
  void aFrozenDaemonLosesItsAddressBeforeTheOtherTakesOverAndOneOfThemServesWhenItThaws() {
    AddressLog ofFirst = AddressLog.start(lab.node(1), VIP);
    AddressLog ofSecond = AddressLog.start(lab.node(2), VIP);
    Vipd first = lab.vipd(1).group("web", Groups.web(150, "1s")).start();
    lab.node(1).awaitHolds(VIP);
    Vipd second = lab.vipd(2).group("web", Groups.web(100, "1s")).start();
    second.awaitBackupOf("web", "10.99.0.1");

    first.freeze();

    lab.node(2).awaitHolds(VIP);
    Await.until("node2's tenure is logged", () -> !ofSecond.tenures().isEmpty());
    AddressLog.Tenure before = ofFirst.tenures().getFirst();
    AddressLog.Tenure after = ofSecond.tenures().getFirst();
    assertTrue(before.to().isBefore(after.from()), () -> before + " overlaps " + after);

    first.thaw();
    lab.node(2).awaitHoldsNot(VIP);
    second.awaitBackupOf("web", "10.99.0.1");
    first.awaitRole("web", "ACTIVE");
    lab.node(1).awaitHolds(VIP);
  }

  @Test
  void aDaemonThatStandsStillForAMomentKeepsItsAddress() {
    AddressLog log = AddressLog.start(lab.node(1), VIP);
    Vipd first = lab.vipd(1).group("web", Groups.web(150, "1s")).start();
    lab.node(1).awaitHolds(VIP);
    Vipd second = lab.vipd(2).group("web", Groups.web(100, "1s")).start();
    second.awaitBackupOf("web", "10.99.0.1");
    long sent = first.group("web").number("adverts-sent");

    first.freeze();
    LockSupport.parkNanos(Duration.ofMillis(1_600).toNanos());
    first.thaw();

    Await.until(
        "it goes on advertising", () -> first.group("web").number("adverts-sent") > sent + 2);
    assertEquals(1, log.tenures().size(), () -> log.tenures().toString());
    assertNull(log.tenures().getFirst().to());
    assertEquals("BACKUP", second.group("web").role());
  }

  @Test
  void aRestartTakesAwayWhatAnEarlierRunLeftAndNothingElse() {
    String old = Groups.web(150, "100ms").replace("51", "52").replace(VIP, "10.99.0.99");
    Vipd vipd =
        lab.vipd(1)
            .group("web", Groups.web(150, "100ms") + "lease: off\n")
            .group("old", old + "lease: off\n")
            .start();
    lab.node(1).awaitHolds(VIP);
    lab.node(1).awaitHolds("10.99.0.99");
    lab.node(1).ip("addr", "add", "10.99.0.77/24", "dev", "eth0");
    vipd.kill();
    assertTrue(
        lab.node(1).addresses().containsAll(List.of(VIP, "10.99.0.99", "10.99.0.77")),
        "nobody takes them away from a daemon that was killed and has no lease");

    // The groups are still there, but with other addresses.
    vipd.group("web", Groups.web(150, "100ms").replace(VIP, "10.99.0.98"));
    vipd.group("old", old.replace("10.99.0.99", "10.99.0.97"));
    vipd.start();

    assertFalse(lab.node(1).holds(VIP));
    assertFalse(lab.node(1).holds("10.99.0.99"));
    lab.node(1).awaitHolds("10.99.0.98");
    lab.node(1).awaitHolds("10.99.0.97");
    assertTrue(lab.node(1).holds("10.99.0.77"), "an address of somebody else's");
  }

  @Test
  void aDaemonThatWasKilledCanBeStartedAgainAtOnce() {
    Vipd vipd = lab.vipd(1).group("web", Groups.web(150, "100ms")).start();
    lab.node(1).awaitHolds(VIP);

    vipd.kill();
    vipd.start();

    vipd.awaitRole("web", "ACTIVE");
    assertTrue(lab.node(1).holds(VIP));
  }

  @Test
  void aSecondDaemonOnTheSameRunFolderIsRefusedAndToldWhoHasIt() {
    Vipd running = lab.vipd(1).group("web", Groups.web(150, "100ms")).start();
    lab.node(1).awaitHolds(VIP);
    Vipd intruder = lab.vipd(1);

    Program refused = intruder.launch();

    assertNotEquals(0, refused.awaitEnd());
    assertTrue(
        refused.log().contains("another vipd (PID " + running.pid() + ") runs with the run folder"),
        refused::log);
    assertTrue(running.alive());
    assertTrue(lab.node(1).holds(VIP));
    assertEquals("ACTIVE", running.group("web").role());
  }

  @Test
  void aFullDiskKeepsNobodyFromServing() {
    Vipd first = lab.vipd(1).group("web", Groups.web(150, "250ms"));
    Path disk = first.runFolder();
    // Mounted in a namespace that ends with the daemon; the daemon's log is on it, too.
    first.launch(
        List.of(
            "bash",
            "-c",
            "mkdir -p $0 && mount -t tmpfs -o size=64k tmpfs $0 && exec \"$@\" >$0/log 2>&1",
            disk.toString()));
    lab.node(1).awaitHolds(VIP);
    Vipd second = lab.vipd(2).group("web", Groups.web(100, "250ms")).start();
    second.awaitBackupOf("web", "10.99.0.1");

    Command.Result fill =
        Command.run(
            "nsenter",
            "--mount",
            "--target",
            Long.toString(first.pid()),
            "dd",
            "if=/dev/zero",
            "of=" + disk.resolve("fill"),
            "bs=4k");
    assertTrue(fill.err().contains("No space left on device"), fill::toString);

    long sent = first.group("web").number("adverts-sent");
    Await.until(
        "it goes on advertising", () -> first.group("web").number("adverts-sent") > sent + 4);
    assertEquals("ACTIVE", first.group("web").role());
    assertEquals("BACKUP", second.group("web").role());

    lab.cut(1);
    first.awaitRole("web", "FAULT");
    lab.heal(1);
    first.awaitRole("web", "ACTIVE");
    lab.node(1).awaitHolds(VIP);
    assertEquals(0, first.stop());
    assertFalse(lab.node(1).holds(VIP));
  }
}
