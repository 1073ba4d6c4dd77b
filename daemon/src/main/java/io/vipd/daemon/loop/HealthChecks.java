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
import io.vipd.health.Surroundings;
import io.vipd.vrrp.node.CheckVerdict;
import io.vipd.vrrp.node.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Runs the checks of all groups and posts their verdicts to the core. */
final class HealthChecks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HealthChecks.class);
  private static final Duration FULL_INBOX_PAUSE = Duration.ofMillis(10);

  /**
   * Whose a check is: the group's configuration, the check's index there, and the group in each
   * family; no group while it is nobody's.
   */
  private record Use(GroupConfig config, int index, List<Group> groups) {
    CheckConfig check() {
      return config.checks().get(index);
    }
  }

  /** A check that is run. */
  private static final class Place {
    final CheckSettings settings;
    volatile Use use;

    /** The other groups whose check of the same kind gets its results from the same run. */
    volatile List<String> sharedWith = List.of();

    /** The core thread's. */
    CheckVerdict verdict;

    Place(CheckSettings settings, CheckVerdict verdict, Use use) {
      this.settings = settings;
      this.verdict = verdict;
      this.use = use;
    }
  }

  /** The checks of a configuration that is about to be used. */
  static final class Prepared {
    private final List<GroupConfig> configs;

    /** By the group's name. */
    private final Map<String, List<Place>> places = new HashMap<>();

    private final Sharing sharing;
    private final Set<Place> added = new HashSet<>();
    private final Set<Place> left = new HashSet<>();

    private Prepared(List<GroupConfig> configs) {
      this.configs = configs;
      this.sharing = new Sharing(configs);
    }

    /** What each check of a group counts as; core thread. */
    List<CheckVerdict> verdicts(GroupConfig config) {
      return places.get(config.name()).stream().map(place -> place.verdict).toList();
    }
  }

  private final Node node;
  private final Inbox inbox;
  private final Chronicle chronicle;
  private final CheckRunner runner;

  /** By the runner's numbers. */
  private final Map<Integer, Place> places = new ConcurrentHashMap<>();

  /** No check is run before some are {@link #prepare}d. */
  HealthChecks(
      Node node,
      Inbox inbox,
      ScriptRunner scripts,
      ExitWatcher exits,
      Surroundings surroundings,
      Chronicle chronicle) {
    this.node = node;
    this.inbox = inbox;
    this.chronicle = chronicle;
    this.runner = new CheckRunner(List.of(), scripts, exits, surroundings, this::onVerdict);
  }

  /** From now on at most so many checks are under way at a time. */
  void limit(int most) {
    runner.limit(most);
  }

  /**
   * Begins to run the checks of these groups that are not run already. One that changed counts as
   * what it was until it has a verdict of its own, and so does one that is new to a group that
   * takes part: nobody loses a role because it is asked about more than before. Not from the core
   * thread; one at a time.
   *
   * @param before the present group of the same virtual router; null for none
   * @param takesPart whether the virtual router of such a group, or one that will move together
   *     with it, is Backup or Active
   */
  Prepared prepare(
      List<GroupConfig> configs,
      UnaryOperator<GroupConfig> before,
      Predicate<GroupConfig> takesPart) {
    Prepared prepared = new Prepared(configs);
    prepared.left.addAll(places.values());
    for (GroupConfig config : configs) {
      List<Place> ofGroup = new ArrayList<>();
      for (int i = 0; i < config.checks().size(); i++) {
        CheckSettings settings = prepared.sharing.settings(config, config.checks().get(i));
        Place known = known(config, settings, prepared.left);
        if (known == null) {
          Use use = new Use(config, i, List.of());
          known = add(use, settings, before.apply(config), takesPart);
          prepared.added.add(known);
        }
        prepared.left.remove(known);
        ofGroup.add(known);
      }
      prepared.places.put(config.name(), ofGroup);
    }
    return prepared;
  }

  /** One that does the same already, for the same group if there is one. */
  private static Place known(GroupConfig config, CheckSettings settings, Set<Place> places) {
    Place known = null;
    for (Place place : places) {
      if (place.settings.equals(settings)) {
        if (place.use.config().name().equals(config.name())) {
          return place;
        }
        known = place;
      }
    }
    return known;
  }

  private Place add(
      Use use, CheckSettings settings, GroupConfig before, Predicate<GroupConfig> takesPart) {
    RiseFall.Verdict initial = settings.initial();
    CheckVerdict counts = of(initial, null);
    if (initial == RiseFall.Verdict.WAITING) {
      CheckSnapshot namesake =
          before == null ? null : snapshot(namesake(before, use.check().name()));
      if (namesake != null) {
        initial = namesake.verdict();
        counts = of(initial, namesake.last());
      } else if (use.check().weight() == 0 && takesPart.test(use.config())) {
        initial = RiseFall.Verdict.UP;
        counts = CheckVerdict.UP;
      }
    }
    Place place = new Place(settings, counts, use);
    // So that its first verdict finds it.
    synchronized (places) {
      places.put(runner.add(settings.startingFrom(initial)), place);
    }
    return place;
  }

  private Place namesake(GroupConfig group, String check) {
    return places.values().stream()
        .filter(place -> place.use.config().equals(group) && place.use.check().name().equals(check))
        .findFirst()
        .orElse(null);
  }

  /** As the runner has it; null where it has none. */
  private CheckSnapshot snapshot(Place wanted) {
    List<CheckSnapshot> snapshots = runner.snapshot();
    return places.entrySet().stream()
        .filter(entry -> entry.getValue() == wanted)
        .map(entry -> snapshots.get(entry.getKey()))
        .findFirst()
        .orElse(null);
  }

  /** Verdicts are these groups' from now on; core thread. */
  void assign(Prepared prepared, List<Group> groups) {
    prepared.left.forEach(place -> place.use = unused(place.use));
    for (GroupConfig config : prepared.configs) {
      List<Place> ofGroup = prepared.places.get(config.name());
      List<Group> families =
          groups.stream().filter(group -> group.config().name().equals(config.name())).toList();
      for (int i = 0; i < ofGroup.size(); i++) {
        Place place = ofGroup.get(i);
        place.sharedWith = prepared.sharing.others(config, config.checks().get(i));
        place.use = new Use(config, i, families);
      }
    }
  }

  private static Use unused(Use use) {
    return new Use(use.config(), use.index(), List.of());
  }

  /** Runs no longer what is nobody's any more; after {@link #assign}. */
  void settle(Prepared prepared) {
    remove(prepared.left);
  }

  /** The configuration is not used after all. */
  void discard(Prepared prepared) {
    remove(prepared.added);
  }

  private void remove(Set<Place> gone) {
    places.forEach((number, place) -> {
      if (gone.contains(place)) {
        // In this order: the runner may give the number out again.
        places.remove(number);
        runner.remove(number);
      }
    });
  }

  void start() {
    runner.start();
  }

  private void onVerdict(int number, RiseFall.Verdict verdict, CheckResult last) {
    Place place;
    synchronized (places) {
      place = places.get(number);
    }
    if (place == null) {
      return;
    }
    Use use = place.use;
    CheckConfig check = use.check();
    CheckVerdict counts = of(verdict, last);
    String name = name(counts, check.weight());
    chronicle.verdict(use.config(), check, name, last);
    log.atLevel(name.equals("down") ? Level.WARN : Level.INFO)
        .log(
            "check {} of {} is {}{}. group={} check={} verdict={} weight={} took_ms={}",
            check.name(),
            use.config().name(),
            name,
            last.output().isEmpty() ? "" : ": " + last.output(),
            use.config().name(),
            check.name(),
            name,
            check.weight(),
            last.durationNanos() / 1_000_000);
    post(check, nowNanos -> take(place, counts, last, nowNanos));
  }

  /**
   * Waits for room in the inbox, if need be: the next verdict comes when something changes again,
   * which may be never.
   */
  private void post(CheckConfig check, CoreTask verdict) {
    boolean told = false;
    while (!inbox.post(verdict)) {
      if (!told) {
        log.warn(
            "the core has too much to do; the verdict of a check waits. check={}", check.name());
        told = true;
      }
      try {
        Thread.sleep(FULL_INBOX_PAUSE);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return; // vipd stops
      }
    }
  }

  private void take(Place place, CheckVerdict verdict, CheckResult last, long nowNanos) {
    place.verdict = verdict;
    for (Group group : place.use.groups()) {
      group.checkSaid[place.use.index()] = last.output();
      node.check(group.router(), place.use.index(), verdict, nowNanos);
    }
  }

  private static CheckVerdict of(RiseFall.Verdict verdict, CheckResult last) {
    return switch (verdict) {
      case WAITING -> CheckVerdict.WAITING;
      case UP ->
          last == null || last.number() == null
              ? CheckVerdict.UP
              : CheckVerdict.number(last.number());
      case DOWN -> CheckVerdict.DOWN;
    };
  }

  /** In a word; a number that keeps its group from being Active is no better than a failure. */
  static String name(CheckVerdict verdict, int weight) {
    return switch (verdict.kind()) {
      case WAITING -> "waiting";
      case UP -> "up";
      case DOWN -> "down";
      case NUMBER -> verdict.forbids(weight) ? "down" : "up";
    };
  }

  /** A group's checks, in file order; any thread. */
  List<CheckStatus> of(Group group) {
    CheckStatus[] checks = new CheckStatus[group.config().checks().size()];
    List<CheckSnapshot> snapshots = runner.snapshot();
    long nowNanos = System.nanoTime();
    places.forEach((number, place) -> {
      Use use = place.use;
      CheckSnapshot snapshot = number < snapshots.size() ? snapshots.get(number) : null;
      if (use.groups().contains(group) && snapshot != null) {
        checks[use.index()] = status(place, snapshot, nowNanos);
      }
    });
    return Stream.of(checks).filter(Objects::nonNull).toList();
  }

  /** What the checks of all groups have counted; any thread. */
  List<CheckCounters> counters() {
    List<CheckSnapshot> snapshots = runner.snapshot();
    List<CheckCounters> counters = new ArrayList<>();
    for (int i = 0; i < snapshots.size(); i++) {
      CheckSnapshot snapshot = snapshots.get(i);
      Place place = places.get(i);
      if (snapshot != null && place != null) {
        counters.add(
            new CheckCounters(
                place.use.config().name(),
                snapshot.name(),
                snapshot.runs(),
                snapshot.failures(),
                snapshot.skippedBeats(),
                snapshot.waitedInAllNanos()));
      }
    }
    return counters;
  }

  private static CheckStatus status(Place place, CheckSnapshot snapshot, long nowNanos) {
    CheckConfig config = place.use.check();
    CheckResult last = snapshot.last();
    return new CheckStatus(
        config.name(),
        StatusPicture.kind(config),
        name(of(snapshot.verdict(), last), config.weight()),
        config.weight(),
        last == null ? null : (nowNanos - last.finishedAtNanos()) / 1_000_000,
        last == null ? null : last.durationNanos() / 1e6,
        last == null ? null : last.passed(),
        last == null ? null : last.output(),
        last == null ? null : last.number(),
        last == null ? null : snapshot.waitedNanos() / 1e6,
        place.sharedWith);
  }

  @Override
  public void close() {
    runner.close();
  }
}
