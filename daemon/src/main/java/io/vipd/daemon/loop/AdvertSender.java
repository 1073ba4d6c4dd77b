package io.vipd.daemon.loop;

import io.vipd.vrrp.node.Router;
import io.vipd.vrrp.node.RouterConfig;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.IpAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
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
   */
  void send(Group group, int priority) {
    Router router = group.router();
    List<IpAddress> peers = router.config().peers();
    if (peers.isEmpty()) {
      send(group, priority, AdvertCodec.IPV4_GROUP.low());
    }
    for (int i = 0; i < peers.size(); i++) {
      send(group, priority, peers.get(i).low());
    }
  }

  private void send(Group group, int priority, long destination) {
    Router router = group.router();
    if (group.link().socket == null || !router.hasSource()) {
      return;
    }
    RouterConfig config = router.config();
    int bytes =
        AdvertCodec.encode(
            message,
            config.vrid(),
            priority,
            config.interval(),
            router.addresses(),
            config.checksum(),
            router.source(),
            destination);
    try {
      if (!group.link().socket.send(message, bytes, 0, router.source(), 0, destination)) {
        failed(group, "the kernel's send queue is full");
      }
    } catch (IOException e) {
      failed(group, e.getMessage());
    }
  }

  private void failed(Group group, String why) {
    failures++;
    if (Long.bitCount(failures) == 1) {
      log.warn(
          "an advert could not be sent: {}. group={} failures={}", why, group.name(), failures);
    }
  }

  /** Adverts that could not be sent. */
  long failures() {
    return failures;
  }
}
