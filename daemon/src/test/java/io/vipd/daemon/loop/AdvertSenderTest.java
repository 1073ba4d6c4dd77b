package io.vipd.daemon.loop;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.daemon.kernel.NetworkNamespace;
import io.vipd.daemon.kernel.VrrpSocket;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdvertSenderTest {
  private final Bench bench = new Bench();
  private final GroupConfigs config = new GroupConfigs();
  private final AdvertSender sender = new AdvertSender();
  private NetworkNamespace host;
  private NetworkNamespace other;
  private VrrpSocket peer;

  @BeforeEach
  void open() throws Exception {
    host = new NetworkNamespace();
    other = new NetworkNamespace();
    NetworkNamespace.cable(host, "192.0.2.1/24", other, "192.0.2.2/24");
    int otherIndex = other.index("vtk-r");
    peer = other.call(() -> VrrpSocket.open(Family.IPV4, "vtk-r", otherIndex, true));
    int index = host.index("vtk-l");
    bench.side().socket = host.call(() -> VrrpSocket.open(Family.IPV4, "vtk-l", index, true));
  }

  @AfterEach
  void close() {
    bench.close();
    for (AutoCloseable open : new AutoCloseable[] {peer, other, host}) {
      try {
        if (open != null) {
          open.close();
        }
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Destination and VRRP message of the next packet at the other end. */
  private String arrives() throws Exception {
    int[] length = new int[1];
    eventually("a packet", () -> (length[0] = peer.receive()) >= 0);
    byte[] message = new byte[length[0] - 20];
    peer.packet().get(20, message);
    return IpAddress.ofIpv4(peer.packet().getInt(16)) + " " + HexFormat.of().formatHex(message);
  }

  @Test
  void anAdvertGoesToTheGroup() throws Exception {
    Group group = bench.add();
    bench.ready(group);
    sender.send(group, 100);
    sender.send(group, 0);
    assertEquals("224.0.0.18 31336401006405ccc000020a", arrives());
    assertEquals("224.0.0.18 31330001", arrives().substring(0, 19));
    assertEquals(0, sender.failures());
  }

  @Test
  void withUnicastEveryPeerGetsItsOwn() throws Exception {
    other.ip("address add 192.0.2.3/24 dev vtk-r");
    config.peers = List.of(IpAddress.parse("192.0.2.2"), IpAddress.parse("192.0.2.3"));
    Group group = bench.add(config.build());
    bench.ready(group);
    sender.send(group, 100);
    assertEquals("192.0.2.2 31336401", arrives().substring(0, 18));
    assertEquals("192.0.2.3 31336401", arrives().substring(0, 18));
    assertEquals(-1, peer.receive());
  }

  @Test
  void withoutASocketOrASourceNothingIsSentAndNothingFails() {
    Group group = bench.add();
    sender.send(group, 100);
    bench.ready(group);
    bench.side().socket.close();
    bench.side().socket = null;
    sender.send(group, 100);
    assertEquals(0, sender.failures());
  }

  @Test
  void failuresAreCountedAndLoggedEverMoreSeldom() {
    Group group = bench.add();
    bench.ready(group);
    bench.side().socket.close();
    try (LogLines log = new LogLines(AdvertSender.class)) {
      for (int i = 0; i < 1_000; i++) {
        sender.send(group, 100);
      }
      assertEquals(1_000, sender.failures());
      assertEquals(10, log.lines().size(), "at 1, 2, 4 .. 512");
      assertEquals(
          "WARN an advert could not be sent: cannot send from 192.0.2.1 to 224.0.0.18 on vtk-l:"
              + " Bad file descriptor (EBADF); after three in a row another node takes over. group=web failures=1",
          log.lines().getFirst());
    }
  }

  @Test
  void aLinkThatIsDownIsAFailureAndNoMore() throws Exception {
    Group group = bench.add();
    bench.ready(group);
    host.ip("link set vtk-l down");
    try (LogLines log = new LogLines(AdvertSender.class)) {
      sender.send(group, 0);
      assertEquals(1, sender.failures());
      assertEquals(1, log.lines().size());
    }
    host.ip("link set vtk-l up");
    eventually(
        "adverts go out again",
        () -> {
          sender.send(group, 100);
          return peer.receive() >= 0;
        });
  }
}
