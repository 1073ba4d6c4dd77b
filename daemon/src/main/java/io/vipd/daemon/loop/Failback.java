package io.vipd.daemon.loop;

import io.vipd.daemon.control.Operations.FailbackOutcome;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.Node;
import io.vipd.vrrp.node.Router;

/** Takes a group back from a node of lower priority, or says why not. Core thread only. */
final class Failback {
  private Failback() {}

  /**
   * What comes of it.
   *
   * @param name the group's name
   * @param group the one whose election decides for it; null if there is no group of that name
   * @return null if it is promoted first, see {@link #afterPromotion}
   */
  static FailbackOutcome of(String name, Group group, Node node, long nowNanos) {
    if (group == null) {
      return new FailbackOutcome.NoSuchGroup();
    }
    Router router = group.router();
    return switch (router.role()) {
      case ACTIVE ->
          new FailbackOutcome.NotNow(
              name + " is ACTIVE on this node already; to give it away, use failover");
      case INITIALIZE ->
          new FailbackOutcome.NotNow(
              name + " cannot be taken over by this node: " + Sentences.why(group));
      case BACKUP -> ofBackup(name, group, node, nowNanos);
    };
  }

  private static FailbackOutcome ofBackup(String name, Group group, Node node, long nowNanos) {
    Router router = group.router();
    String active = StatusPicture.active(router, nowNanos);
    if (node.preemptNow(router, nowNanos)) {
      return new FailbackOutcome.Done(active);
    }
    if (router.promoting()) {
      return null;
    }
    if (router.refusedForGood()) {
      return new FailbackOutcome.NotNow(
          "the kernel refuses the addresses of " + name + ": " + group.kernelProblem);
    }
    if (active == null) {
      return new FailbackOutcome.NotNow(
          "no active node of "
              + name
              + " is heard; this one takes over by itself when its timer ends, see 'vipctl status "
              + name
              + "'");
    }
    return new FailbackOutcome.NotNow(
        "%s is active with priority %d, which is not lower than this node's %d; run 'vipctl failover %s' there"
            .formatted(active, router.lastPeer().priority(), router.priority(), name));
  }

  /**
   * What became of a failback whose group is promoted first.
   *
   * @param name the group's name
   * @param group the one whose election decides for it; null if there is no group of that name
   * @param from who was Active before
   * @return null while that is under way
   */
  static FailbackOutcome afterPromotion(String name, Group group, String from) {
    if (group == null) {
      return new FailbackOutcome.NoSuchGroup();
    }
    if (group.router().promoting()) {
      return null;
    }
    return group.router().role() == Role.ACTIVE
        ? new FailbackOutcome.Done(from)
        : new FailbackOutcome.NotNow(
            "%s was promoted and did not become active: %s".formatted(name, Sentences.why(group)));
  }
}
