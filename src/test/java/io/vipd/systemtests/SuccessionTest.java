package io.vipd.systemtests;

import static io.vipd.systemtests.Groups.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A daemon that goes on where the one before it stopped. */
class SuccessionTest {
  @RegisterExtension final Lab lab = new Lab(2);

  @Test
  void aDaemonThatIsKilledAndStartedAgainKeepsItsAddressesInBothFamilies() {
    // Long enough for a machine that takes seconds to start a process.
    String patient = "lease: 10s\n";
    lab.addIpv6();
    List<AddressLog> logs =
        List.of(AddressLog.start(lab.node(1), VIP), AddressLog.start(lab.node(1), Groups.VIP6));
    Vipd first = lab.vipd(1).group("web", Groups.dualStack(150, "2s") + patient).start();
    lab.node(1).awaitHolds(VIP);
    lab.node(1).awaitHolds(Groups.VIP6);
    Vipd second = lab.vipd(2).group("web", Groups.dualStack(100, "2s") + patient).start();
    second.awaitBackupOf("web", "10.99.0.1");
    long transitions = second.group("web").transitions();

    for (int i = 0; i < 2; i++) {
      first.kill();
      first.start();

      GroupStatus web = first.awaitRole("web", "ACTIVE");
      assertEquals("was Active before vipd was restarted, and goes on", web.why());
      assertEquals("ACTIVE", first.groupIpv6("web").role());
    }

    assertEquals(transitions, second.group("web").transitions(), "the peer never took over");
    for (AddressLog log : logs) {
      assertEquals(1, log.tenures().size(), () -> log.tenures().toString());
      assertNull(log.tenures().getFirst().to());
    }
    assertEquals(0, first.stop());
    lab.node(1).awaitHoldsNot(VIP);
    lab.node(1).awaitHoldsNot(Groups.VIP6);
    second.awaitRole("web", "ACTIVE");
  }
}
