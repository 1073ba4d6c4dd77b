package io.vipd.daemon.loop;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.Peer;
import io.vipd.vrrp.node.Router;
import io.vipd.vrrp.node.RouterConfig;
import io.vipd.vrrp.wire.Centiseconds;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.Family;

/** What a person should know of a peer whose adverts are accepted all the same. */
enum PeerWarning {
  /** It lists other addresses (RFC 9568 7.1). */
  OTHER_ADDRESSES {
    @Override
    boolean appliesTo(Group group, Peer peer) {
      return peer.otherAddresses();
    }

    @Override
    String text(Group group, Peer peer, long nowNanos) {
      return "it lists other addresses than this node, or in another order";
    }
  },

  /** It has another interval (7.1). */
  OTHER_INTERVAL {
    @Override
    boolean appliesTo(Group group, Peer peer) {
      return peer.intervalCentiseconds() * 10L != group.config().interval().toMillis();
    }

    @Override
    String text(Group group, Peer peer, long nowNanos) {
      return "its advertisement interval is %d ms, ours %d ms"
          .formatted(peer.intervalCentiseconds() * 10L, group.config().interval().toMillis());
    }
  },

  /** It has the same priority (8.3.2), or owns the addresses like this node (7.1, erratum 8298). */
  SAME_PRIORITY {
    @Override
    boolean appliesTo(Group group, Peer peer) {
      return peer.priority() == group.router().priority();
    }

    @Override
    String text(Group group, Peer peer, long nowNanos) {
      return peer.priority() == RouterConfig.OWNER_PRIORITY
          ? "it is configured as the owner of the addresses, too (priority 255), and there is one"
          : "its priority is ours, %d, so that the higher address decides; give each node its own"
              .formatted(peer.priority());
    }
  },

  /** It is not the only other node, and there should be one. */
  ONE_OF_SEVERAL {
    @Override
    boolean appliesTo(Group group, Peer peer) {
      return group.config().pair() && group.router().peerCount() > 1;
    }

    @Override
    String text(Group group, Peer peer, long nowNanos) {
      return ("it is one of %d other nodes that were heard since vipd started, so that pair: true counts"
              + " for nothing; write pair: false, or restart vipd where the others are gone")
          .formatted(group.router().peerCount());
    }
  },

  /** Over IPv4 its checksum covers something else than ours does (5.2.8). */
  OTHER_CHECKSUM {
    @Override
    boolean appliesTo(Group group, Peer peer) {
      return group.config().version() == 3
          && group.family() == Family.IPV4
          && peer.checksumForm() != group.router().config().checksum();
    }

    @Override
    String text(Group group, Peer peer, long nowNanos) {
      return "its checksum is of the form %s, ours of the form %s, which it %s; set checksum: %s"
          .formatted(
              name(peer.checksumForm()),
              name(group.router().config().checksum()),
              isActiveBeside(group.router(), peer, nowNanos) ? "seems to refuse" : "may refuse",
              name(peer.checksumForm()));
    }
  };

  /** Whether it is to be said of this peer now; creates no object. */
  abstract boolean appliesTo(Group group, Peer peer);

  /** It in words, where it applies. */
  abstract String text(Group group, Peer peer, long nowNanos);

  /** A form of the checksum as the configuration calls it. */
  static String name(ChecksumForm form) {
    return switch (form) {
      case PSEUDO_HEADER -> "pseudo-header";
      case RFC9568 -> "rfc9568";
    };
  }

  /**
   * Whether it goes on as Active although this node has been Active and of no lower priority for
   * two of its intervals: it cannot have heard us.
   */
  private static boolean isActiveBeside(Router router, Peer peer, long nowNanos) {
    long patienceNanos = 2 * peer.intervalCentiseconds() * Centiseconds.NANOS;
    return router.role() == Role.ACTIVE
        && peer.priority() != 0
        && nowNanos - peer.heardAtNanos() < patienceNanos
        && peer.heardAtNanos() - router.roleSinceNanos() > patienceNanos;
  }
}
