package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.vipd.daemon.kernel.AddressFlags;
import io.vipd.daemon.kernel.NetworkNamespace;
import io.vipd.daemon.kernel.VrrpSocket;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@link LinksTest} for IPv6, alone and beside IPv4. */
class LinksFamiliesTest {
  private static final byte[] MAC = {2, 0, 0, 0, 0, 10};
  private static final int OPERATIONAL = 6;
  private static final int OURS = 112;
  private static final int INDEX = 7;

  private final Bench bench = new Bench();
  private final GroupConfigs config = new GroupConfigs();
  private NetworkNamespace host;

  @BeforeEach
  void open() throws Exception {
    host = new NetworkNamespace();
    host.ip("link add vtk-l type veth peer name vtk-r");
    config.peers = List.of(IpAddress.parse("192.0.2.2"), IpAddress.parse("fe80::2"));
  }

  @AfterEach
  void close() {
    bench.close();
    if (host != null) {
      host.close();
    }
  }

  private Group ipv6() {
    config.addresses = GroupConfigs.addresses("2001:db8::10");
    return bench.add(config.build());
  }

  /** A group of both families; answers the IPv4 one, which leads. */
  private Group both() {
    config.addresses = GroupConfigs.addresses("192.0.2.10", "2001:db8::10");
    return bench.add(config.build());
  }

  private void turn(Runnable events) {
    inside(() -> {
      bench.links.begin(bench.nowNanos);
      events.run();
      bench.links.end();
      bench.restorer.restore(bench.nowNanos);
    });
  }

