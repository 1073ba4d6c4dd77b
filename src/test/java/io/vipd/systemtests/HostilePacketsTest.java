package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What anybody on the network may send, and what neither node is impressed by. */
class HostilePacketsTest {
  @RegisterExtension final Lab lab = new Lab(2, "python3");

  private Vipd first;
  private Vipd second;

  private void startPair(String interval) {
    first = lab.vipd(1).group("web", Groups.web(150, interval)).start();
    lab.node(1).awaitHolds(VIP);
    second = lab.vipd(2).group("web", Groups.web(100, interval)).start();
    second.awaitBackupOf("web", "10.99.0.1");
  }

  @Test
  void aPacketThatBreaksARuleIsRefusedByThatRuleAndSaidOnceOnly() {
    startPair("250ms");
    Packets packets = new Packets(lab.client());
    packets.advert("--cut", "1", "--times", "50");
    packets.advert("--addresses", "10.99.0.100,10.99.0.101", "--count", "1", "--times", "50");
    packets.advert("--count", "0", "--times", "50");
    packets.advert("--damage-checksum", "--times", "50");
    packets.advert("--ttl", "254", "--times", "50");
    packets.advert("--vrid", "52", "--times", "50");
    packets.advert("--interval", "0", "--times", "50");

    for (String rule :
        new String[] {
          "TRUNCATED", "LENGTH", "NO_ADDRESSES", "CHECKSUM", "HOP_LIMIT", "UNKNOWN_VRID", "INTERVAL"
        }) {
      for (Vipd vipd : new Vipd[] {first, second}) {
        String line = "source=10.99.0.9 rule=" + rule + " ";
        vipd.awaitLog(line);
        assertEquals(1, vipd.log().lines().filter(said -> said.contains(line)).count(), line);
      }
    }
    assertRolesUnchanged();
  }

  @Test
  void anAddressCountThatPromisesMoreThanThereIsIsRefused() {
    startPair("250ms");
    new Packets(lab.client()).advert("--count", "255");

    first.awaitLog("source=10.99.0.9 rule=TRUNCATED ");
    second.awaitLog("source=10.99.0.9 rule=TRUNCATED ");
    assertRolesUnchanged();
  }

  @Test
  void aGoodAdvertOfTheSameSenderIsActedUpon() {
    startPair("250ms");
    // The counter-test: had the packets above been right, both nodes would have followed them.
    new Packets(lab.client()).advert("--priority", "200", "--interval", "100");

    first.awaitBackupOf("web", "10.99.0.9");
  }

  @Test
  void aFloodOfNoiseChangesNoRole() {
    startPair("500ms");
    Program flood = new Packets(lab.client()).flood(5);

    Await.until("the flood is over", Duration.ofSeconds(30), () -> !flood.alive(), over -> over);

    assertTrue(flood.log().startsWith("sent "), flood::log);
    assertRolesUnchanged();
    assertTrue(
        first.log().lines().filter(line -> line.contains("refused a packet")).count() < 20,
        first::log);
  }

  private void assertRolesUnchanged() {
    GroupStatus active = first.group("web");
    GroupStatus backup = second.group("web");
    assertEquals("ACTIVE", active.role());
    assertEquals(2, active.transitions(), active::toString);
    assertEquals("BACKUP", backup.role());
    assertEquals(1, backup.transitions(), backup::toString);
    assertTrue(lab.node(1).holds(VIP));
    assertFalse(lab.node(2).holds(VIP));
  }
}
