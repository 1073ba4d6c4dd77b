package io.vipd.vrrp.node;

import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.Datagram;
import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Verdict;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one advert costs a node of many groups, the step and the queue of timers included; run by
 * packaging/bench/jmh.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NodeBenchmark implements Effects {
  private static final int GROUPS_PER_LINK = 250;
  private static final IpAddress OURS = IpAddress.parse("192.0.2.2");
  private static final IpAddress PEER = IpAddress.parse("192.0.2.3");

  /** How many groups the node has. */
  @Param({"1", "1000"})
  public int groups;

  private final ByteBuffer message = ByteBuffer.allocateDirect(AdvertCodec.MAX_MESSAGE_BYTES);
  private final Advert advert = new Advert();
  private Node active;
  private Node backup;
  private ByteBuffer[] packets;
  private int next;
  private long nowNanos;

  /** One node is Active for all groups, the other has listened to a peer. */
  @Setup
  public void enter() {
    active = new Node(this);
    backup = new Node(this);
    packets = new ByteBuffer[groups];
    for (int i = 0; i < groups; i++) {
      enter(active, i);
      Router router = enter(backup, i);
      ByteBuffer heap = Datagram.of(router.form(), 200, PEER, AdvertCodec.IPV4_GROUP);
      packets[i] = ByteBuffer.allocateDirect(heap.capacity()).put(0, heap, 0, heap.capacity());
    }
    active.wake(TimeUnit.SECONDS.toNanos(4));
  }

  private static Router enter(Node node, int number) {
    RouterConfig config =
        new RouterConfig(
            "g" + number,
            3,
            number % GROUPS_PER_LINK + 1,
            120,
            Duration.ofMillis(100),
            List.of(IpAddress.parse("192.0.2.100")),
            List.of(),
            true,
            false,
            RouterConfig.Patience.NONE,
            ChecksumForm.PSEUDO_HEADER,
            RouterConfig.Admission.USUAL,
            List.of());
    long nowNanos = 1_000L * number; // so that no two timers fire together
    Router router = node.add(number / GROUPS_PER_LINK, config, nowNanos);
    node.release(router, Inhibitor.INTERFACE_MISSING, nowNanos);
    node.sourceAddress(router, OURS, nowNanos);
    return router;
  }

  /** The next group's timer fires, and its advert is written. */
  @Benchmark
  public long advertise() {
    long dueNanos = active.nextDeadlineNanos();
    active.wake(dueNanos);
    return active.longestAbsenceNanos();
  }

  /** An advert of the next group's peer is read, and sets its timer anew. */
  @Benchmark
  public Verdict hear() {
    int which = next;
    next = which + 1 < groups ? which + 1 : 0;
    nowNanos += 1_000;
    AdvertCodec.decode(packets[which], packets[which].capacity(), advert);
    Verdict verdict = backup.receive(which / GROUPS_PER_LINK, advert, nowNanos, 0);
    backup.wake(nowNanos);
    return verdict;
  }

  @Override
  public void sendAdvert(Router router, int priority) {
    int bytes = router.form().write(message, priority);
    router.form().checksum(message, bytes, bytes, OURS, AdvertCodec.IPV4_GROUP);
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
