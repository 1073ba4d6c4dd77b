package io.vipd.daemon.kernel;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static io.vipd.daemon.kernel.VrrpSocketTest.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** IPv6, two hosts on one cable: left is fe80::1 and 2001:db8::1, right is fe80::2 and ..::2. */
class Ipv6VrrpSocketTest {
  private static final IpAddress LEFT = IpAddress.parse("fe80::1");
  private static final IpAddress RIGHT = IpAddress.parse("fe80::2");
  private static final IpAddress GROUP = AdvertCodec.IPV6_GROUP;

  private NetworkNamespace left;
  private NetworkNamespace right;

  @BeforeEach
  void join() throws Exception {
    left = new NetworkNamespace();
    right = new NetworkNamespace();
    NetworkNamespace.cable(left, "fe80::1/64 nodad", right, "fe80::2/64 nodad");
    left.ip("address add 2001:db8::1/64 dev vtk-l nodad");
    right.ip("address add 2001:db8::2/64 dev vtk-r nodad");
    ready(left, "vtk-l");
    ready(right, "vtk-r");
  }

  /** IPv6 begins on an interface some time after the carrier is there. */
  private static void ready(NetworkNamespace host, String interfaceName) throws Exception {
    eventually(
        "IPv6 is up",
        () -> host.ip("-6 route show dev " + interfaceName).contains("fe80::/64 proto kernel"));
  }

  @AfterEach
  void separate() {
    if (right != null) {
      right.close();
    }
    if (left != null) {
      left.close();
    }
  }

  @Test
  void anAdvertArrivesWithTheHeaderThatItWasSentWith() throws Exception {
    try (VrrpSocket sender = open(left, "vtk-l", true);
        VrrpSocket receiver = open(right, "vtk-r", true)) {
      assertTrue(send(sender, "3133640100640000", LEFT, GROUP));
      eventually("the advert arrives", () -> receiver.receive() == 48);
      assertEquals(
          // version 6; 8 bytes, next header 112, hop limit 255
          "60000000"
              + "000870ff"
              + "fe800000000000000000000000000001"
              + "ff020000000000000000000000000012"
              // the message as it was given, its checksum neither filled in nor looked at
              + "3133640100640000",
          packet(receiver));
      assertEquals(-1, receiver.receive(), "and nothing else");
      assertEquals(-1, sender.receive(), "what we sent does not come back");
    }
  }

  @Test
  void theSourceIsTheOneAskedForAlsoWithAVirtualAddressOnTheInterface() throws Exception {
    left.ip("address add fe80::10/64 dev vtk-l nodad");
    try (VrrpSocket sender = open(left, "vtk-l", true);
        VrrpSocket receiver = open(right, "vtk-r", true)) {
      assertTrue(send(sender, "31330102", IpAddress.parse("fe80::10"), GROUP));
      eventually("the first arrives", () -> receiver.receive() == 44);
      assertEquals("fe800000000000000000000000000010", packet(receiver).substring(16, 48));
      assertTrue(send(sender, "31330102", LEFT, GROUP));
      eventually("the second arrives", () -> receiver.receive() == 44);
      assertEquals("fe800000000000000000000000000001", packet(receiver).substring(16, 48));
    }
  }

  @Test
  void unicastReachesAPeerThatDidNotJoinTheGroupAndMulticastDoesNot() throws Exception {
    try (VrrpSocket sender = open(left, "vtk-l", false);
        VrrpSocket member = open(right, "vtk-r", true);
        VrrpSocket receiver = open(right, "vtk-r", false)) {
      assertTrue(send(sender, "31330102", LEFT, GROUP));
      eventually("the member hears it", () -> member.receive() == 44);
      assertEquals(-1, receiver.receive());
      assertTrue(send(sender, "31330103", LEFT, RIGHT));
      eventually("the unicast arrives", () -> receiver.receive() == 44);
      assertEquals(
          "60000000"
              + "000470ff"
              + "fe800000000000000000000000000001"
              + "fe800000000000000000000000000002"
              + "31330103",
          packet(receiver));
    }
  }

