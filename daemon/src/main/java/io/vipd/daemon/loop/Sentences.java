package io.vipd.daemon.loop;

import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.machine.TimerChange;
import io.vipd.vrrp.node.CheckVerdict;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.node.Report;
import io.vipd.vrrp.node.Router;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;

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
    if (router.role() == Role.BACKUP && router.refusedForGood()) {
      all.add(
          "takes over on silence only, since the kernel refused the addresses: "
              + group.kernelProblem);
    }
    VirtualAddress foreign = group.foreign();
    if (router.role() != Role.ACTIVE && foreign != null) {
      all.add(foreign + " is here all the same, and was not put here by vipd");
    }
    return all.toString();
  }

  /** Why a group changed its role. */
  static String why(Group group, Report report) {
    return switch (report.cause()) {
      case STARTUP -> "ready, listening for the Active router";
      case OWNER -> "owns the addresses (priority 255)";
      case ACTIVE_DOWN_TIMER ->
          "no advert from %s for %d ms"
              .formatted(report.peer(), TimeUnit.NANOSECONDS.toMillis(report.lastAdvertAgeNanos()));
      case ACTIVE_RELEASED -> report.peer() + " gave up the addresses (priority 0)";
      case NOBODY_HEARD -> "no other router was heard";
      case PREEMPTED ->
          "%s has a lower priority (%d against %d)"
              .formatted(report.peer(), report.peerPriority(), report.priority());
      case HIGHER_PRIORITY ->
          "%s has a higher priority (%d against %d)"
              .formatted(report.peer(), report.peerPriority(), report.priority());
      case HIGHER_ADDRESS ->
          "%s has the same priority %d and a higher address"
              .formatted(report.peer(), report.peerPriority());
      case OPERATOR -> group.operator + " asked for a failover";
      case INHIBITED -> inhibitors(group);
    };
  }

  private static String inhibitors(Group group) {
    StringJoiner all = new StringJoiner("; ");
    Set<Inhibitor> inhibitors = group.router().inhibitors();
    if (inhibitors.contains(Inhibitor.INTERFACE_MISSING)) {
      inhibitors.remove(Inhibitor.NO_SOURCE_ADDRESS); // goes without saying
    }
    for (Inhibitor inhibitor : inhibitors) {
      all.add(
          switch (inhibitor) {
            case INTERFACE_MISSING -> "interface " + group.link().name() + " does not exist";
            case LINK_DOWN -> "link " + group.link().name() + " is down";
            case NO_SOURCE_ADDRESS -> noSource(group);
            case SOCKET_FAILED -> "adverts cannot be exchanged: " + group.link().problem();
            case CHECK_WAITING ->
                "waiting for the first verdict of " + checks(group, CheckVerdict.WAITING);
            case CHECK_DOWN -> checks(group, CheckVerdict.DOWN) + " down";
            case KERNEL_REFUSED -> "the kernel refused the addresses: " + group.kernelProblem;
            case STOPPING -> "vipd is stopping";
          });
    }
    return all.toString();
  }

  private static String noSource(Group group) {
    return group.config().source() == null
        ? "interface " + group.link().name() + " has no IPv4 address to send from"
        : "interface %s does not have the source address %s"
            .formatted(group.link().name(), group.config().source());
  }

  private static String checks(Group group, CheckVerdict verdict) {
    StringJoiner names = new StringJoiner(", ");
    int count = 0;
    for (int i = 0; i < group.config().checks().size(); i++) {
      if (group.config().checks().get(i).weight() == 0 && group.router().check(i) == verdict) {
        names.add(group.config().checks().get(i).name());
        count++;
      }
    }
    String verb = verdict == CheckVerdict.WAITING ? "" : count == 1 ? " is" : " are";
    return (count == 1 ? "check " : "checks ") + names + verb;
  }

  /** The running timer by its name in RFC 9568, or null. */
  static String timer(TimerChange timer) {
    return switch (timer) {
      case CANCEL, KEEP -> null;
      case ADVERTISEMENT_INTERVAL -> "Adver_Timer";
      case ACTIVE_DOWN_INTERVAL, SKEW_TIME -> "Active_Down_Timer";
    };
  }
}
