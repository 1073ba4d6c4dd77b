package io.vipd.daemon.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.IpAddress;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What runs all the time creates no object once the compiler has been there. */
class AllocationTest {
  /** The array of what became of each change. */
  private static final long OUTCOMES_BYTES = 24;

  /**
   * The address thread wants its failures explained, for which the JDK makes a view of the memory
   * where errno goes; whether the compiler finds out that it need not differs from run to run.
   */
  private static final long EXPLAINED_BYTES = 40;

  private static final int ROUNDS_PER_BATCH = 2_000;
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);

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
  void waitingReceivingAndSendingCreateNothing() throws Exception {
    try (VrrpSocket sender = VrrpSocketTest.open(left, "vtk-l", true);
        VrrpSocket receiver = VrrpSocketTest.open(right, "vtk-r", true)) {
      passingAdverts(sender, receiver, IpAddress.parse("192.0.2.1"), AdvertCodec.IPV4_GROUP);
    }
  }

  @Test
  void overIpv6NeitherDoThey() throws Exception {
    IpAddress source = IpAddress.parse("fe80::1");
    left.ip("address add fe80::1/64 dev vtk-l nodad");
    try (VrrpSocket sender = Ipv6VrrpSocketTest.open(left, "vtk-l", true);
        VrrpSocket receiver = Ipv6VrrpSocketTest.open(right, "vtk-r", true)) {
      passingAdverts(sender, receiver, source, AdvertCodec.IPV6_GROUP);
    }
  }

  private static void passingAdverts(
      VrrpSocket sender, VrrpSocket receiver, IpAddress source, IpAddress group) throws Exception {
    ByteBuffer advert = VrrpSocketTest.message("31330102");
    try (WakeUp wakeUp = new WakeUp()) {
      Poller poller = new Poller();
      poller.add(receiver);
      poller.add(wakeUp);
      int[] received = new int[1];
      createsNothing(
          "send, signal, wait, receive, drain (" + source.family() + ")",
          () -> {
            sender.send(advert, 4, source, group);
            wakeUp.signal();
            poller.await(1_000_000_000);
            while (receiver.receive() >= 0) {
              received[0]++;
            }
            wakeUp.drain();
          });
      assertTrue(received[0] > 1_000, "received " + received[0]);
    }
  }

  @Test
  void hearingOfARenewedAddressCreatesNothing() throws Exception {
    renewing(AddressChange.hold(left.index("vtk-l"), IpAddress.parse("192.0.2.10"), 24, 60));
  }

  @Test
  void hearingOfARenewedIpv6AddressCreatesNothing() throws Exception {
    renewing(AddressChange.hold(left.index("vtk-l"), IpAddress.parse("2001:db8::10"), 64, 60));
  }

  private void renewing(AddressChange change) throws Exception {
    List<AddressChange> renewal = List.of(change);
    int[] heard = new int[1];
    LinkMonitor.Listener listener =
        new EmptyListener() {
          @Override
          public void addressAdded(int index, IpAddress address, int prefix, int tag, int flags) {
            heard[0]++;
          }
        };
    try (LinkMonitor monitor = left.call(LinkMonitor::open);
        AddressWriter writer = left.call(AddressWriter::new)) {
      createsNothing(
          "renew, drain (" + change.address().family() + ")",
          OUTCOMES_BYTES + 2 * EXPLAINED_BYTES,
          () -> {
            writer.apply(renewal);
            monitor.drain(listener);
          });
    }
    assertTrue(heard[0] > 1_000, "heard of " + heard[0]);
  }

  private static void createsNothing(String what, NetworkNamespace.Body round) throws Exception {
    createsNothing(what, 0, round);
  }

  /** Repeats until a batch allocates no more than this; says how long that took. */
  private static void createsNothing(String what, long bytesPerRound, NetworkNamespace.Body round)
      throws Exception {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long deadline = System.nanoTime() + LIMIT_NANOS;
    long first = -1;
    long allocated;
    int batches = 0;
    do {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < ROUNDS_PER_BATCH; i++) {
        round.run();
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
      first = first < 0 ? allocated : first;
      batches++;
    } while (allocated > bytesPerRound * ROUNDS_PER_BATCH && deadline - System.nanoTime() > 0);
    System.out.printf(
        "%s: %d B per round at first, %d B after %d rounds%n",
        what, first / ROUNDS_PER_BATCH, allocated / ROUNDS_PER_BATCH, batches * ROUNDS_PER_BATCH);
    assertTrue(allocated <= bytesPerRound * ROUNDS_PER_BATCH, what + ": " + allocated + " bytes");
  }
}
