package io.vipd.daemon.loop;

import io.vipd.vrrp.auth.AuthConfig;
import io.vipd.vrrp.auth.AuthMode;
import io.vipd.vrrp.auth.AuthVerdict;
import io.vipd.vrrp.auth.Authenticator;
import io.vipd.vrrp.auth.Freshness;
import io.vipd.vrrp.auth.HmacKey;
import io.vipd.vrrp.auth.Signer;
import io.vipd.vrrp.node.Effects;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.node.Node;
import io.vipd.vrrp.node.Report;
import io.vipd.vrrp.node.Router;
import io.vipd.vrrp.node.RouterConfig;
import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * Plays elections of one family against a dry buffer. A failover is usually the first run of its
 * code in a process's life; after this it is not, and the classes are loaded and compiled when they
 * are needed.
 */
final class WarmUp implements Effects {
  private static final int ROUNDS = 3_000;
  private static final int VERSION = 3;
  private static final int VRID = 1;
  private static final long SECOND = 1_000_000_000L;

  private final Family family;
  private final int headerBytes;
  private final ByteBuffer datagram;
  private final ByteBuffer message;
  private final IpAddress here;
  private final IpAddress there;
  private final Advert advert = new Advert();
  private final Node node = new Node(this);
  private long takeovers;

  private WarmUp(Family family) {
    this.family = family;
    this.headerBytes = family == Family.IPV4 ? 20 : 40;
    this.datagram = ByteBuffer.allocateDirect(headerBytes + AdvertCodec.MAX_MESSAGE_BYTES);
    this.message = datagram.slice(headerBytes, AdvertCodec.MAX_MESSAGE_BYTES);
    this.here = IpAddress.parse(family == Family.IPV4 ? "192.0.2.1" : "fe80::1");
    this.there = IpAddress.parse(family == Family.IPV4 ? "192.0.2.2" : "fe80::2");
  }

  /**
   * Plays; takes some tens of milliseconds of a thread that nobody waits for.
   *
   * @return how many takeovers that were
   */
  static long play(Family family) {
    WarmUp warmUp = new WarmUp(family);
    warmUp.elections();
    return warmUp.takeovers;
  }

  /**
   * Signs the longest message there is and verifies it. Once is enough: only the first time costs
   * milliseconds, because code is looked for and loaded.
   *
   * @return authentic, unless something is broken
   */
  static AuthVerdict sign(Family family) {
    ByteBuffer message = new WarmUp(family).message;
    int bytes = AdvertCodec.MAX_MESSAGE_BYTES - AdvertCodec.TRAILER_BYTES;
    AuthConfig config =
        new AuthConfig(
            AuthMode.ENFORCE,
            List.of(new HmacKey(1, new byte[HmacKey.MIN_BYTES])),
            1,
            Freshness.TIME,
            AuthConfig.MIN_WINDOW_NANOS);
    new Signer(config, family, VERSION, VRID).sign(message, 0, bytes, 0, 0, 0);
    return new Authenticator(config, family, VERSION, VRID, true)
        .verify(message, 0, bytes, true, 0, 0, 0, 0);
  }

  private void elections() {
    RouterConfig config =
        new RouterConfig(
            "warm-up",
            VERSION,
            VRID,
            100,
            Duration.ofSeconds(1),
            List.of(IpAddress.parse(family == Family.IPV4 ? "192.0.2.10" : "2001:db8::10")),
            List.of(),
            true,
            false,
            RouterConfig.Patience.NONE,
            ChecksumForm.PSEUDO_HEADER,
            RouterConfig.Admission.USUAL,
            List.of());
    long nowNanos = 0;
    Router router = node.add(0, config, nowNanos);
    node.sourceAddress(router, here, nowNanos);
    node.release(router, Inhibitor.INTERFACE_MISSING, nowNanos);
    for (int i = 0; i < ROUNDS; i++) {
      nowNanos += 4 * SECOND;
      if (i % 4 == 3) {
        hear(router, 50, nowNanos); // and is preempted
      }
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
    putHeader(bytes);
    if (AdvertCodec.decode(datagram, headerBytes + bytes, advert).accepted()) {
      node.receive(0, advert, nowNanos, 0);
    }
  }

  private void putHeader(int bytes) {
    IpAddress group = AdvertCodec.group(family);
    switch (family) {
      case IPV4 -> {
        datagram.put(0, (byte) 0x45).putShort(2, (short) (headerBytes + bytes));
        datagram.put(8, (byte) AdvertCodec.HOP_LIMIT).put(9, (byte) AdvertCodec.PROTOCOL);
        datagram.putInt(12, (int) there.low()).putInt(16, (int) group.low());
      }
      case IPV6 -> {
        datagram.put(0, (byte) 0x60).putShort(4, (short) bytes);
        datagram.put(6, (byte) AdvertCodec.PROTOCOL).put(7, (byte) AdvertCodec.HOP_LIMIT);
        datagram.putLong(8, there.high()).putLong(16, there.low());
        datagram.putLong(24, group.high()).putLong(32, group.low());
      }
    }
  }

  private int encode(Router router, int priority, IpAddress source) {
    int bytes = router.form().write(message, priority);
    router.form().checksum(message, bytes, bytes, source, AdvertCodec.group(family));
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
