package io.vipd.daemon.loop;

import io.vipd.daemon.config.CheckConfig;
import io.vipd.daemon.control.NodeStatus.AnnouncementStatus;
import io.vipd.daemon.control.NodeStatus.CheckStatus;
import io.vipd.daemon.control.NodeStatus.GroupStatus;
import io.vipd.daemon.control.NodeStatus.HookStatus;
import io.vipd.daemon.control.NodeStatus.LeaseStatus;
import io.vipd.daemon.control.NodeStatus.MaintenanceStatus;
import io.vipd.daemon.control.NodeStatus.PeerStatus;
import io.vipd.daemon.control.NodeStatus.StallStatus;
import io.vipd.daemon.control.NodeStatus.SyncStatus;
import io.vipd.daemon.maintenance.Order;
import io.vipd.health.CheckSpec;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.machine.TimerChange;
import io.vipd.vrrp.node.Peer;
import io.vipd.vrrp.node.Refusal;
import io.vipd.vrrp.node.Router;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;

/** Draws a group for people and programs; runs on the core thread, when somebody asks. */
final class StatusPicture {
  /** A refused advert is shown for so long. */
  private static final long REFUSAL_SHOWN_NANOS = TimeUnit.MINUTES.toNanos(5);

  private StatusPicture() {}

  /**
   * The group at this moment.
   *
   * @param checks its checks as the check runner sees them
   * @param hooks its hooks as those who run them see them
   */
  static GroupStatus of(
      Group group, List<CheckStatus> checks, List<HookStatus> hooks, long nowNanos, Instant now) {
    Router router = group.router();
    TimerChange timer = router.timer();
    Peer last = router.lastPeer();
    return new GroupStatus(
        group.config().name(),
        family(group.family()),
        group.config().version(),
        group.config().vrid(),
        group.config().interfaceName(),
        sync(group),
        Sentences.role(router.role()),
        Sentences.why(group),
        now.minusNanos(nowNanos - router.roleSinceNanos()),
        router.priority(),
        group.config().priority(),
        group.config().interval().toMillis(),
        group.addresses().stream().map(Object::toString).toList(),
        group.addresses().isEmpty()
            ? router.config().addresses().stream().map(Object::toString).toList()
            : List.of(),
        active(router, nowNanos),
        last == null ? null : millis(nowNanos - last.heardAtNanos()),
        nextEvent(group, timer),
        nextEventMillis(group, timer, nowNanos, now),
        router.holdsBack(nowNanos) ? millis(router.holdUntilNanos() - nowNanos) : null,
        router.doubtsSilence(nowNanos) ? millis(router.doubtUntilNanos() - nowNanos) : null,
        maintenance(group.maintenance),
        peers(group, nowNanos),
        checks,
        hooks,
        announcements(group, now),
        OwnershipPicture.of(group, nowNanos),
        router.addressesRestored(),
        router.transitions(),
        router.advertsSent(),
        router.advertsReceived(),
        group.announcement == null ? 0 : group.announcement.framesSent(),
        new StallStatus(router.stalls(), millis(router.longestStallNanos())),
        lease(group.leaseWatch, nowNanos));
  }

  private static SyncStatus sync(Group group) {
    return group.sync() == null
        ? null
        : new SyncStatus(
            group.sync(),
            group.bond().stream().map(member -> member.config().name()).distinct().toList());
  }

  private static LeaseStatus lease(LeaseWatch lease, long nowNanos) {
    return new LeaseStatus(
        millisOrNull(lease.leftNanos(nowNanos)),
        millisOrNull(lease.leastLeftNanos()),
        lease.lateRenewals());
  }

  private static Long millisOrNull(long nanos) {
    return nanos == LeaseWatch.NO_LEASE ? null : (Long) millis(nanos);
  }

  private static long untilTimer(Router router, long nowNanos) {
    long nanos = Math.max(0, router.timerDeadlineNanos() - nowNanos);
    return router.doubtsSilence(nowNanos)
        ? Math.max(nanos, router.doubtUntilNanos() - nowNanos)
        : nanos;
  }

  private static String nextEvent(Group group, TimerChange timer) {
    return endsByItself(group) ? "end of maintenance" : Sentences.timer(timer);
  }

