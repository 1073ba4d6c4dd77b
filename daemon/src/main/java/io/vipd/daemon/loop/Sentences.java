package io.vipd.daemon.loop;

import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.vrrp.machine.Leave;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.machine.TimerChange;
import io.vipd.vrrp.node.CheckVerdict;
import io.vipd.vrrp.node.CheckVerdict.Kind;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.node.Peer;
import io.vipd.vrrp.node.Report;
import io.vipd.vrrp.node.Router;
import io.vipd.vrrp.wire.IpAddress;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;

/** Says in words what the node knows in constants and numbers. */
final class Sentences {
  private Sentences() {}

  /** What people call a role: Initialize is always for a reason, so it is a fault. */
  static String role(Role role) {
    return switch (role) {
      case INITIALIZE -> "FAULT";
      case BACKUP -> "BACKUP";
      case ACTIVE -> "ACTIVE";
    };
  }

  /** Why a group has the role that it has, and what else of it a person should know. */
  static String why(Group group) {
    Router router = group.router();
    StringJoiner all = new StringJoiner("; ");
    all.add(router.role() == Role.INITIALIZE ? inhibitors(group) : why(group, router.lastReport()));
    if (router.leave() != Leave.NO) {
      all.add("leaves, and serves until another node has taken over");
    }
    if (router.role() == Role.BACKUP && router.refusedForGood()) {
      all.add(
          "takes over on silence only, since the kernel refused the addresses: "
              + group.kernelProblem);
    }
    if (router.promoting()) {
      all.add("waits for its hook promote before it claims the addresses");
    } else if (router.unwilling()) {
      all.add("its hook promote said no, and is asked again when the timer ends");
    }
    if (group.drain != null && group.drain.underWay()) {
      all.add("gives up as soon as it is drained: " + group.drain.why);
    }
    VirtualAddress foreign = group.foreign();
    if (router.role() != Role.ACTIVE && foreign != null) {
      all.add(foreign + " is here all the same, and was not put here by vipd");
    }
    return all.toString();
  }

  /** Why a router is about to claim its addresses. */
  static String promoting(Router router, long nowNanos) {
    Peer last = router.lastPeer();
    if (last == null) {
      return "no other router was heard";
    }
    if (last.priority() == 0) {
      return last.address() + " gave up the addresses (priority 0)";
    }
    long ageNanos = nowNanos - last.heardAtNanos();
    return ageNanos < 2 * router.activeAdverIntervalNanos() && last.priority() < router.priority()
        ? "%s has a lower priority (%d against %d)"
            .formatted(last.address(), last.priority(), router.priority())
        : "no advert from %s for %d ms"
            .formatted(last.address(), TimeUnit.NANOSECONDS.toMillis(ageNanos));
  }

  /** Why a group changed its role. */
  static String why(Group group, Report report) {
    return switch (report.cause()) {
      case STARTUP -> "ready, listening for the Active router";
      case OWNER -> "owns the addresses (priority 255)";
      case ADOPTED -> "was Active before vipd was restarted, and goes on";
      case ACTIVE_DOWN_TIMER ->
          "no advert from %s for %d ms"
              .formatted(report.peer(), TimeUnit.NANOSECONDS.toMillis(report.lastAdvertAgeNanos()));
      case ACTIVE_RELEASED -> report.peer() + " gave up the addresses (priority 0)";
      case NOBODY_HEARD -> "no other router was heard";
      case NOBODY_TOOK_OVER -> "had left its addresses to others, and nobody took over";
      case PREEMPTED ->
          "%s has a lower priority (%d against %d)"
              .formatted(report.peer(), report.peerPriority(), report.priority());
      case HIGHER_PRIORITY ->
          "%s has a higher priority (%d against %d)"
              .formatted(report.peer(), report.peerPriority(), report.priority());
      case HIGHER_ADDRESS ->
          "%s has the same priority %d and a higher address"
              .formatted(report.peer(), report.peerPriority());
      case LEADER_YIELDED ->
          "goes with "
              + group.router().lead().config().name()
              + ", which left the role to another node";
      case STALLED ->
          "vipd did not run for %.1f s, and listens before it goes on"
              .formatted(report.latenessNanos() / 1e9);
      case ADDRESSES_CONTESTED ->
          "somebody else on this node removed its addresses again and again; it left them to others";
      case OUTRANKED ->
          "priority sank to %d, below the %d of %s: handed over"
              .formatted(report.priority(), report.peerPriority(), report.peer());
      case OPERATOR -> group.operator + " asked for a failover";
      case INHIBITED -> inhibitors(group);
    };
  }

