package io.vipd.daemon.loop;

import io.vipd.vrrp.node.Effects;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.node.Node;
import io.vipd.vrrp.node.Report;
import io.vipd.vrrp.node.Router;
import io.vipd.vrrp.node.RouterConfig;
import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * Plays elections against a dry buffer. A failover is usually the first run of its code in a
 * process's life; after this it is not, and the classes are loaded and compiled when they are
 * needed.
 */
final class WarmUp implements Effects {
  private static final int ROUNDS = 3_000;
  private static final int IP_HEADER_BYTES = 20;
  private static final long SECOND = 1_000_000_000L;

  private final ByteBuffer datagram =
      ByteBuffer.allocateDirect(IP_HEADER_BYTES + AdvertCodec.MAX_MESSAGE_BYTES);
  private final ByteBuffer message = datagram.slice(IP_HEADER_BYTES, AdvertCodec.MAX_MESSAGE_BYTES);
  private final IpAddress here = IpAddress.parse("192.0.2.1");
  private final IpAddress there = IpAddress.parse("192.0.2.2");
  private final Advert advert = new Advert();
  private final Node node = new Node(this);
  private long takeovers;

  private WarmUp() {}

  /**
   * Plays; takes some tens of milliseconds of a thread that nobody waits for.
   *
   * @return how many takeovers that were
   */
  static long play() {
    WarmUp warmUp = new WarmUp();
    warmUp.elections();
    return warmUp.takeovers;
  }

  private void elections() {
    RouterConfig config =
        new RouterConfig(
            "warm-up",
            3,
            1,
            100,
            Duration.ofSeconds(1),
            List.of(IpAddress.parse("192.0.2.10")),
            List.of(),
            true,
            Duration.ZERO,
            ChecksumForm.PSEUDO_HEADER,
            RouterConfig.Admission.USUAL,
            List.of());
    long nowNanos = 0;
    Router router = node.add(0, config, nowNanos);
    node.sourceAddress(router, here, nowNanos);
    node.release(router, Inhibitor.INTERFACE_MISSING, nowNanos);
    for (int i = 0; i < ROUNDS; i++) {
      nowNanos += 4 * SECOND;
      node.wake(nowNanos);
      node.kernelAnswered(router, router.claim(), true, nowNanos);
      hear(router, i % 2 == 0 ? 0 : 50, nowNanos);
      nowNanos += SECOND;
      node.wake(nowNanos);
      hear(router, 200, nowNanos);
    }
  }

  private void hear(Router router, int priority, long nowNanos) {
    int bytes = encode(router, priority, there);
    datagram.put(0, (byte) 0x45).putShort(2, (short) (IP_HEADER_BYTES + bytes));
    datagram.put(8, (byte) 255).put(9, (byte) AdvertCodec.PROTOCOL);
    datagram.putInt(12, (int) there.low()).putInt(16, (int) AdvertCodec.IPV4_GROUP.low());
    if (AdvertCodec.decode(datagram, IP_HEADER_BYTES + bytes, advert).accepted()) {
      node.receive(0, advert, nowNanos, 0);
    }
  }

  private int encode(Router router, int priority, IpAddress source) {
    IpAddress group = AdvertCodec.IPV4_GROUP;
    int bytes = router.form().write(message, priority);
    router.form().checksum(message, bytes, bytes, source, group);
    return bytes;
  }

  @Override
  public void sendAdvert(Router router, int priority) {
    encode(router, priority, here);
  }

  @Override
  public void installAddresses(Router router) {
    takeovers++;
  }

  @Override
  public void removeAddresses(Router router) {}

  @Override
  public void announce(Router router) {}

  @Override
  public void report(Router router, Report report) {}
}
