package io.vipd.daemon.metrics;

import static io.vipd.daemon.metrics.Family.counter;
import static io.vipd.daemon.metrics.Family.gauge;

import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.vipd.daemon.control.NodeCounters;
import io.vipd.daemon.control.NodeCounters.CheckCounters;
import io.vipd.daemon.control.NodeCounters.RouterCounters;
import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.control.NodeStatus.AnnouncementStatus;
import io.vipd.daemon.control.NodeStatus.CheckStatus;
import io.vipd.daemon.control.NodeStatus.GroupStatus;
import io.vipd.daemon.control.NodeStatus.HookStatus;
import io.vipd.daemon.metrics.Family.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Everything that a picture of the node says in numbers. */
final class NodeMetrics {
  private static final double MILLIS = 1e3;
  private static final double NANOS = 1e9;
  private static final List<String> ROLES = List.of("active", "backup", "fault");

  private final NodeStatus status;
  private final NodeCounters counters;
  private final Instant at;
  private final Map<String, List<CheckStatus>> checks = new LinkedHashMap<>();
  private final Map<String, List<HookStatus>> hooks = new LinkedHashMap<>();

  /**
   * Metrics of one picture.
   *
   * @param at when it was taken
   */
  NodeMetrics(NodeStatus status, NodeCounters counters, Instant at) {
    this.status = status;
    this.counters = counters;
    this.at = at;
    // The families of a group share its checks and hooks.
    for (GroupStatus group : status.groups()) {
      checks.putIfAbsent(group.name(), group.checks());
      hooks.putIfAbsent(group.name(), group.hooks());
    }
  }

  List<MetricSnapshot> all() {
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(
        Family.info(
            "vipd_build",
            "Version of vipd and of its Java runtime, and the node's name.",
            Labels.of(
                "java", Runtime.version().toString(),
                "node", status.node(),
                "version", status.version())));
    all.add(
        gauge(
            "vipd_warnings",
            "Warnings about the node as a whole, as vipctl status lists them.",
            status.warnings().size()));
    all.addAll(ConfigMetrics.of(status.configuration(), at));
    roles(all);
    adverts(all);
    addresses(all);
    checks(all);
    hooks(all);
    all.add(
        counter(
            "vipd_packets_refused",
            "VRRP packets that a receive check refused, by the rule that did.",
            counters.links().stream()
                .flatMap(link ->
                    link.refused().entrySet().stream()
                        .map(rule ->
                            Value.of(
                                rule.getValue(),
                                "interface",
                                link.interfaceName(),
                                "family",
                                link.family(),
                                "rule",
                                rule.getKey())))));
    all.add(
        counter(
            "vipd_inbox_refused",
            "Tasks that the core thread had no room for.",
            Stream.of(Value.of(counters.inboxRefused()))));
    return all;
  }

  private void roles(List<MetricSnapshot> all) {
    all.add(
        gauge(
            "vipd_group_role",
            "1 for the role that the group has on this node, 0 for the others.",
            status.groups().stream()
                .flatMap(group ->
                    ROLES.stream()
                        .map(role ->
                            new Value(
                                labels(group).add("role", role),
                                role.equalsIgnoreCase(group.role()) ? 1 : 0)))));
    all.add(
        groups(
            "vipd_group_role_start_timestamp_seconds",
            "When the group took its present role.",
            group -> seconds(group.since())));
    all.add(
        groups("vipd_group_priority", "Priority now, weights included.", GroupStatus::priority));
    all.add(
        gauge(
            "vipd_group_sync",
            "1 for the sync group that a group is in; nothing for a group that moves alone.",
            status.groups().stream()
                .filter(group -> group.sync() != null)
                .map(group -> new Value(labels(group).add("sync", group.sync().name()), 1))));
    all.add(
        groups("vipd_group_base_priority", "Priority as configured.", GroupStatus::basePriority));
    all.add(
        groups(
            "vipd_group_hold_seconds",
            "Time for which the group will not preempt; 0 when nothing holds it.",
            group -> group.holdMillis() == null ? 0 : group.holdMillis() / MILLIS));
    all.add(
        groups(
            "vipd_maintenance",
            "1 while an operator keeps the group out of the election, 0 otherwise.",
            group -> group.maintenance() == null ? 0 : 1));
    all.add(
        gauge(
            "vipd_maintenance_end_timestamp_seconds",
            "When the maintenance ends by itself; absent where it does not, and without one.",
            status.groups().stream()
                .filter(NodeMetrics::endsByItself)
                .map(group -> new Value(labels(group), seconds(group.maintenance().until())))));
    all.add(
        counter(
            "vipd_group_transitions",
            "Changes of role, by their cause.",
            counters.routers().stream()
                .flatMap(router ->
                    router.transitions().entrySet().stream()
                        .map(cause ->
                            new Value(
                                labels(router).add("cause", cause.getKey()), cause.getValue())))));
  }