  /** Why it is in Initialize. */
  static String inhibitors(Group group) {
    StringJoiner all = new StringJoiner("; ");
    Set<Inhibitor> inhibitors = group.router().inhibitors();
    if (inhibitors.size() > 1) {
      inhibitors.remove(Inhibitor.SIBLING); // its own reasons say more
    }
    if (inhibitors.contains(Inhibitor.INTERFACE_MISSING)) {
      inhibitors.remove(Inhibitor.NO_SOURCE_ADDRESS); // goes without saying
    }
    for (Inhibitor inhibitor : inhibitors) {
      all.add(
          switch (inhibitor) {
            case INTERFACE_MISSING -> "interface " + group.link().name() + " does not exist";
            case LINK_DOWN -> "link " + group.link().name() + " is down";
            case NO_SOURCE_ADDRESS -> noSource(group);
            case SOCKET_FAILED -> "adverts cannot be exchanged: " + group.side().problem;
            case CHECK_WAITING ->
                "waiting for the first verdict of "
                    + checks(
                        group, (verdict, weight) -> weight == 0 && verdict.kind() == Kind.WAITING);
            case CHECK_DOWN -> {
              String down = checks(group, CheckVerdict::forbids);
              yield down + (down.startsWith("checks ") ? " are down" : " is down");
            }
            case KERNEL_REFUSED -> "the kernel refused the addresses: " + group.kernelProblem;
            case SIBLING -> sibling(group);
            case MAINTENANCE -> group.maintenance.sentence();
            case STOPPING -> "vipd is stopping";
            case REMOVED -> "it is no longer configured";
          });
    }
    return all.toString();
  }

  private static String noSource(Group group) {
    IpAddress wanted = group.configuredSource();
    if (wanted != null) {
      return "interface %s does not have the source address %s"
          .formatted(group.link().name(), wanted);
    }
    String kind =
        switch (group.family()) {
          case IPV4 -> "IPv4";
          case IPV6 -> group.router().config().multicast() ? "link-local IPv6" : "IPv6";
        };
    return "interface %s has no %s address to send from".formatted(group.link().name(), kind);
  }

  private static String sibling(Group group) {
    StringJoiner all = new StringJoiner("; ");
    for (Group other : group.bond()) {
      Set<Inhibitor> own = other.router().inhibitors();
      own.remove(Inhibitor.SIBLING);
      if (other != group && !own.isEmpty()) {
        all.add("moves with " + other.name() + ", which is at fault: " + inhibitors(other));
      }
    }
    return all.length() == 0 ? "moves with another group, which is at fault" : all.toString();
  }

  private static String checks(Group group, BiPredicate<CheckVerdict, Integer> named) {
    List<String> names =
        IntStream.range(0, group.config().checks().size())
            .filter(
                i -> named.test(group.router().check(i), group.config().checks().get(i).weight()))
            .mapToObj(i -> group.config().checks().get(i).name())
            .toList();
    return (names.size() == 1 ? "check " : "checks ") + String.join(", ", names);
  }

  /** The running timer by its name in RFC 9568, or null. */
  static String timer(TimerChange timer) {
    return switch (timer) {
      case CANCEL, KEEP -> null;
      case ADVERTISEMENT_INTERVAL -> "Adver_Timer";
      case ACTIVE_DOWN_INTERVAL, LISTENING_INTERVAL, SKEW_TIME, LEAVING_INTERVAL ->
          "Active_Down_Timer";
    };
  }
}
