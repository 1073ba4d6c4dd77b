package io.vipd.daemon.page;

import io.vipd.daemon.control.NodeStatus.AddressStatus;
import io.vipd.daemon.control.NodeStatus.CheckStatus;
import io.vipd.daemon.control.NodeStatus.ForeignRouterStatus;
import io.vipd.daemon.control.NodeStatus.GroupStatus;
import io.vipd.daemon.control.NodeStatus.HookStatus;
import io.vipd.daemon.control.NodeStatus.MaintenanceStatus;
import io.vipd.daemon.control.NodeStatus.PeerStatus;
import java.time.Duration;
import java.time.Instant;

/** One group: who holds it, since when, why, what happens next, and what that rests on. */
final class GroupSection {
  private final Html html;
  private final GroupStatus group;
  private final Instant now;

  GroupSection(Html html, GroupStatus group, Instant now) {
    this.html = html;
    this.group = group;
    this.now = now;
  }

  /** What its heading's anchor is called. */
  static String id(GroupStatus group) {
    return "group-" + group.name() + "-" + group.family();
  }

  void write() {
    html.markup("<section class=\"group\" aria-labelledby=\"")
        .text(id(group))
        .markup("\"><h2 id=\"");
    html.text(id(group)).markup("\" tabindex=\"-1\">").text(group.name());
    html.markup(" <small>").text(family(group)).markup("</small> ").role(group.role());
    html.markup("</h2><p class=\"why\">").text(group.why()).markup("</p><dl>");
    facts();
    html.markup("</dl>");
    checks();
    hooks();
    peers();
    html.markup("</section>");
  }

  static String family(GroupStatus group) {
    return group.family().equals("ipv6") ? "IPv6" : "IPv4";
  }

  private void facts() {
    html.fact(
        "In this role",
        "for "
            + Span.of(Duration.between(group.since(), now))
            + ", since "
            + Span.moment(group.since()));
    html.fact("Held by", holder(group));
    html.fact(
        "Addresses",
        group.addresses().isEmpty()
            ? "none of its own; its hooks move " + String.join(", ", group.advertised())
            : String.join(", ", group.addresses()));
    AddressStatus conflict = group.ownership().conflict();
    if (conflict != null) {
      html.fact(
          "Conflict",
          conflict.address()
              + " is claimed by "
              + conflict.rival().mac()
              + " too, for "
              + Span.ofMillis(conflict.rival().sinceMillis()));
    }
    for (ForeignRouterStatus router : group.ownership().foreignRouters()) {
      html.fact(
          "Foreign router",
          router.address()
              + (router.mac() == null ? "" : " at " + router.mac())
              + " uses VRID "
              + group.vrid()
              + ", too, for "
              + Span.ofMillis(router.sinceMillis())
              + ": "
              + router.problem());
    }
    if (group.maintenance() != null) {
      html.fact("Maintenance", maintenance(group.maintenance()));
    }
    html.fact("Next", next());
    if (group.holdMillis() != null) {
      html.fact("Hold", "does not preempt for " + Span.ofMillis(group.holdMillis()));
    }
    if (group.silenceHoldMillis() != null) {
      html.fact(
          "Doubt", "does not take over on silence for " + Span.ofMillis(group.silenceHoldMillis()));
    }
    if (group.sync() != null) {
      html.fact(
          "Sync group",
          group.sync().name()
              + ", moves with "
              + String.join(", ", group.sync().without(group.name())));
    }
    html.fact("Priority", priority());
    html.fact(
        "Last advert heard",
        group.lastAdvertAgeMillis() == null
            ? "none yet"
            : Span.ofMillis(group.lastAdvertAgeMillis()) + " ago");
    html.fact(
        "Router",
        "VRID %d on %s, VRRPv%d, every %s"
            .formatted(
                group.vrid(),
                group.interfaceName(),
                group.version(),
                Span.ofMillis(group.intervalMillis())));
    html.fact(
        "Counted",
        "changes of role %d, adverts sent %d, heard %d, announcements %d"
            .formatted(
                group.transitions(),
                group.advertsSent(),
                group.advertsReceived(),
                group.announcementsSent()));
    if (group.stalls().count() > 0) {
      html.fact(
          "Did not run",
          group.stalls().count()
              + " times for an interval or longer, at most "
              + Span.ofMillis(group.stalls().longestMillis()));
    }
    if (group.addressesRestored() > 0) {
      html.fact(
          "Put back",
          group.addressesRestored() + " times, because somebody else removed an address");
    }
  }