  private void adverts(List<MetricSnapshot> all) {
    all.add(
        groups(
            "vipd_advert_interval_seconds",
            "Advertisement interval as configured.",
            group -> group.intervalMillis() / MILLIS));
    all.add(
        counted(
            "vipd_adverts_sent",
            "Adverts sent, a round to all unicast peers being one.",
            GroupStatus::advertsSent));
    all.add(counted("vipd_adverts_received", "Adverts accepted.", GroupStatus::advertsReceived));
    all.add(
        counter(
            "vipd_adverts_not_sent",
            "Adverts that the kernel did not take.",
            counters.routers().stream()
                .map(router -> new Value(labels(router), router.advertsNotSent()))));
    all.add(
        Family.histogram(
            "vipd_advert_lateness_seconds",
            "Time from when an advert was due until the kernel had it.",
            counters.routers(),
            NodeMetrics::labels,
            RouterCounters::advertLateness));
    all.add(
        gauge(
            "vipd_timer_worst_lateness_seconds",
            "The latest that a timer of the group was ever served since start.",
            counters.routers().stream()
                .map(router -> new Value(labels(router), router.worstLatenessNanos() / NANOS))));
    all.add(
        counted(
            "vipd_stalls",
            "Times in which the daemon did not run for an advertisement interval or longer.",
            group -> group.stalls().count()));
    all.add(
        groups(
            "vipd_stall_longest_seconds",
            "The longest of these times; 0 when there was none.",
            group -> group.stalls().longestMillis() / MILLIS));
    all.add(
        gauge(
            "vipd_peer_last_advert_timestamp_seconds",
            "When the last advert of any peer came; absent before the first.",
            status.groups().stream()
                .filter(group -> group.lastAdvertAgeMillis() != null)
                .map(group ->
                    new Value(
                        labels(group), seconds(at.minusMillis(group.lastAdvertAgeMillis()))))));
    all.add(
        groups(
            "vipd_peers",
            "Peers that were heard since start, at most the 16 latest.",
            group ->
                group.peers().stream().filter(peer -> peer.lastAdvertAgeMillis() != null).count()));
    all.add(
        groups(
            "vipd_peer_warnings",
            "Peers with something wrong: never heard though configured, refused, or of another"
                + " configuration.",
            group -> group.peers().stream().filter(peer -> peer.warning() != null).count()));
  }

  private void addresses(List<MetricSnapshot> all) {
    all.add(
        groups(
            "vipd_group_addresses",
            "Virtual addresses of the group.",
            group -> group.addresses().size()));
    all.add(
        counted(
            "vipd_addresses_restored",
            "Times that addresses were put back because somebody else removed one.",
            GroupStatus::addressesRestored));
    all.add(
        gauge(
            "vipd_lease_remaining_seconds",
            "Time left of the kernel's lease on the addresses; absent while none runs.",
            status.groups().stream()
                .filter(group -> group.lease().leftMillis() != null)
                .map(group -> new Value(labels(group), group.lease().leftMillis() / MILLIS))));
    all.add(
        gauge(
            "vipd_lease_least_remaining_seconds",
            "The least that was left of a lease at any renewal since start.",
            status.groups().stream()
                .filter(group -> group.lease().leastLeftMillis() != null)
                .map(group -> new Value(labels(group), group.lease().leastLeftMillis() / MILLIS))));
    all.add(
        counted(
            "vipd_lease_renewals_late",
            "Renewals of leases that came so late that another one had been missed.",
            group -> group.lease().lateRenewals()));
    all.add(
        counted(
            "vipd_address_conflicts",
            "Times that somebody else began to claim an address that this node had.",
            group -> group.ownership().conflicts()));
    all.add(
        groups(
            "vipd_address_conflict",
            "1 while somebody else claims an address that is here, 0 otherwise.",
            group -> group.ownership().conflict() == null ? 0 : 1));
    all.add(
        groups(
            "vipd_foreign_routers",
            "Routers heard lately that use the group's VRID and are none of its peers.",
            group -> group.ownership().foreignRouters().size()));
    all.add(
        counted(
            "vipd_announcements_sent",
            "Frames sent to announce addresses (ARP, neighbour advertisements).",
            GroupStatus::announcementsSent));
    all.add(
        counted(
            "vipd_announcements_failed",
            "Announcements that could not be sent, counted for each address.",
            group -> group.announcements().stream().mapToLong(AnnouncementStatus::failures).sum()));
  }