  @Test
  void aPeerOfGlobalScopeIsReachedToo() throws Exception {
    IpAddress global = IpAddress.parse("2001:db8::1");
    try (VrrpSocket sender = open(left, "vtk-l", false);
        VrrpSocket receiver = open(right, "vtk-r", false)) {
      assertTrue(send(sender, "31330103", global, IpAddress.parse("2001:db8::2")));
      eventually("the unicast arrives", () -> receiver.receive() == 44);
      assertEquals(
          "60000000"
              + "000470ff"
              + "20010db8000000000000000000000001"
              + "20010db8000000000000000000000002"
              + "31330103",
          packet(receiver));
    }
  }

  @Test
  void anotherInterfaceOfTheSameHostHearsNothing() throws Exception {
    right.ip("link add vtk-x type veth peer name vtk-y");
    right.ip("link set vtk-x up");
    right.ip("link set vtk-y up");
    try (VrrpSocket sender = open(left, "vtk-l", true);
        VrrpSocket elsewhere = open(right, "vtk-x", true);
        VrrpSocket receiver = open(right, "vtk-r", true)) {
      assertTrue(send(sender, "31330102", LEFT, GROUP));
      eventually("the advert arrives", () -> receiver.receive() == 44);
      assertTrue(send(sender, "31330102", LEFT, RIGHT));
      eventually("the unicast arrives", () -> receiver.receive() == 44);
      assertEquals(-1, elsewhere.receive());
    }
  }

  @Test
  void ipv4AndIpv6DoNotHearEachOther() throws Exception {
    left.ip("address add 192.0.2.1/24 dev vtk-l");
    try (VrrpSocket sender = open(left, "vtk-l", true);
        VrrpSocket sender4 = VrrpSocketTest.open(left, "vtk-l", true);
        VrrpSocket receiver = open(right, "vtk-r", true);
        VrrpSocket receiver4 = VrrpSocketTest.open(right, "vtk-r", true)) {
      assertTrue(send(sender, "31330102", LEFT, GROUP));
      IpAddress source4 = IpAddress.parse("192.0.2.1");
      assertTrue(sender4.send(message("31330102"), 4, source4, AdvertCodec.IPV4_GROUP));
      eventually("one arrives over IPv6", () -> receiver.receive() == 44);
      eventually("one arrives over IPv4", () -> receiver4.receive() == 24);
      assertEquals(-1, receiver.receive());
      assertEquals(-1, receiver4.receive());
    }
  }

  @Test
  void whatASenderBesideTheRuleDoesIsTold() throws Exception {
    int index = right.index("vtk-r");
    try (VrrpSocket receiver = open(left, "vtk-l", true)) {
      right.run(() -> {
        // Next header 60: eight bytes of destination options, and VRRP behind them. Hop limit 64.
        Block block = new Block(64);
        block.bytes().putShort(0, (short) 10).putInt(24, index);
        block.putIpv6(8, LEFT.high(), LEFT.low());
        block.bytes().put(32, HexFormat.of().parseHex("7000010400000000" + "31330102"));
        int raw = Native.socket(10, 3, 60);
        assertEquals(12, Native.sendto(raw, block, 32, 12, 0, 0, 28));
        Native.close(raw);
      });
      eventually("it arrives", () -> receiver.receive() == 44);
      assertEquals("60000000" + "00047040", packet(receiver).substring(0, 16));
      assertEquals("31330102", packet(receiver).substring(80));
    }
  }

