package io.vipd.daemon.loop;

import io.vipd.daemon.kernel.VrrpSocket;
import io.vipd.vrrp.node.Router;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.IpAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes adverts and sends them, to the group or to each unicast peer. Core thread only. */
final class AdvertSender {
  private static final Logger log = LoggerFactory.getLogger(AdvertSender.class);

  private final ByteBuffer message = ByteBuffer.allocateDirect(AdvertCodec.MAX_MESSAGE_BYTES);
  private long failures;

  /**
   * Sends one advert; a failure is counted, and the next advert tries again.
   *
   * @param priority 0 to 255
   * @return whether the kernel took it, for one peer at least
   */
  boolean send(Group group, int priority) {
    Router router = group.router();
    IpAddress source = router.source();
    VrrpSocket socket = group.side().socket;
    if (socket == null || source == null) {
      return false;
    }
    int bytes = router.form().write(message, priority);
    int total = bytes + sign(router, bytes, source);
    List<IpAddress> peers = router.config().peers();
    boolean sent =
        peers.isEmpty() && send(group, socket, bytes, total, AdvertCodec.group(group.family()));
    for (int i = 0; i < peers.size(); i++) {
      sent |= send(group, socket, bytes, total, peers.get(i));
    }
    return sent;
  }

  /** Once for all peers; answers the length of the trailer. */
  private int sign(Router router, int bytes, IpAddress source) {
    if (router.signer() == null) {
      return 0;
    }
    long epochNanos = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    return router.signer().sign(message, 0, bytes, source.high(), source.low(), epochNanos);
  }

  private boolean send(
      Group group, VrrpSocket socket, int bytes, int total, IpAddress destination) {
    IpAddress source = group.router().source();
    group.router().form().checksum(message, bytes, total, source, destination);
    try {
      if (socket.send(message, total, source, destination)) {
        return true;
      }
      failed(group, "the kernel's send queue is full");
    } catch (IOException e) {
      failed(group, e.getMessage());
    }
    return false;
  }

  private void failed(Group group, String why) {
    failures++;
    group.counters.advertsNotSent++;
    if (Long.bitCount(failures) == 1) {
      log.warn(
          "an advert could not be sent: {}; after three in a row another node takes over. group={} failures={}",
          why,
          group.name(),
          failures);
    }
  }

  /** Adverts that could not be sent. */
  long failures() {
    return failures;
  }
}
