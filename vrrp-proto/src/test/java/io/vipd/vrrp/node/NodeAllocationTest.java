package io.vipd.vrrp.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.Datagram;
import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Password;
import io.vipd.vrrp.wire.Verdict;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Steady state makes no garbage, so that no collector ever stops the thread that advertises. */
class NodeAllocationTest {
  private static final int WARM_UP_ROUNDS = 100_000;

  /**
   * What a round creates shows in each of them, what the compiler does once in one of them only.
   */
  private static final int WINDOWS = 10;

  private static final int ROUNDS = 1_000_000;
  private static final int ALL_ROUNDS = WARM_UP_ROUNDS + ROUNDS;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private enum Kind {
    VERSION_3_OVER_IPV4(3, "192.0.2.100", "192.0.2.2", "192.0.2.3"),
    VERSION_3_OVER_IPV6(3, "2001:db8::100", "fe80::2", "fe80::3"),
    VERSION_2(2, "192.0.2.100", "192.0.2.2", "192.0.2.3");

    private final int version;
    private final IpAddress virtual;
    private final IpAddress ours;
    private final IpAddress peer;

    Kind(int version, String virtual, String ours, String peer) {
      this.version = version;
      this.virtual = IpAddress.parse(virtual);
      this.ours = IpAddress.parse(ours);
      this.peer = IpAddress.parse(peer);
    }
  }

  private final ByteBuffer sent = ByteBuffer.allocateDirect(AdvertCodec.MAX_MESSAGE_BYTES);

  /** What is written down meanwhile makes none either; a chapter takes more than a window. */
  private final Node node = new TapedNode(new Sender(), new Tape(1 << 21));

  private final Advert advert = new Advert();

  @ParameterizedTest
  @EnumSource
  void aMillionAdvertsReceivedAsBackupMakeNoGarbage(Kind kind) {
    Router router = up(kind, null);
    ByteBuffer packet = packet(router, kind);
    assertNoGarbage(round -> {
      receive(packet, 1_000_000L * round);
      node.wake(1_000_000L * round);
    });
    assertEquals(Role.BACKUP, router.role());
    assertEquals(ALL_ROUNDS, router.advertsReceived());
  }

  @ParameterizedTest
  @EnumSource
  void aMillionAdvertsSentAsActiveMakeNoGarbage(Kind kind) {
    Router router = up(kind, null);
    node.wake(node.nextDeadlineNanos());
    assertNoGarbage(_ -> node.wake(node.nextDeadlineNanos()));
    assertEquals(Role.ACTIVE, router.role());
    assertEquals(ALL_ROUNDS + 1, router.advertsSent());
    assertTrue(sent.getShort(6) != 0);
  }

  @Test
  void aMillionRefusedAdvertsOfOneSenderMakeNoGarbage() {
    Router router = up(Kind.VERSION_2, new Password(new byte[] {'a'}));
    ByteBuffer wrong =
        Datagram.ofHex(
            "45c00028 00004000 ff700000 c0000203 e0000012"
                + "2133c801 00015465 c0000264 00000000 00000000");
    receive(wrong, 0);
    assertNoGarbage(round -> receive(wrong, 1_000_000L * round));
    assertEquals(0, router.advertsReceived());
    assertEquals(Verdict.AUTHENTICATION_TYPE, router.lastRefusal().verdict());
  }

  @Test
  void aMillionAdvertsOfAHostWithTiedRoutersMakeNoGarbage() {
    Router leader = up(Kind.VERSION_3_OVER_IPV4, null);
    Router follower = up(Kind.VERSION_3_OVER_IPV6, null);
    node.tie(List.of(leader, follower), 0);
    ByteBuffer packet = packet(leader, Kind.VERSION_3_OVER_IPV4);
    assertNoGarbage(round -> {
      receive(packet, 1_000_000_000L * round);
      node.wake(1_000_000_000L * round);
    });
    assertEquals(Role.BACKUP, leader.role());
    assertEquals(Role.BACKUP, follower.role());
    assertEquals(0, follower.advertsReceived());
  }

  private void receive(ByteBuffer packet, long nowNanos) {
    AdvertCodec.decode(packet, packet.capacity(), advert);
    node.receive(0, advert, nowNanos, 0);
  }

  private static void assertNoGarbage(IntConsumer round) {
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      round.accept(i);
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    long nothing = THREADS.getCurrentThreadAllocatedBytes() - before;
    long least = Long.MAX_VALUE;
    int next = WARM_UP_ROUNDS;
    for (int window = 0; window < WINDOWS; window++) {
      before = THREADS.getCurrentThreadAllocatedBytes();
      for (int end = next + ROUNDS / WINDOWS; next < end; next++) {
        round.accept(next);
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before - nothing);
    }
    assertEquals(0, least, "bytes allocated in every " + ROUNDS / WINDOWS + " rounds");
  }

  /** A router that may take part. */
  private Router up(Kind kind, Password password) {
    RouterConfig config =
        new RouterConfig(
            "web",
            kind.version,
            51,
            120,
            Duration.ofSeconds(1),
            List.of(kind.virtual),
            List.of(),
            true,
            false,
            RouterConfig.Patience.NONE,
            ChecksumForm.PSEUDO_HEADER,
            new RouterConfig.Admission(255, false, password, null),
            List.of());
    Router router = node.add(0, config, 0);
    node.release(router, Inhibitor.INTERFACE_MISSING, 0);
    node.sourceAddress(router, kind.ours, 0);
    return router;
  }

  /** An advert of the peer's, of priority 200. */
  private static ByteBuffer packet(Router router, Kind kind) {
    ByteBuffer heap =
        Datagram.of(router.form(), 200, kind.peer, AdvertCodec.group(kind.peer.family()));
    return ByteBuffer.allocateDirect(heap.capacity()).put(0, heap, 0, heap.capacity());
  }

  /** Writes what the daemon would send. */
  private final class Sender implements Effects {
    @Override
    public void sendAdvert(Router router, int priority) {
      int bytes = router.form().write(sent, priority);
      IpAddress source = router.source();
      IpAddress group = AdvertCodec.group(router.form().family());
      router.form().checksum(sent, bytes, bytes, source, group);
    }

    @Override
    public void installAddresses(Router router) {}

    @Override
    public void removeAddresses(Router router) {}

    @Override
    public void announce(Router router) {}

    @Override
    public void report(Router router, Report report) {}
  }
}