  @Test
  void aDatagramLongerThanTheBufferArrivesCutOff() throws Exception {
    left.ip("link set vtk-l mtu 9000");
    right.ip("link set vtk-r mtu 9000");
    int index = right.index("vtk-r");
    try (VrrpSocket sender = open(left, "vtk-l", true);
        VrrpSocket receiver = open(right, "vtk-r", true)) {
      assertTrue(send(sender, "00".repeat(4352), LEFT, GROUP));
      eventually("the longest message arrives", () -> receiver.receive() == 4392);
      assertEquals(4352, receiver.packet().getShort(4), "payload length");
      assertThrows(
          IndexOutOfBoundsException.class, () -> send(sender, "00".repeat(4353), LEFT, GROUP));
      right.run(() -> {
        // A raw socket of another program is not held to our limit.
        Block block = new Block(8032);
        block.bytes().putShort(0, (short) 10).putInt(24, index);
        block.putIpv6(8, LEFT.high(), LEFT.low());
        int raw = Native.socket(10, 3, 112);
        assertEquals(8000, Native.sendto(raw, block, 32, 8000, 0, 0, 28));
        Native.close(raw);
      });
      eventually("it arrives", () -> sender.receive() == 4416);
      assertEquals(8000, sender.packet().getShort(4), "its header tells the true length");
    }
  }

  @Test
  void aSourceThatIsNotOursIsRefused() throws Exception {
    try (VrrpSocket sender = open(left, "vtk-l", true)) {
      KernelException refusal =
          assertThrows(
              KernelException.class,
              () -> send(sender, "31330102", IpAddress.parse("fe80::99"), GROUP));
      assertEquals(Errno.EINVAL, refusal.errno());
      assertEquals("send from fe80::99 to ff02::12 on vtk-l", refusal.operation());
    }
  }

  @Test
  void anAddressWhoseUniquenessIsNotKnownYetDoesNotSend() throws Exception {
    IpAddress tentative = IpAddress.parse("fe80::3");
    try (VrrpSocket sender = open(left, "vtk-l", true)) {
      left.ip("address add fe80::3/64 dev vtk-l");
      assertThrows(KernelException.class, () -> send(sender, "31330102", tentative, GROUP));
      eventually(
          "it does when it is",
          () -> {
            try {
              return send(sender, "31330102", tentative, GROUP);
            } catch (KernelException e) {
              assertEquals(Errno.EINVAL, e.errno());
              return false;
            }
          });
    }
  }

  @Test
  void anInterfaceThatDoesNotExistIsRefusedByName() {
    KernelException refusal =
        assertThrows(KernelException.class, () -> open(left, "vtk-absent", 99, true));
    assertEquals(
        "cannot bind to interface vtk-absent: No such device (ENODEV)", refusal.getMessage());
  }

  @Test
  void anIndexOfNoInterfaceCannotJoin() {
    KernelException refusal =
        assertThrows(KernelException.class, () -> open(left, "vtk-l", 99, true));
    assertEquals("cannot join ff02::12 on vtk-l: No such device (ENODEV)", refusal.getMessage());
  }

  @Test
  void aRehearsalSendsNothingAndTakesNothing() throws Exception {
    try (VrrpSocket sender = open(left, "vtk-l", true);
        VrrpSocket receiver = open(right, "vtk-r", true)) {
      assertTrue(send(sender, "31330102", LEFT, GROUP));
      sender.rehearse(100);
      receiver.rehearse(100);
      eventually("the advert arrives", () -> receiver.receive() == 44);
      assertEquals(0x31330102, receiver.packet().getInt(40));
      assertEquals(-1, receiver.receive());
    }
  }

  private static boolean send(VrrpSocket sender, String hex, IpAddress source, IpAddress to)
      throws KernelException {
    ByteBuffer message = message(hex);
    return sender.send(message, message.capacity(), source, to);
  }

  private static String packet(VrrpSocket receiver) {
    byte[] bytes = new byte[receiver.packet().remaining()];
    receiver.packet().get(0, bytes);
    return HexFormat.of().formatHex(bytes);
  }

  static VrrpSocket open(NetworkNamespace host, String interfaceName, boolean multicast)
      throws Exception {
    return open(host, interfaceName, host.index(interfaceName), multicast);
  }

  private static VrrpSocket open(
      NetworkNamespace host, String interfaceName, int index, boolean multicast) throws Exception {
    return host.call(() -> VrrpSocket.open(Family.IPV6, interfaceName, index, multicast));
  }
}
