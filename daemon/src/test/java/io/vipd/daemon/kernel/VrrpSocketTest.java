package io.vipd.daemon.kernel;

import static io.vipd.daemon.kernel.Eventually.eventually;
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

/** IPv4, two hosts on one cable: left is 192.0.2.1, right is 192.0.2.2. */
class VrrpSocketTest {
  private static final IpAddress LEFT = IpAddress.parse("192.0.2.1");
  private static final IpAddress RIGHT = IpAddress.parse("192.0.2.2");
  private static final IpAddress VIRTUAL = IpAddress.parse("192.0.2.10");
  private static final IpAddress GROUP = AdvertCodec.IPV4_GROUP;

  private NetworkNamespace left;
  private NetworkNamespace right;

  @BeforeEach
  void join() throws Exception {
    left = new NetworkNamespace();
    right = new NetworkNamespace();
    NetworkNamespace.cable(left, "192.0.2.1/24", right, "192.0.2.2/24");
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
  void anAdvertArrivesWithItsHeaderAsRfc9568AsksForIt() throws Exception {
    try (VrrpSocket sender = open(left, "vtk-l", true);
        VrrpSocket receiver = open(right, "vtk-r", true)) {
      assertTrue(sender.send(message("31330102"), 4, LEFT, GROUP));
      eventually("the advert arrives", () -> receiver.receive() == 24);
      ByteBuffer packet = receiver.packet();
      assertEquals(0, packet.position());
      assertEquals(24, packet.remaining());
      assertEquals(0x45, packet.get(0), "IPv4, no options");
      assertEquals((byte) 0xC0, packet.get(1), "type of service: internet control");
      assertEquals(24, packet.getShort(2), "total length");
      assertEquals((byte) 255, packet.get(8), "TTL");
      assertEquals(112, packet.get(9), "protocol");
      assertEquals((int) LEFT.low(), packet.getInt(12), "source");
      assertEquals(0xE0000012, packet.getInt(16), "destination 224.0.0.18");
      assertEquals(0x31330102, packet.getInt(20), "the message");
      assertEquals(-1, receiver.receive(), "and nothing else");
      assertEquals(-1, sender.receive(), "what we sent does not come back");
    }
  }

  @Test
  void theSourceIsTheOneAskedForAlsoWithAVirtualAddressOnTheInterface() throws Exception {
    left.ip("address add 192.0.2.10/24 dev vtk-l");
    try (VrrpSocket sender = open(left, "vtk-l", true);
        VrrpSocket receiver = open(right, "vtk-r", true)) {
      assertTrue(sender.send(message("31330102"), 4, VIRTUAL, GROUP));
      eventually("the first arrives", () -> receiver.receive() == 24);
      assertEquals((int) VIRTUAL.low(), receiver.packet().getInt(12));
      assertTrue(sender.send(message("31330102"), 4, LEFT, GROUP));
      eventually("the second arrives", () -> receiver.receive() == 24);
      assertEquals((int) LEFT.low(), receiver.packet().getInt(12));
    }
  }

  @Test
  void unicastReachesAPeerThatDidNotJoinTheGroupAndMulticastDoesNot() throws Exception {
    try (VrrpSocket sender = open(left, "vtk-l", false);
        VrrpSocket member = open(right, "vtk-r", true);
        VrrpSocket receiver = open(right, "vtk-r", false)) {
      assertTrue(sender.send(message("31330102"), 4, LEFT, GROUP));
      eventually("the member hears it", () -> member.receive() == 24);
      assertEquals(-1, receiver.receive());
      assertTrue(sender.send(message("31330103"), 4, LEFT, RIGHT));
      eventually("the unicast arrives", () -> receiver.receive() == 24);
      assertEquals((byte) 255, receiver.packet().get(8), "TTL");
      assertEquals((int) LEFT.low(), receiver.packet().getInt(12), "source");
      assertEquals(0x31330103, receiver.packet().getInt(20));
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
      assertTrue(sender.send(message("31330102"), 4, LEFT, GROUP));
      eventually("the advert arrives", () -> receiver.receive() == 24);
      assertTrue(sender.send(message("31330102"), 4, LEFT, RIGHT));
      eventually("the unicast arrives", () -> receiver.receive() == 24);
      assertEquals(-1, elsewhere.receive());
    }
  }

  @Test
  void aFloodFillsABoundedQueueAndWhatComesAfterItIsHeard() throws Exception {
    try (VrrpSocket sender = open(left, "vtk-l", true);
        VrrpSocket receiver = open(right, "vtk-r", true)) {
      ByteBuffer junk = message("ffffffffffffffffffffffffffffffff");
      for (int i = 0; i < 200_000; i++) {
        sender.send(junk, 16, LEFT, GROUP);
      }
      int received = 0;
      while (receiver.receive() >= 0) {
        received++;
      }
      assertTrue(received > 100 && received < 10_000, "of 200,000 were queued: " + received);
      eventually(
          "the next advert arrives",
          () -> {
            sender.send(message("31330102"), 4, LEFT, GROUP);
            return receiver.receive() == 24;
          });
    }
  }

  @Test
  void aDatagramLongerThanTheBufferArrivesCutOff() throws Exception {
    left.ip("link set vtk-l mtu 9000");
    right.ip("link set vtk-r mtu 9000");
    try (VrrpSocket sender = open(left, "vtk-l", true);
        VrrpSocket receiver = open(right, "vtk-r", true)) {
      assertTrue(sender.send(ByteBuffer.allocate(4352), 4352, LEFT, GROUP));
      eventually("the longest message arrives", () -> receiver.receive() == 4372);
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> sender.send(ByteBuffer.allocate(4353), 4353, LEFT, GROUP));
      right.run(() -> {
        // A raw socket of another program is not held to our limit.
        Block block = new Block(8016);
        block.bytes().putShort(0, (short) 2);
        block.putIpv4(4, (int) LEFT.low());
        int raw = Native.socket(2, 3, 112);
        assertEquals(8000, Native.sendto(raw, block, 16, 8000, 0, 0, 16));
        Native.close(raw);
      });
      eventually("it arrives", () -> sender.receive() == 4416);
      assertEquals(8020, sender.packet().getShort(2), "its header tells the true length");
    }
  }