  private static Long nextEventMillis(Group group, TimerChange timer, long nowNanos, Instant now) {
    if (endsByItself(group)) {
      return Math.max(0, Duration.between(now, group.maintenance.until()).toMillis());
    }
    return timer == TimerChange.CANCEL ? null : (Long) millis(untilTimer(group.router(), nowNanos));
  }

  private static boolean endsByItself(Group group) {
    return group.maintenance != null && group.maintenance.until() != null;
  }

  private static MaintenanceStatus maintenance(Order order) {
    return order == null
        ? null
        : new MaintenanceStatus(order.since(), order.until(), order.user(), order.reason());
  }

  private static List<AnnouncementStatus> announcements(Group group, Instant now) {
    if (group.announcement == null) {
      return List.of();
    }
    return group.announcement.counters().stream()
        .map(counters ->
            new AnnouncementStatus(
                IpAddress.of(counters.address().getAddress()).toString(),
                counters.framesSent(),
                counters.failures(),
                counters.lastSentAt() == null
                    ? null
                    : Duration.between(counters.lastSentAt(), now).toMillis()))
        .toList();
  }

  /**
   * Who is Active as far as this node knows; null for nobody. In Initialize no timer says that the
   * last one fell silent.
   */
  static String active(Router router, long nowNanos) {
    if (router.role() == Role.ACTIVE) {
      return router.source() == null ? null : router.source().toString();
    }
    Peer last = router.lastPeer();
    boolean known =
        last != null
            && last.priority() != 0
            && nowNanos - last.heardAtNanos() <= 4 * router.activeAdverIntervalNanos();
    return known ? last.address().toString() : null;
  }

  private static List<PeerStatus> peers(Group group, long nowNanos) {
    List<PeerStatus> peers = new ArrayList<>();
    List<IpAddress> silent = new ArrayList<>(group.router().config().peers());
    for (int i = 0; i < group.router().peerCount(); i++) {
      Peer peer = group.router().peer(i);
      silent.remove(peer.address());
      peers.add(
          new PeerStatus(
              peer.address().toString(),
              peer.priority(),
              millis(nowNanos - peer.heardAtNanos()),
              PeerWarning.name(peer.checksumForm()),
              warning(group, peer, nowNanos)));
    }
    Refusal refusal = group.router().lastRefusal();
    if (refusal != null && nowNanos - refusal.atNanos() < REFUSAL_SHOWN_NANOS) {
      silent.remove(refusal.source());
      peers.add(refused(group, refusal));
    }
    for (IpAddress address : silent) {
      peers.add(new PeerStatus(address.toString(), null, null, null, "never heard"));
    }
    return peers;
  }

  /** Whoever is refused may be a peer whose configuration differs, and then two are Active. */
  private static PeerStatus refused(Group group, Refusal refusal) {
    String why =
        refusal.verdict() == Verdict.OTHER_INTERVAL
            ? "%s; its is %d ms, ours %d ms"
                .formatted(
                    refusal.verdict().rule(),
                    refusal.intervalCentiseconds() * 10,
                    group.config().interval().toMillis())
            : refusal.verdict().rule();
    return new PeerStatus(
        refusal.source().toString(), null, null, null, "its adverts are refused: " + why);
  }

  /** The address family, as documents call it. */
  static String family(Family family) {
    return switch (family) {
      case IPV4 -> "ipv4";
      case IPV6 -> "ipv6";
    };
  }

  private static String warning(Group group, Peer peer, long nowNanos) {
    StringJoiner all = new StringJoiner("; ");
    for (PeerWarning warning : PeerWarning.values()) {
      if (warning.appliesTo(group, peer)) {
        all.add(warning.text(group, peer, nowNanos));
      }
    }
    return all.length() == 0 ? null : all.toString();
  }

  /** The kind of a check, as the configuration calls it. */
  static String kind(CheckConfig check) {
    return switch (check.spec()) {
      case CheckSpec.Script _ -> "script";
      case CheckSpec.Http _ -> "http";
      case CheckSpec.NginxStatus _ -> "nginx-status";
      case CheckSpec.Tcp _ -> "tcp";
      case CheckSpec.Process _ -> "process";
      case CheckSpec.Interface _ -> "interface";
      case CheckSpec.File _ -> "file";
      case CheckSpec.Route _ -> "route";
      case CheckSpec.Ping _ -> "ping";
      case CheckSpec.Neighbour _ -> "neighbour";
    };
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
