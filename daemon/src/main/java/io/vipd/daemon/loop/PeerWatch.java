package io.vipd.daemon.loop;

import io.vipd.vrrp.node.Peer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once of each peer of a group what {@link PeerWarning} has to say of it, and again when it
 * comes back after it was mended. Belongs to the core thread.
 */
final class PeerWatch {
  private static final Logger log = LoggerFactory.getLogger(PeerWatch.class);
  private static final PeerWarning[] WARNINGS = PeerWarning.values();

  // Whoever may send on the segment could be a thousand peers.
  private final Allowance lines = new Allowance(5, TimeUnit.SECONDS.toNanos(10));
  private Peer[] peers = new Peer[4];
  private int[] said = new int[4];

  /** Looks at the peers; creates no object as long as there is nothing new. */
  void look(Group group, long nowNanos) {
    int count = group.router().peerCount();
    if (count > peers.length) {
      peers = Arrays.copyOf(peers, 2 * count);
      said = Arrays.copyOf(said, 2 * count);
    }
    for (int i = 0; i < count; i++) {
      Peer peer = group.router().peer(i);
      if (peers[i] != peer) {
        peers[i] = peer;
        said[i] = 0;
      }
      said[i] = tell(group, peer, said[i], nowNanos);
    }
  }

  /** Says what is new and returns what has been said. */
  private int tell(Group group, Peer peer, int before, long nowNanos) {
    int now = 0;
    for (PeerWarning warning : WARNINGS) {
      int bit = 1 << warning.ordinal();
      if (warning.appliesTo(group, peer)
          && ((before & bit) != 0 || tell(group, peer, warning, nowNanos))) {
        now |= bit;
      }
    }
    return now;
  }

  private boolean tell(Group group, Peer peer, PeerWarning warning, long nowNanos) {
    if (!lines.take(nowNanos)) {
      return false;
    }
    log.warn(
        "a peer of {} differs: {}. group={} peer={}",
        group.name(),
        warning.text(group, peer, nowNanos),
        group.name(),
        peer.address());
    return true;
  }
}
