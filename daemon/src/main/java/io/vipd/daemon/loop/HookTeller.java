package io.vipd.daemon.loop;

import io.vipd.arp.Announcement;
import io.vipd.arp.MacAddress;
import io.vipd.daemon.conflict.ConflictNews;
import io.vipd.daemon.hooks.Change;
import io.vipd.daemon.hooks.Change.Other;
import io.vipd.daemon.hooks.Change.What;
import io.vipd.daemon.hooks.Hooks;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.Peer;
import io.vipd.vrrp.node.Report;
import io.vipd.vrrp.node.Router;
import io.vipd.vrrp.wire.IpAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Puts what happens to a group into the words of those who run its hooks. Core thread only. */
final class HookTeller {
  private final Hooks hooks;
  private boolean stopping;

  /** Of whose beginning hooks were told. A virtual router outlives its group's name. */
  private final Set<Conflict> conflicts = new HashSet<>();

  private record Conflict(Router router, InetAddress address, MacAddress mac) {}

  HookTeller(Hooks hooks) {
    this.hooks = hooks;
  }

  /** The group changed its role. */
  void transition(Group group, Report report, String why) {
    hooks.changed(
        new Change(
            group.config().name(),
            Sentences.role(report.from()),
            Sentences.role(report.to()),
            why,
            report.priority(),
            report.peer() == null ? null : report.peer().toString(),
            stopping && report.to() == Role.INITIALIZE,
            Instant.now()));
  }

  /** From now on a group that is given up is so because vipd stops, its siblings included. */
  void stopping() {
    stopping = true;
  }

  /**
   * A group that was in a fault is given up: no role changes, but whoever relies on it must know.
   */
  void stopsInFault(Group group) {
    Router router = group.router();
    String role = Sentences.role(router.role());
    hooks.changed(
        new Change(
            group.config().name(),
            role,
            role,
            "vipd is stopping",
            router.priority(),
            router.lastPeer() == null ? null : router.lastPeer().address().toString(),
            true,
            Instant.now()));
  }

  /** Another router claimed to be Active and lost. */
  void contestWon(Group group, Peer loser, String why) {
    tell(group, What.CONTEST_WON, why, other(group, loser.address(), null));
  }

  /** Somebody else claims an address that this node has. */
  void conflict(Group group, ConflictNews news, String why) {
    conflicts.add(conflict(group, news));
    tell(group, What.CONFLICT, why, other(news));
  }

  /** He has stopped, or this node has the address no longer; for who was told of the beginning. */
  void conflictOver(Group group, ConflictNews news, String why) {
    if (conflicts.remove(conflict(group, news))) {
      tell(group, What.CONFLICT_OVER, why, other(news));
    }
  }

  private static Conflict conflict(Group group, ConflictNews news) {
    return new Conflict(group.router(), news.address(), news.mac());
  }

  private static Other other(ConflictNews news) {
    String router = news.router() == null ? null : Group.text(news.router());
    return new Other(news.mac().toString(), router, Group.text(news.address()));
  }

  /** A router that is none of its peers uses the group's VRID. */
  void foreignRouter(Group group, IpAddress source, String why) {
    tell(group, What.CONFLICT, why, other(group, source, null));
  }

  /** It has fallen silent. */
  void foreignRouterGone(Group group, IpAddress source, String why) {
    tell(group, What.CONFLICT_OVER, why, other(group, source, null));
  }

  /** How long the group waits before it gives up on purpose; zero where nobody wants it to. */
  Duration drainLimit(Group group) {
    return hooks.limit(group.config().name(), What.DRAIN);
  }

  /**
   * The group is about to give up on purpose.
   *
   * @param answer called on another thread when the programs have run
   */
  void drain(Group group, String why, Consumer<Boolean> answer) {
    tell(group, What.DRAIN, why, null, answer);
  }

  /**
   * The group is about to claim its addresses.
   *
   * @param answer called on another thread when the programs have run, with false if one said no
   */
  void promote(Group group, String why, Consumer<Boolean> answer) {
    tell(group, What.PROMOTE, why, null, answer);
  }

  /** It stays Active after all, without a change of role: whoever drained it is told so. */
  void drainedInVain(Group group) {
    tell(group, What.TRANSITION, "was drained, and does not give the addresses up after all", null);
  }

  /** It stays Backup after all: whoever was told that it would not is told so again. */
  void promotedInVain(Group group) {
    tell(
        group,
        What.TRANSITION,
        "was promoted or about to be, and does not claim the addresses after all",
        null);
  }

  private void tell(Group group, What what, String why, Other other) {
    tell(group, what, why, other, null);
  }

  private void tell(Group group, What what, String why, Other other, Consumer<Boolean> answer) {
    String role = Sentences.role(group.router().role());
    Peer last = group.router().lastPeer();
    hooks.changed(
        new Change(
            group.config().name(),
            what,
            role,
            role,
            why,
            group.router().priority(),
            last == null ? null : last.address().toString(),
            false,
            other,
            Instant.now(),
            answer));
  }

  /** A router's station is known where it was looked for; otherwise it is from now on. */
  private static Other other(Group group, IpAddress router, String claimed) {
    Announcement announcement = group.announcement;
    MacAddress station = null;
    if (announcement != null) {
      station = announcement.inquiry().stationOf(Group.inet(router));
      announcement.inquiry().lookForRouters();
    }
    return new Other(station == null ? null : station.toString(), router.toString(), claimed);
  }
}