  @Test
  void aSourceThatIsNotOursIsRefused() throws Exception {
    try (VrrpSocket sender = open(left, "vtk-l", true)) {
      KernelException refusal =
          assertThrows(
              KernelException.class,
              () -> sender.send(message("31330102"), 4, IpAddress.parse("192.0.2.99"), GROUP));
      assertEquals(
          "cannot send from 192.0.2.99 to 224.0.0.18 on vtk-l: Network is unreachable (ENETUNREACH)",
          refusal.getMessage());
    }
  }

  @Test
  void sendingThroughALinkThatIsDownIsRefused() throws Exception {
    try (VrrpSocket sender = open(left, "vtk-l", true)) {
      left.ip("link set vtk-l down");
      assertThrows(KernelException.class, () -> sender.send(message("31330102"), 4, LEFT, GROUP));
      assertEquals(-1, sender.receive());
      left.ip("link set vtk-l up");
      eventually("it works again", () -> sender.send(message("31330102"), 4, LEFT, GROUP));
    }
  }

  @Test
  void anInterfaceThatDoesNotExistIsRefusedByName() {
    KernelException refusal =
        assertThrows(KernelException.class, () -> open(left, "vtk-absent", 99, true));
    assertEquals(
        "cannot bind to interface vtk-absent: No such device (ENODEV)", refusal.getMessage());
    assertEquals(Errno.ENODEV, refusal.errno());
  }

  @Test
  void anIndexOfNoInterfaceCannotJoin() {
    KernelException refusal =
        assertThrows(KernelException.class, () -> open(left, "vtk-l", 99, true));
    assertEquals("cannot join 224.0.0.18 on vtk-l: No such device (ENODEV)", refusal.getMessage());
  }

  @Test
  void aRehearsalSendsNothingAndTakesNothing() throws Exception {
    try (VrrpSocket sender = open(left, "vtk-l", true);
        VrrpSocket receiver = open(right, "vtk-r", true)) {
      assertTrue(sender.send(message("31330102"), 4, LEFT, GROUP));
      sender.rehearse(100);
      receiver.rehearse(100);
      eventually("the advert arrives", () -> receiver.receive() == 24);
      assertEquals(0x31330102, receiver.packet().getInt(20));
      assertEquals(-1, receiver.receive());
    }
  }

  static VrrpSocket open(NetworkNamespace host, String interfaceName, boolean multicast)
      throws Exception {
    return open(host, interfaceName, host.index(interfaceName), multicast);
  }

  private static VrrpSocket open(
      NetworkNamespace host, String interfaceName, int index, boolean multicast) throws Exception {
    return host.call(() -> VrrpSocket.open(Family.IPV4, interfaceName, index, multicast));
  }

  static ByteBuffer message(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes);
  }
}