  private void checks(List<MetricSnapshot> all) {
    all.add(
        checks(
            "vipd_check_up",
            "1 when the check is up, 0 when it is down or has no verdict yet.",
            check -> check.verdict().equals("up") ? 1 : 0));
    all.add(
        checks(
            "vipd_check_duration_seconds",
            "How long the last run took; absent before the first.",
            check ->
                check.durationMillis() == null ? Double.NaN : check.durationMillis() / MILLIS));
    all.add(
        checks(
            "vipd_check_last_run_timestamp_seconds",
            "When the last run ended; absent before the first.",
            check ->
                check.lastRunAgeMillis() == null
                    ? Double.NaN
                    : seconds(at.minusMillis(check.lastRunAgeMillis()))));
    all.add(checked("vipd_check_runs", "Runs that ended or were given up.", CheckCounters::runs));
    all.add(checked("vipd_check_failures", "Runs that failed.", CheckCounters::failures));
    all.add(
        checked(
            "vipd_check_skipped",
            "Runs left out because the one before was still going on.",
            CheckCounters::skipped));
    all.add(
        checked(
            "vipd_check_waited_seconds",
            "How long runs waited for their turn, because max-checks were under way.",
            check -> check.waitedNanos() / 1e9));
  }

  private void hooks(List<MetricSnapshot> all) {
    all.add(
        counter(
            "vipd_hook_runs",
            "Runs of hooks that ended, each try being one, by how they did.",
            counters.hooks().stream()
                .flatMap(hook ->
                    hook.runs().entrySet().stream()
                        .map(end ->
                            Value.of(
                                end.getValue(),
                                "group",
                                hook.group(),
                                "hook",
                                hook.hook(),
                                "of",
                                hook.of(),
                                "outcome",
                                end.getKey())))));
    all.add(
        hooks(
            "vipd_hook_duration_seconds",
            "How long the last run of a hook took; absent before the first has ended.",
            hook -> hook.durationMillis() == null ? Double.NaN : hook.durationMillis() / MILLIS));
    all.add(
        hooks(
            "vipd_hook_last_run_timestamp_seconds",
            "When the last run of a hook ended; absent before the first has.",
            hook ->
                hook.lastRunAgeMillis() == null
                    ? Double.NaN
                    : seconds(at.minusMillis(hook.lastRunAgeMillis()))));
    all.add(
        hooks(
            "vipd_hook_failed",
            "1 while the last run of a hook is one that failed, 0 otherwise.",
            hook -> hook.failed() ? 1 : 0));
  }

  private MetricSnapshot hooks(String name, String help, ToDoubleFunction<HookStatus> value) {
    return gauge(
        name,
        help,
        hooks.entrySet().stream()
            .flatMap(group ->
                group.getValue().stream()
                    .map(hook ->
                        Value.of(
                            value.applyAsDouble(hook),
                            "group",
                            group.getKey(),
                            "hook",
                            hook.hook(),
                            "of",
                            hook.of())))
            .filter(known -> !Double.isNaN(known.value())));
  }

  private MetricSnapshot groups(String name, String help, ToDoubleFunction<GroupStatus> value) {
    return gauge(
        name,
        help,
        status.groups().stream()
            .map(group -> new Value(labels(group), value.applyAsDouble(group))));
  }

  private MetricSnapshot counted(String name, String help, ToDoubleFunction<GroupStatus> value) {
    return counter(
        name,
        help,
        status.groups().stream()
            .map(group -> new Value(labels(group), value.applyAsDouble(group))));
  }

  private MetricSnapshot checks(String name, String help, ToDoubleFunction<CheckStatus> value) {
    return gauge(
        name,
        help,
        checks.entrySet().stream()
            .flatMap(group ->
                group.getValue().stream()
                    .map(check ->
                        Value.of(
                            value.applyAsDouble(check),
                            "group",
                            group.getKey(),
                            "check",
                            check.name())))
            .filter(known -> !Double.isNaN(known.value())));
  }

  private MetricSnapshot checked(String name, String help, ToDoubleFunction<CheckCounters> value) {
    return counter(
        name,
        help,
        counters.checks().stream()
            .map(check ->
                Value.of(
                    value.applyAsDouble(check), "group", check.group(), "check", check.check())));
  }

  private static boolean endsByItself(GroupStatus group) {
    return group.maintenance() != null && group.maintenance().until() != null;
  }

  private static Labels labels(GroupStatus group) {
    return labels(group.name(), group.family(), group.interfaceName(), group.vrid());
  }

  private static Labels labels(RouterCounters router) {
    return labels(router.group(), router.family(), router.interfaceName(), router.vrid());
  }

  private static Labels labels(String group, String family, String interfaceName, int vrid) {
    return Labels.of(
        "group", group,
        "family", family,
        "interface", interfaceName,
        "vrid", Integer.toString(vrid));
  }

  static double seconds(Instant at) {
    return at.toEpochMilli() / MILLIS;
  }
}
