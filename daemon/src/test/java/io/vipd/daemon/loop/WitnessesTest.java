package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.arp.Claim;
import io.vipd.arp.Claim.How;
import io.vipd.arp.MacAddress;
import io.vipd.daemon.config.GroupConfig.AnnounceConfig;
import io.vipd.daemon.config.GroupConfig.InquiryConfig;
import io.vipd.daemon.control.NodeStatus.AddressStatus;
import io.vipd.daemon.control.NodeStatus.RivalStatus;
import io.vipd.daemon.control.NodeStatus.VerificationStatus;
import io.vipd.daemon.kernel.Errno;
import io.vipd.daemon.kernel.KernelException;
import io.vipd.vrrp.wire.IpAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is asked, and what a status shows of it and of others who claim an address. */
class WitnessesTest {
  private static final MacAddress MAC = MacAddress.parse("02:00:5e:10:00:01");
  private static final MacAddress OTHER = MacAddress.parse("02:00:5e:10:00:99");
  private static final IpAddress GATEWAY = IpAddress.parse("192.0.2.254");
  private static final long MILLI = 1_000_000L;

  private final Bench bench = new Bench();
  private final GroupConfigs config = new GroupConfigs();

  @AfterEach
  void close() {
    bench.close();
  }

  private Group group(InquiryConfig inquiry) {
    config.announce = new AnnounceConfig(1, Duration.ofSeconds(1), Duration.ZERO, inquiry);
    Group group = bench.add(config.build());
    group.announceFrom(MAC, bench.announcer);
    return group;
  }

  private static AddressStatus picture(Group group, long nowNanos) {
    return OwnershipPicture.of(group, nowNanos).addresses().getFirst();
  }

  /** Announces, and waits until the announce thread has begun to ask. */
  private static VerificationStatus asked(Group group) throws InterruptedException {
    group.announcement.announce();
    while (picture(group, 0).verification() == null) {
      Thread.sleep(5);
    }
    return picture(group, 0).verification();
  }

  @Test
  void theDefaultGatewayIsAskedUnlessAnotherHostIsConfigured() throws Exception {
    Group group = group(new InquiryConfig(Duration.ZERO, true, List.of()));
    Witnesses witnesses = new Witnesses((_, _) -> GATEWAY);
    assertFalse(witnesses.round(), "nothing is wanted yet");
    witnesses.wanted(group);
    assertTrue(witnesses.round());
    assertEquals(new VerificationStatus("asking", "192.0.2.254", null), asked(group));
  }

  @Test
  void theConfiguredHostIsAskedWithoutALookAtTheRoutes() throws Exception {
    IpAddress host = IpAddress.parse("192.0.2.9");
    Group group = group(new InquiryConfig(Duration.ZERO, true, List.of(host)));
    Witnesses witnesses =
        new Witnesses((_, _) -> {
          throw new AssertionError("the kernel was asked");
        });
    witnesses.wanted(group);
    witnesses.round();
    assertEquals(new VerificationStatus("asking", "192.0.2.9", null), asked(group));
  }

  @Test
  void nobodyIsAskedWhereTheGatewayIsUnknownOrAnAddressOfTheGroup() throws Exception {
    Group group = group(new InquiryConfig(Duration.ZERO, true, List.of()));
    IpAddress own = group.addresses().getFirst().address();
    for (Witnesses.Lookup lookup :
        List.<Witnesses.Lookup>of(
            (_, _) -> null,
            (_, _) -> own,
            (_, _) -> {
              throw new KernelException("ask", Errno.ETIMEDOUT);
            })) {
      Witnesses witnesses = new Witnesses(lookup);
      witnesses.wanted(group);
      assertTrue(witnesses.round());
      group.announcement.announce();
      Thread.sleep(20);
      assertEquals(null, picture(group, 0).verification());
    }
  }

  @Test
  void aStatusNamesTheHolderOnABackupAndTheRivalOnAnActiveNode() {
    Group group = group(new InquiryConfig(Duration.ofSeconds(5), false, List.of()));
    InetAddress vip = InetAddress.ofLiteral("192.0.2.10");
    group.rivals.claimed(new Claim(vip, OTHER, How.ARP_REPLY, 1_000 * MILLI, false));
    assertEquals(
        new RivalStatus("02:00:5e:10:00:99", null, false, 500, 500, 1),
        picture(group, 1_500 * MILLI).rival());

    bench.ready(group);
    bench.pass(Duration.ofSeconds(4));
    assertEquals(null, picture(group, 2_000 * MILLI).rival(), "he was the holder before");
    group.rivals.claimed(new Claim(vip, OTHER, How.ARP_REPLY, 2_000 * MILLI, true));
    group.rivals.claimed(new Claim(vip, OTHER, How.ARP_REPLY, 2_250 * MILLI, true));
    assertEquals(
        new RivalStatus("02:00:5e:10:00:99", null, true, 1_000, 750, 2),
        picture(group, 3_000 * MILLI).rival());
    assertEquals(1, OwnershipPicture.of(group, 3_000 * MILLI).conflicts());
  }
}
