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
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** Steady state makes no garbage, so that no collector ever stops the thread that advertises. */
class NodeAllocationTest {
  private static final int ROUNDS = 1_000_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final ByteBuffer sent = ByteBuffer.allocateDirect(AdvertCodec.MAX_MESSAGE_BYTES);
  private final Node node = new Node(new Sender());
  private final Router router = node.add(0, config(), 0);

  @Test
  void aMillionAdvertsReceivedAsBackupMakeNoGarbage() {
    up();
    ByteBuffer heap =
        Datagram.of(router.form(), 200, IpAddress.parse("192.0.2.3"), AdvertCodec.IPV4_GROUP);
    ByteBuffer packet = ByteBuffer.allocateDirect(64).put(0, heap, 0, heap.capacity());
    Advert advert = new Advert();
    assertNoGarbage(round -> {
      AdvertCodec.decode(packet, 32, advert);
      node.receive(0, advert, 1_000_000L * round, 0);
      node.wake(1_000_000L * round);
    });
    assertEquals(Role.BACKUP, router.role());
    assertEquals(2 * ROUNDS, router.advertsReceived());
  }

  @Test
  void aMillionAdvertsSentAsActiveMakeNoGarbage() {
    up();
    node.wake(node.nextDeadlineNanos());
    assertNoGarbage(_ -> node.wake(node.nextDeadlineNanos()));
    assertEquals(Role.ACTIVE, router.role());
    assertEquals(2 * ROUNDS + 1, router.advertsSent());
    assertTrue(sent.getShort(6) != 0);
  }

  private static void assertNoGarbage(IntConsumer round) {
    for (int i = 0; i < ROUNDS; i++) {
      round.accept(i);
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    long nothing = THREADS.getCurrentThreadAllocatedBytes() - before;
    before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = ROUNDS; i < 2 * ROUNDS; i++) {
      round.accept(i);
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before - nothing;
    assertEquals(0, allocated, "bytes allocated in " + ROUNDS + " rounds");
  }

  private void up() {
    node.release(router, Inhibitor.INTERFACE_MISSING, 0);
    node.sourceAddress(router, IpAddress.parse("192.0.2.2"), 0);
  }

  private static RouterConfig config() {
    return new RouterConfig(
        "web",
        3,
        51,
        120,
        Duration.ofSeconds(1),
        List.of(IpAddress.parse("192.0.2.100")),
        List.of(),
        true,
        Duration.ZERO,
        ChecksumForm.PSEUDO_HEADER,
        RouterConfig.Admission.USUAL,
        List.of());
  }

  /** Writes what the daemon would send. */
  private final class Sender implements Effects {
    @Override
    public void sendAdvert(Router router, int priority) {
      int bytes = router.form().write(sent, priority);
      IpAddress source = router.source();
      IpAddress group = AdvertCodec.IPV4_GROUP;
      router
          .form()
          .checksum(sent, bytes, bytes, source, group);
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
