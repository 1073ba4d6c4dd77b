package io.vipd.daemon.loop;

import io.vipd.daemon.config.NodeConfig.LogLevel;
import io.vipd.daemon.control.ConfigStatus;
import io.vipd.daemon.control.NoCoreException;
import io.vipd.daemon.control.NodeCounters;
import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.control.NodeStatus.CheckStatus;
import io.vipd.daemon.control.Operations;
import io.vipd.daemon.control.ReloadDocument;
import io.vipd.daemon.control.Version;
import io.vipd.daemon.control.Warnings;
import io.vipd.daemon.hooks.Hooks;
import io.vipd.daemon.log.LogSetup;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** Posts what operators ask for to the core and waits for its answer; called by control threads. */
final class CoreOperations implements Operations {
  /** An answer of the core that takes longer than this will not come. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(4);

  /** A Backup that hears of a priority of 0 takes over within its skew, less than an interval. */
  private static final Duration LEAVING_LIMIT = Duration.ofSeconds(1);

  private static final long PROMOTION_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private volatile String nodeName;
  private volatile BiFunction<Boolean, Caller, ReloadDocument> reloads;
  private volatile Supplier<byte[]> recordings;
  private volatile Supplier<ConfigStatus> configuration = () -> null;
  private final Roster roster;
  private final Node node;
  private final Inbox inbox;
  private final HealthChecks checks;
  private final Hooks hooks;
  private final Drains drains;
  private final Warnings warnings;
  private final Supplier<NodeCounters> counters;
  private final Maintenance maintenance;
  private final Instant startedAt = Instant.now();

  CoreOperations(
      String nodeName,
      Roster roster,
      Node node,
      Inbox inbox,
      HealthChecks checks,
      Hooks hooks,
      Drains drains,
      Warnings warnings,
      Supplier<NodeCounters> counters,
      Maintenance maintenance) {
    this.nodeName = nodeName;
    this.roster = roster;
    this.node = node;
    this.inbox = inbox;
    this.checks = checks;
    this.hooks = hooks;
    this.drains = drains;
    this.warnings = warnings;
    this.counters = counters;
    this.maintenance = maintenance;
  }

  /** Another name of the node; any thread. */
  void nodeName(String name) {
    nodeName = name;
  }

  /**
   * Who reloads the configuration, and tells how that went.
   *
   * @param reloads given whether it is only to say what would change
   */
  void reloads(
      BiFunction<Boolean, Caller, ReloadDocument> reloads, Supplier<ConfigStatus> configuration) {
    this.reloads = reloads;
    this.configuration = configuration;
  }

  @Override
  public ReloadDocument reload(boolean dryRun, Caller caller) {
    return reloads.apply(dryRun, caller);
  }

  /** Who makes recordings. */
  void recordings(Supplier<byte[]> recordings) {
    this.recordings = recordings;
  }

  @Override
  public byte[] recording() {
    return recordings.get();
  }

  /** The name of the node now. */
  String nodeName() {
    return nodeName;
  }

  @Override
  public NodeStatus status() {
    Map<Group, List<CheckStatus>> checksOf = new LinkedHashMap<>();
    roster.groups().forEach(group -> checksOf.put(group, checks.of(group)));
    CompletableFuture<NodeStatus> picture = new CompletableFuture<>();
    post(nowNanos -> picture.complete(picture(checksOf, nowNanos)));
    return await(picture, ANSWER_LIMIT);
  }

  private NodeStatus picture(Map<Group, List<CheckStatus>> checksOf, long nowNanos) {
    Instant now = Instant.now();
    List<NodeStatus.GroupStatus> pictures = new ArrayList<>();
    checksOf.forEach((group, ofGroup) ->
        pictures.add(
            StatusPicture.of(group, ofGroup, hooks.status(group.config().name()), nowNanos, now)));
    ConfigStatus inUse = configuration.get();
    return new NodeStatus(
        nodeName,
        Version.CURRENT,
        ProcessHandle.current().pid(),
        startedAt,
        logLevel(),
        inUse,
        warnings(inUse),
        pictures);
  }

  private List<String> warnings(ConfigStatus inUse) {
    List<String> all = new ArrayList<>(warnings.all());
    if (inUse != null && inUse.warning() != null) {
      all.add(inUse.warning());
    }
    return all;
  }

