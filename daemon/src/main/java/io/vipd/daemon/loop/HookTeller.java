package io.vipd.daemon.loop;

import io.vipd.arp.Announcement;
import io.vipd.arp.MacAddress;
import io.vipd.daemon.conflict.ConflictNews;
import io.vipd.daemon.hooks.Change;
import io.vipd.daemon.hooks.Change.Other;
import io.vipd.daemon.hooks.Change.What;
import io.vipd.daemon.hooks.Hooks;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.node.Peer;
import io.vipd.vrrp.node.Report;
import io.vipd.vrrp.node.Router;
import io.vipd.vrrp.wire.IpAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Puts what happens to a group into the words of those who run its hooks. Core thread only. */
final class HookTeller {
  /** Links, addresses and the first verdicts have time to come up at a start. */
  private static final long FIRST_WORD_AFTER_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** No fault yet, one of another group that is asked for itself, or an end. */
  private static final Set<Inhibitor> NO_FAULTS =
      EnumSet.of(Inhibitor.CHECK_WAITING, Inhibitor.SIBLING, Inhibitor.STOPPING, Inhibitor.REMOVED);

  private final Hooks hooks;
  private boolean stopping;

  /** Whose role hooks have heard of since vipd's start. */
  private final Set<Router> told = Collections.newSetFromMap(new WeakHashMap<>());

  /** Of whose beginning hooks were told. A virtual router outlives its group's name. */
  private final Set<Conflict> conflicts = new HashSet<>();

  private record Conflict(Router router, InetAddress address, MacAddress mac) {}

  HookTeller(Hooks hooks) {
    this.hooks = hooks;
  }

  /** The group changed its role. */
  void transition(Group group, Report report, String why) {
    told.add(group.router());
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

  /**
   * A group that is in a fault since its beginning has no transition, but whoever was told
   * something else in an earlier life of vipd must know; to be called now and then.
   */
  void look(Group group, long nowNanos) {
    Router router = group.router();
    if (router.role() == Role.INITIALIZE
        && group.leads()
        && nowNanos - router.roleSinceNanos() >= FIRST_WORD_AFTER_NANOS
        && !told.contains(router)
        && group.bond().stream().anyMatch(HookTeller::isInFault)) {
      told.add(router);
      staysInFault(group, Sentences.inhibitors(group), false);
    }
  }

  private static boolean isInFault(Group group) {
    return !NO_FAULTS.containsAll(group.router().inhibitors());
  }

  /** From now on a group that is given up is so because vipd stops, its siblings included. */
  void stopping() {
    stopping = true;
  }

  /**
   * A group that was in a fault is given up: no role changes, but whoever relies on it must know.
   */
  void stopsInFault(Group group) {
    staysInFault(group, "vipd is stopping", true);
  }

  private void staysInFault(Group group, String why, boolean stops) {
    Router router = group.router();
    String role = Sentences.role(router.role());
    hooks.changed(
        new Change(
            group.config().name(),
            role,
            role,
            why,
            router.priority(),
            router.lastPeer() == null ? null : router.lastPeer().address().toString(),
            stops,
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