  private void inside(NetworkNamespace.Body body) {
    try {
      host.run(body);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void link(boolean up) {
    bench.links.linkChanged(INDEX, "vtk-l", up, MAC, OPERATIONAL);
  }

  private void added(String address, int prefixLength, int tag, int flags) {
    bench.links.addressAdded(INDEX, IpAddress.parse(address), prefixLength, tag, flags);
  }

  private void removed(String address, int prefixLength) {
    bench.links.addressRemoved(INDEX, IpAddress.parse(address), prefixLength, 0, 0);
  }

  private static Set<Inhibitor> inhibitors(Group group) {
    return group.router().inhibitors();
  }

  private static String source(Group group) {
    return group.router().source().toString();
  }

  /** Both families listen. */
  private Group bothListen() {
    Group leader = both();
    turn(() -> {
      link(true);
      added("192.0.2.1", 24, 0, 0);
      added("fe80::1", 64, 0, 0);
    });
    assertEquals(
        List.of("web/ipv6 INITIALIZE to BACKUP", "web/ipv4 INITIALIZE to BACKUP"), bench.done());
    return leader;
  }

  /** The group of IPv6 alone is Active, and its address is there. */
  private Group ipv6IsActive() {
    Group group = ipv6();
    turn(() -> {
      link(true);
      added("fe80::1", 64, 0, 0);
    });
    bench.pass(Duration.ofSeconds(4));
    bench.confirm(group);
    turn(() -> added("2001:db8::10", 64, OURS, 0));
    assertEquals(Role.ACTIVE, group.router().role());
    bench.done();
    return group;
  }

  @Test
  void aGroupOfBothFamiliesWaitsForAnAddressOfEach() {
    Group leader = both();
    Group follower = bench.groups.getLast();
    turn(() -> link(true));
    turn(() -> added("192.0.2.1", 24, 0, 0));
    assertEquals(Set.of(Inhibitor.SIBLING), inhibitors(leader));
    assertEquals(Set.of(Inhibitor.NO_SOURCE_ADDRESS), inhibitors(follower));
    turn(() -> added("fe80::1", 64, 0, 0));
    assertEquals(Set.of(), inhibitors(leader));
    assertEquals(Set.of(), inhibitors(follower));
    assertEquals("192.0.2.1", source(leader));
    assertEquals("fe80::1", source(follower));
  }

  @Test
  void aSocketThatFailsIsOpenedAgainAndThatOfTheOtherFamilyIsLeftAlone() {
    Group leader = bothListen();
    Group follower = bench.groups.getLast();
    VrrpSocket untouched = bench.side(Family.IPV4).socket;
    assertNotNull(untouched);
    inside(() -> {
      bench.links.failed(bench.side(Family.IPV6), new IOException("it broke"), bench.nowNanos);
      assertNull(bench.side(Family.IPV6).socket);
      assertEquals(Set.of(Inhibitor.SOCKET_FAILED), inhibitors(follower));
      assertEquals(Set.of(Inhibitor.SIBLING), inhibitors(leader));
      bench.links.reopen(bench.nowNanos + 999_999_999);
      assertNull(bench.side(Family.IPV6).socket);
      bench.links.reopen(bench.nowNanos + 1_000_000_000);
    });
    assertNotNull(bench.side(Family.IPV6).socket);
    assertSame(untouched, bench.side(Family.IPV4).socket);
    assertEquals(Role.BACKUP, leader.router().role());
    assertEquals(Role.BACKUP, follower.router().role());
  }

  @Test
  void anInterfaceThatIsGoneTakesTheSocketsOfBothFamiliesAlong() {
    bothListen();
    turn(() -> bench.links.linkRemoved(INDEX, "vtk-l"));
    assertNull(bench.side(Family.IPV4).socket);
    assertNull(bench.side(Family.IPV6).socket);
    assertEquals(List.of(), bench.side(Family.IPV6).ownAddresses);
  }

  @Test
  void addressesOfOneFamilyDoNotTouchTheOther() {
    Group leader = bothListen();
    turn(() -> {
      added("fe80::3", 64, 0, 0);
      added("2001:db8::1", 64, 0, 0);
      removed("fe80::1", 64);
    });
    assertEquals(List.of(IpAddress.parse("192.0.2.1")), bench.side(Family.IPV4).ownAddresses);
    assertEquals("192.0.2.1", source(leader));
    assertEquals("fe80::3", source(bench.groups.getLast()));
    assertEquals(List.of(), bench.done());
  }

  @Test
  void aLinkWithoutAnIpv6GroupIsDeafForIpv6Addresses() {
    config.addresses = GroupConfigs.addresses("192.0.2.10");
    bench.add(config.build());
    turn(() -> link(true));
    long before = bench.links.heard();
    turn(() -> added("fe80::1", 64, 0, 0));
    assertEquals(before, bench.links.heard());
    assertEquals(1, bench.link.sides().size());
  }

  @Test
  void anAddressIsSentFromOnlyWhenItIsKnownToBeUnique() {
    Group group = ipv6();
    turn(() -> {
      link(true);
      added("fe80::1", 64, 0, AddressFlags.TENTATIVE);
    });
    assertEquals(Set.of(Inhibitor.NO_SOURCE_ADDRESS), inhibitors(group));
    turn(() -> added("fe80::1", 64, 0, 0));
    assertEquals(Set.of(), inhibitors(group));
    assertEquals("fe80::1", source(group));
  }

  @Test
  void anOptimisticAddressIsSentFromAtOnce() {
    Group group = ipv6();
    turn(() -> {
      link(true);
      added("fe80::1", 64, 0, AddressFlags.TENTATIVE | AddressFlags.OPTIMISTIC);
    });
    assertEquals("fe80::1", source(group));
  }

  @Test
  void anAddressThatAnotherHostHasIsNotSentFromAnyMore() {
    Group group = ipv6IsActive();
    turn(() -> added("fe80::1", 64, 0, AddressFlags.TENTATIVE | AddressFlags.DUPLICATE));
    assertEquals(List.of("advert 0", "remove", "ACTIVE to INITIALIZE"), bench.done());
    assertEquals(Set.of(Inhibitor.NO_SOURCE_ADDRESS), inhibitors(group));
    assertNull(group.router().source());
  }

  @Test
  void aLinkThatGoesDownLosesItsIpv6AddressesAndIsBackWhenOneIsUnique() {
    Group group = ipv6IsActive();
    turn(() -> {
      link(false); // the kernel takes them away then, the virtual ones too
      removed("2001:db8::10", 64);
      removed("fe80::1", 64);
    });
    assertEquals(List.of("advert 0", "remove", "ACTIVE to INITIALIZE"), bench.done());
    assertEquals(Set.of(Inhibitor.LINK_DOWN, Inhibitor.NO_SOURCE_ADDRESS), inhibitors(group));
    assertEquals(Presence.ABSENT, group.presence(0));
    turn(() -> {
      link(true);
      added("fe80::1", 64, 0, AddressFlags.TENTATIVE);
    });
    assertEquals(Set.of(Inhibitor.NO_SOURCE_ADDRESS), inhibitors(group));
    turn(() -> added("fe80::1", 64, 0, 0));
    assertEquals(List.of("INITIALIZE to BACKUP"), bench.done());
  }

  @Test
  void aVirtualLinkLocalAddressIsNoneToSendFrom() {
    config.addresses = GroupConfigs.addresses("fe80::10", "2001:db8::10");
    Group group = bench.add(config.build());
    turn(() -> {
      link(true);
      added("fe80::10", 64, OURS, 0);
      added("fe80::77", 64, OURS, 0);
    });
    assertEquals(Set.of(Inhibitor.NO_SOURCE_ADDRESS), inhibitors(group));
    assertEquals(Presence.OURS, group.presence(0));
  }

  @Test
  void anAddressThatIsTakenAwayIsPutBack() {
    ipv6IsActive();
    turn(() -> removed("2001:db8::10", 64));
    assertEquals(List.of("install"), bench.done());
  }

  @Test
  void anIpv6AddressIsTheSameWithAnotherPrefixAndThenSomebodyElses() {
    Group group = ipv6();
    try (LogLines log = new LogLines(Links.class)) {
      turn(() -> {
        link(true);
        added("fe80::1", 64, 0, 0);
        added("2001:db8::10", 128, 0, 0);
      });
      assertEquals(Presence.FOREIGN, group.presence(0));
      assertEquals(
          "WARN 2001:db8::10/128 is on vtk-l already and was not put there by vipd, which will not"
              + " remove it, so two nodes may have it; take it away with ip address delete."
              + " group=web interface=vtk-l",
          log.lines().getLast());
      int lines = log.lines().size();
      turn(() -> added("2001:db8::10", 128, 0, 0)); // a renewal, for instance
      assertEquals(lines, log.lines().size());
    }
    bench.pass(Duration.ofSeconds(4));
    bench.confirm(group);
    bench.done();
    turn(() -> removed("2001:db8::10", 128));
    assertEquals(List.of("install"), bench.done(), "now there is room for ours");
  }

  @Test
  void whileActiveAnIpv6AddressThatComesBackWithAnotherPrefixIsSomebodyElses() {
    Group group = ipv6IsActive();
    assertEquals(Presence.OURS, group.presence(0));
    turn(() -> {
      removed("2001:db8::10", 64);
      added("2001:db8::10", 128, 0, 0);
    });
    assertEquals(Presence.FOREIGN, group.presence(0));
    assertEquals(List.of(), bench.done());
    assertEquals(Role.ACTIVE, group.router().role());
  }

  @Test
  void aNewPictureKeepsAnIpv6AddressWithAnotherPrefix() {
    Group group = ipv6();
    LinkSnapshot picture =
        new LinkSnapshot(
            List.of(new LinkSnapshot.Interface(INDEX, "vtk-l", true, MAC, OPERATIONAL)),
            List.of(new LinkSnapshot.Address(INDEX, IpAddress.parse("2001:db8::10"), 128, 0, 0)));
    inside(() -> bench.links.restate(picture, bench.nowNanos));
    assertEquals(Presence.FOREIGN, group.presence(0));
    try (LogLines log = new LogLines(Links.class)) {
      inside(() -> bench.links.restate(picture, bench.nowNanos));
      assertEquals(List.of(), log.lines());
    }
    assertEquals(Presence.FOREIGN, group.presence(0));
  }

  @Test
  void anIpv4AddressWithAnotherPrefixIsAnotherOne() {
    config.addresses = GroupConfigs.addresses("192.0.2.10");
    Group group = bench.add(config.build());
    turn(() -> {
      link(true);
      added("192.0.2.1", 24, 0, 0);
      added("192.0.2.10", 32, 0, 0);
    });
    assertEquals(Presence.ABSENT, group.presence(0));
  }
}
