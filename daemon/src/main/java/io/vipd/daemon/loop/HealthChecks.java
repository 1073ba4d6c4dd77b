package io.vipd.daemon.loop;

import io.vipd.daemon.config.CheckConfig;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.control.NodeCounters.CheckCounters;
import io.vipd.daemon.control.NodeStatus.CheckStatus;
import io.vipd.health.CheckResult;
import io.vipd.health.CheckRunner;
import io.vipd.health.CheckSettings;
import io.vipd.health.CheckSnapshot;
import io.vipd.health.ExitWatcher;
import io.vipd.health.RiseFall;
import io.vipd.health.ScriptRunner;
import io.vipd.vrrp.node.CheckVerdict;
import io.vipd.vrrp.node.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Runs the checks of all groups and posts their verdicts to the core. */
final class HealthChecks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HealthChecks.class);

  /** Which check of which group a number of the check runner means; the group in each family. */
  private record Place(GroupConfig config, List<Group> groups, int index) {}

  private final List<Place> places = new ArrayList<>();
  private final Node node;
  private final Inbox inbox;
  private final Chronicle chronicle;
  private final CheckRunner runner;

  HealthChecks(
      List<Group> groups,
      Node node,
      Inbox inbox,
      ScriptRunner scripts,
      ExitWatcher exits,
      Chronicle chronicle) {
    this.node = node;
    this.inbox = inbox;
    this.chronicle = chronicle;
    List<CheckSettings> settings = new ArrayList<>();
    Map<GroupConfig, List<Group>> byConfig =
        groups.stream()
            .collect(Collectors.groupingBy(Group::config, LinkedHashMap::new, Collectors.toList()));
    byConfig.forEach((config, families) -> {
      for (int i = 0; i < config.checks().size(); i++) {
        places.add(new Place(config, families, i));
        settings.add(settings(config, config.checks().get(i)));
      }
    });
    this.runner = new CheckRunner(settings, scripts, exits, this::onVerdict);
  }

  private static CheckSettings settings(GroupConfig group, CheckConfig check) {
    return new CheckSettings(
        check.name(),
        check.spec(),
        check.every(),
        check.backOff(),
        check.timeout(),
        check.rise(),
        check.fall(),
        check.initial(),
        Map.of("VIPD_GROUP", group.name(), "VIPD_CHECK", check.name()));
  }

  void start() {
    for (Place place : places) {
      CheckVerdict initial = of(place.config().checks().get(place.index()).initial());
      if (initial != CheckVerdict.WAITING) {
        inbox.post(nowNanos -> {
          for (Group group : place.groups()) {
            node.check(group.router(), place.index(), initial, nowNanos);
          }
        });
      }
    }
    runner.start();
  }

  private void onVerdict(int number, RiseFall.Verdict verdict, CheckResult last) {
    Place place = places.get(number);
    CheckConfig check = place.config().checks().get(place.index());
    chronicle.verdict(place.config(), check, name(verdict), last);
    boolean posted =
        inbox.post(nowNanos -> {
          for (Group group : place.groups()) {
            group.checkSaid[place.index()] = last.output();
            node.check(group.router(), place.index(), of(verdict), nowNanos);
          }
        });
    log.atLevel(verdict == RiseFall.Verdict.DOWN ? Level.WARN : Level.INFO)
        .log(
            "check {} of {} is {}{}. group={} check={} verdict={} weight={} took_ms={}",
            check.name(),
            place.config().name(),
            name(verdict),
            last.output().isEmpty() ? "" : ": " + last.output(),
            place.config().name(),
            check.name(),
            name(verdict),
            check.weight(),
            last.durationNanos() / 1_000_000);
    if (!posted) {
      log.error("the core's inbox is full; a verdict was lost. check={}", check.name());
    }
  }

  private static CheckVerdict of(RiseFall.Verdict verdict) {
    return switch (verdict) {
      case WAITING -> CheckVerdict.WAITING;
      case UP -> CheckVerdict.UP;
      case DOWN -> CheckVerdict.DOWN;
    };
  }

  private static String name(RiseFall.Verdict verdict) {
    return switch (verdict) {
      case WAITING -> "waiting";
      case UP -> "up";
      case DOWN -> "down";
    };
  }

  /** A group's checks, in file order; any thread. */
  List<CheckStatus> of(Group group) {
    List<CheckSnapshot> snapshots = runner.snapshot();
    List<CheckStatus> checks = new ArrayList<>();
    long nowNanos = System.nanoTime();
    for (int i = 0; i < snapshots.size(); i++) {
      if (places.get(i).groups().contains(group)) {
        CheckConfig config = group.config().checks().get(places.get(i).index());
        checks.add(status(config, snapshots.get(i), nowNanos));
      }
    }
    return checks;
  }

  /** What the checks of all groups have counted; any thread. */
  List<CheckCounters> counters() {
    List<CheckSnapshot> snapshots = runner.snapshot();
    List<CheckCounters> counters = new ArrayList<>();
    for (int i = 0; i < snapshots.size(); i++) {
      CheckSnapshot snapshot = snapshots.get(i);
      counters.add(
          new CheckCounters(
              places.get(i).config().name(),
              snapshot.name(),
              snapshot.runs(),
              snapshot.failures(),
              snapshot.skippedBeats()));
    }
    return counters;
  }

  private static CheckStatus status(CheckConfig config, CheckSnapshot snapshot, long nowNanos) {
    CheckResult last = snapshot.last();
    return new CheckStatus(
        config.name(),
        StatusPicture.kind(config),
        name(snapshot.verdict()),
        config.weight(),
        last == null ? null : (nowNanos - last.finishedAtNanos()) / 1_000_000,
        last == null ? null : last.durationNanos() / 1e6,
        last == null ? null : last.passed(),
        last == null ? null : last.output());
  }

  @Override
  public void close() {
    runner.close();
  }
}