  private static String maintenance(MaintenanceStatus order) {
    return "by "
        + order.by()
        + " since "
        + Span.moment(order.since())
        + (order.until() == null
            ? ", until somebody ends it"
            : ", until " + Span.moment(order.until()))
        + (order.reason() == null ? "" : ": " + order.reason());
  }

  /** The node that has the addresses, as far as this one knows. */
  static String holder(GroupStatus group) {
    if (group.active() == null) {
      return "nobody known";
    }
    return group.role().equals("ACTIVE") ? "this node, " + group.active() : group.active();
  }

  private String next() {
    if (group.nextEvent() == null || group.nextEventMillis() == null) {
      return group.maintenance() == null
          ? "takes part again when the fault is gone"
          : "takes part again when somebody runs 'vipctl maintenance off " + group.name() + "'";
    }
    String in = "in " + Span.ofMillis(group.nextEventMillis());
    return switch (group.role()) {
      case "ACTIVE" -> "sends an advert " + in;
      case "BACKUP" -> "takes over " + in + " unless it hears an advert";
      default -> group.nextEvent() + " " + in;
    };
  }

  private String priority() {
    int difference = group.priority() - group.basePriority();
    return difference == 0
        ? Integer.toString(group.priority())
        : group.priority()
            + ", which is "
            + group.basePriority()
            + (difference < 0 ? " less " : " and ")
            + Math.abs(difference)
            + " by checks";
  }

  private void checks() {
    if (group.checks().isEmpty()) {
      return;
    }
    html.table("Checks of " + group.name(), "Check", "Verdict", "Last run", "Took", "Output");
    for (CheckStatus check : group.checks()) {
      html.markup("<tr><th scope=\"row\">").text(check.name());
      html.markup(" <small>").text(check.kind());
      if (check.weight() != 0) {
        html.text(", weight " + check.weight());
        if (check.number() != null) {
          html.text(" × " + check.number());
        }
      }
      if (!check.sharedWith().isEmpty()) {
        html.text(", one run with " + String.join(", ", check.sharedWith()));
      }
      html.markup("</small></th>").cell("Verdict");
      html.markup("<span class=\"verdict ").markup(look(check)).markup("\">").text(check.verdict());
      html.markup("</span></td>");
      html.cell("Last run", ago(check.lastRunAgeMillis()));
      html.cell("Took", check.durationMillis() == null ? "–" : took(check.durationMillis()));
      html.cell("Output").markup("<code>").text(check.output() == null ? "" : check.output());
      html.markup("</code></td></tr>");
    }
    html.endTable();
  }

  private void hooks() {
    if (group.hooks().isEmpty()) {
      return;
    }
    html.table("Hooks of " + group.name(), "Hook", "Told", "Last run", "Took", "Result");
    for (HookStatus hook : group.hooks()) {
      html.markup("<tr><th scope=\"row\">").text(hook.hook());
      if (hook.of().equals("node")) {
        html.markup(" <small>").text("of the node").markup("</small>");
      }
      html.markup("</th>").cell("Told", hook.state() == null ? "–" : hook.state());
      html.cell(
          "Last run",
          hook.runningMillis() != null
              ? "running for " + Span.ofMillis(hook.runningMillis())
              : ago(hook.lastRunAgeMillis()));
      html.cell("Took", hook.durationMillis() == null ? "–" : took(hook.durationMillis()));
      html.cell("Result");
      if (hook.outcome() != null) {
        html.markup("<span class=\"verdict ").markup(hook.failed() ? "down" : "up").markup("\">");
        html.text(hook.outcome()).markup("</span> <code>").text(hook.output()).markup("</code>");
      }
      html.markup("</td></tr>");
    }
    html.endTable();
  }

  private static String took(double millis) {
    return millis < 100
        ? "%.1f\u00a0ms".formatted(millis)
        : Span.of(Duration.ofMillis(Math.round(millis)));
  }

  private static String look(CheckStatus check) {
    return switch (check.verdict()) {
      case "up" -> "up";
      case "down" -> "down";
      default -> "waiting";
    };
  }

  private void peers() {
    if (group.peers().isEmpty()) {
      return;
    }
    html.table("Peers of " + group.name(), "Peer", "Priority", "Last advert", "Remark");
    for (PeerStatus peer : group.peers()) {
      html.markup("<tr><th scope=\"row\">").text(peer.address()).markup("</th>");
      html.cell("Priority", peer.priority() == null ? "–" : peer.priority().toString());
      html.cell("Last advert", ago(peer.lastAdvertAgeMillis()));
      html.cell("Remark", peer.warning() == null ? "" : peer.warning());
      html.markup("</tr>");
    }
    html.endTable();
  }

  private static String ago(Long millis) {
    return millis == null ? "–" : Span.ofMillis(millis) + " ago";
  }
}
