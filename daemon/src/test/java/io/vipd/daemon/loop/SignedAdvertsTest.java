package io.vipd.daemon.loop;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.kernel.NetworkNamespace;
import io.vipd.daemon.kernel.VrrpSocket;
import io.vipd.vrrp.auth.AuthVerdict;
import io.vipd.vrrp.auth.Authenticator;
import io.vipd.vrrp.node.RouterConfig;
import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Verdict;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Adverts as they arrive at the other end of a cable, read and verified there. */
class SignedAdvertsTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  private final Bench bench = new Bench();
  private final GroupConfigs config = new GroupConfigs();
  private final AdvertSender sender = new AdvertSender();
  private final Advert advert = new Advert();
  private NetworkNamespace host;
  private NetworkNamespace other;
  private VrrpSocket peer;

  @BeforeEach
  void open() throws Exception {
    host = new NetworkNamespace();
    other = new NetworkNamespace();
    NetworkNamespace.cable(host, "192.0.2.1/24", other, "192.0.2.2/24");
    other.ip("address add 192.0.2.3/24 dev vtk-r");
    host.ip("address add fe80::1/64 dev vtk-l nodad");
    other.ip("address add fe80::2/64 dev vtk-r nodad");
    other.ip("address add fe80::3/64 dev vtk-r nodad");
    eventually("the cable carries", () -> host.ip("link show dev vtk-l").contains("LOWER_UP"));
    config.auth = GroupConfigs.key(1, SECRET);
  }

  @AfterEach
  void close() throws Exception {
    bench.close();
    for (AutoCloseable open : new AutoCloseable[] {peer, other, host}) {
      if (open != null) {
        open.close();
      }
    }
  }

  /** Opens a socket at either end, and enters the group. */
  private Group start(Family family) throws Exception {
    int index = host.index("vtk-l");
    int otherIndex = other.index("vtk-r");
    bench.side(family).socket = host.call(() -> VrrpSocket.open(family, "vtk-l", index, true));
    peer = other.call(() -> VrrpSocket.open(family, "vtk-r", otherIndex, true));
    Group group = bench.add(config.build());
    bench.ready(group);
    return group;
  }

  /** The next packet at the other end is an advert that its router accepts; answers its trailer. */
  private String arrives(RouterConfig router) throws Exception {
    int[] length = new int[1];
    eventually("a packet", () -> (length[0] = peer.receive()) >= 0);
    ByteBuffer packet = peer.packet();
    assertEquals(Verdict.ACCEPTED, AdvertCodec.decode(packet, length[0], advert));
    assertEquals(
        AuthVerdict.OK,
        new Authenticator(
                router.admission().auth(), router.family(), 3, router.vrid(), router.multicast())
            .verify(
                packet,
                advert.messageOffset(),
                advert.messageBytes(),
                advert.hasTrailer(),
                advert.sourceHigh(),
                advert.sourceLow(),
                TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()),
                0));
    byte[] trailer = new byte[28];
    packet.get(advert.messageOffset() + advert.messageBytes(), trailer);
    return HexFormat.of().formatHex(trailer);
  }

  @Test
  void overIpv4AllPeersGetOneSignatureAndEachItsOwnChecksum() throws Exception {
    config.peers = List.of(IpAddress.parse("192.0.2.2"), IpAddress.parse("192.0.2.3"));
    Group group = start(Family.IPV4);
    sender.send(group, 100);
    String trailer = arrives(group.router().config());
    assertEquals("01010000", trailer.substring(0, 8));
    int checksum = peer.packet().getShort(26);
    assertEquals(trailer, arrives(group.router().config()));
    assertEquals(1, Short.toUnsignedInt((short) (checksum - peer.packet().getShort(26))));
    sender.send(group, 100);
    assertEquals(false, trailer.equals(arrives(group.router().config())), "each advert is new");
  }

  @Test
  void overIpv6AllPeersGetOneSignatureAndEachItsOwnChecksum() throws Exception {
    config.addresses = GroupConfigs.addresses("2001:db8::10");
    config.peers = List.of(IpAddress.parse("fe80::2"), IpAddress.parse("fe80::3"));
    Group group = start(Family.IPV6);
    sender.send(group, 100);
    String trailer = arrives(group.router().config());
    int checksum = Short.toUnsignedInt(peer.packet().getShort(46));
    assertEquals(trailer, arrives(group.router().config()));
    // Which of the two comes first is for neighbour discovery to say.
    int apart = Math.floorMod(checksum - Short.toUnsignedInt(peer.packet().getShort(46)), 0xFFFF);
    assertTrue(apart == 1 || apart == 0xFFFF - 1, () -> "in ones' complement: " + apart);
  }

  @Test
  void overIpv6TheGroupGetsIt() throws Exception {
    config.addresses = GroupConfigs.addresses("2001:db8::10");
    Group group = start(Family.IPV6);
    sender.send(group, 100);
    arrives(group.router().config());
    assertEquals(true, advert.multicast());
    assertEquals("fe80::1", advert.source().toString());
    assertEquals(255, advert.hopLimit());
    assertEquals(24 + 28, Short.toUnsignedInt(peer.packet().getShort(4)));
    assertEquals(0, sender.failures());
  }

  @Test
  void whoOnlyVerifiesDoesNotSign() throws Exception {
    config.auth = GroupConfigs.receiveOnly(1, SECRET);
    Group group = start(Family.IPV4);
    sender.send(group, 100);
    int[] length = new int[1];
    eventually("a packet", () -> (length[0] = peer.receive()) >= 0);
    assertEquals(20 + 12, length[0]);
    assertEquals(Verdict.ACCEPTED, AdvertCodec.decode(peer.packet(), length[0], advert));
    assertEquals(false, advert.hasTrailer());
  }
}