  private static String logLevel() {
    return LogSetup.level().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public NodeCounters counters() {
    return counters.get();
  }

  @Override
  public FailoverOutcome failover(String name, Duration hold, boolean force, Caller caller) {
    Group asked = leader(name);
    if (asked == null) {
      return new FailoverOutcome.NoSuchGroup();
    }
    drains.await(group -> moves(group, name), caller.user() + " asked for a failover");
    if (force) {
      return leave(asked, hold, caller);
    }
    CompletableFuture<FailoverOutcome> outcome = new CompletableFuture<>();
    post(nowNanos -> failover(name, hold, caller, outcome, nowNanos));
    Duration limit = ANSWER_LIMIT.plusNanos(4 * asked.config().interval().toNanos());
    return await(
        outcome.completeOnTimeout(nobody(limit), limit.toNanos(), TimeUnit.NANOSECONDS),
        limit.plus(ANSWER_LIMIT));
  }

  /** A maintenance as long as the hold: only that keeps away from addresses that nobody holds. */
  private FailoverOutcome leave(Group asked, Duration hold, Caller caller) {
    String name = asked.config().name();
    CompletableFuture<FailoverOutcome> outcome = new CompletableFuture<>();
    CompletableFuture<Boolean> watching = new CompletableFuture<>();
    post(nowNanos -> watching.complete(watch(name, outcome, nowNanos) != null));
    if (await(watching, ANSWER_LIMIT)) {
      maintenance.on(
          new Maintenance.Wish(name, Instant.now().plus(hold), "failover --force", true, caller),
          _ -> new FailoverOutcome.Failed("not reached: it was forced"));
    }
    Duration limit = LEAVING_LIMIT.plusNanos(4 * asked.config().interval().toNanos());
    return await(
        outcome.completeOnTimeout(
            new FailoverOutcome.Left(limit), limit.toNanos(), TimeUnit.NANOSECONDS),
        limit.plus(ANSWER_LIMIT));
  }

  /** The one whose election decides for the group of that name; null if there is no such group. */
  private Group leader(String name) {
    return roster.groups().stream()
        .filter(known -> known.config().name().equals(name))
        .findFirst()
        .map(known -> roster.of(known.router().lead()))
        .orElse(null);
  }

  private static FailoverOutcome nobody(Duration limit) {
    return new FailoverOutcome.Failed(
        "no node became active within " + limit.toSeconds() + " s, this one included");
  }

  private void failover(
      String name,
      Duration hold,
      Caller caller,
      CompletableFuture<FailoverOutcome> outcome,
      long nowNanos) {
    Group group = watch(name, outcome, nowNanos);
    if (group == null) {
      return;
    }
    group.bond().forEach(moved -> moved.operator = caller.user());
    node.relinquish(group.router(), hold.toNanos(), nowNanos);
  }

  /** Whether a group is the one of that name, or moves along with it. */
  private static boolean moves(Group group, String name) {
    return group.config().name().equals(name) || group.companions().contains(name);
  }

  /** The group, which begins to wait for its successor; null if it has nothing to hand over. */
  private Group watch(String name, CompletableFuture<FailoverOutcome> outcome, long nowNanos) {
    Group group = leader(name);
    if (group == null) {
      outcome.complete(new FailoverOutcome.NoSuchGroup());
      return null;
    }
    if (group.router().role() != Role.ACTIVE) {
      outcome.complete(
          new FailoverOutcome.NotActive(
              Sentences.role(group.router().role()),
              StatusPicture.active(group.router(), nowNanos)));
      return null;
    }
    group.failover = new FailoverWatch(nowNanos, outcome);
    return group;
  }

  @Override
  public FailbackOutcome failback(String name, Caller caller) {
    String from = onCore(nowNanos -> active(leader(name), nowNanos));
    FailbackOutcome outcome = onCore(nowNanos -> Failback.of(name, leader(name), node, nowNanos));
    while (outcome == null) { // its promotion has a limit of its own
      LockSupport.parkNanos(PROMOTION_LOOK_NANOS);
      outcome = onCore(_ -> Failback.afterPromotion(name, leader(name), from));
    }
    return outcome;
  }

  private static String active(Group group, long nowNanos) {
    return group == null ? null : StatusPicture.active(group.router(), nowNanos);
  }

  @Override
  public List<MaintenanceOutcome> maintenanceOn(
      String group, Instant until, String reason, boolean force, Caller caller) {
    if (force) { // otherwise each group is drained as it is handed over
      drains.await(
          each -> group == null || moves(each, group), caller.user() + " wants it in maintenance");
    }
    return maintenance.on(
        new Maintenance.Wish(group, until, reason, force, caller),
        name -> failover(name, Maintenance.HOLD, false, caller));
  }

  @Override
  public List<MaintenanceOutcome> maintenanceOff(String group, Caller caller) {
    return maintenance.off(group);
  }

  @Override
  public void logLevel(String level) {
    LogSetup.level(LogLevel.valueOf(level.toUpperCase(Locale.ROOT)));
  }

  /** Has the core do something, and waits for what comes of it. */
  <T> T onCore(LongFunction<T> work) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    post(nowNanos -> answer.complete(work.apply(nowNanos)));
    return await(answer, ANSWER_LIMIT);
  }

  private void post(CoreTask task) {
    if (!inbox.post(task)) {
      throw new NoCoreException("the daemon is too busy to answer");
    }
  }

  /** The core's answer; throws {@link IllegalStateException} where it does not come in time. */
  static <T> T await(CompletableFuture<T> answer, Duration limit) {
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw new NoCoreException("the core did not answer within " + limit.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the core", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
