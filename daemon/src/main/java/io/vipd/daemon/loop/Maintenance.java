package io.vipd.daemon.loop;

import io.vipd.daemon.control.NoCoreException;
import io.vipd.daemon.control.Operations.Caller;
import io.vipd.daemon.control.Operations.FailoverOutcome;
import io.vipd.daemon.control.Operations.MaintenanceOutcome;
import io.vipd.daemon.maintenance.Order;
import io.vipd.daemon.maintenance.OrderFile;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.node.Node;
import io.vipd.vrrp.node.Router;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps groups out of the election by order of operators, for as long as the order stands: across
 * restarts, and until its end by the time of day, which a thread of its own looks for. What it does
 * to groups it posts to the core; the file is never touched there.
 */
final class Maintenance implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Maintenance.class);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(4);

  /** Somebody may set the clock, so the end is looked for and not waited for. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** How long a node that hands over does not preempt: until it is out, and a good deal longer. */
  static final Duration HOLD = Duration.ofMinutes(1);

  /**
   * What is wanted.
   *
   * @param group the group's name; null for every group
   * @param until when it ends by itself; null for never
   * @param reason why; null for none
   * @param force whether somebody takes over or not
   * @param caller who asked
   */
  record Wish(String group, Instant until, String reason, boolean force, Caller caller) {}

  private final OrderFile file;
  private final Roster roster;
  private final Node node;
  private final Inbox inbox;
  private final Chronicle chronicle;
  private final InstantSource clock;
  private final ReentrantLock changing = new ReentrantLock();
  private final Thread thread;
  private volatile Map<String, Order> orders = Map.of();
  private volatile boolean renamed;
  private volatile boolean stopped;

  Maintenance(
      OrderFile file,
      Roster roster,
      Node node,
      Inbox inbox,
      Chronicle chronicle,
      InstantSource clock) {
    this.file = file;
    this.roster = roster;
    this.node = node;
    this.inbox = inbox;
    this.chronicle = chronicle;
    this.clock = clock;
    this.thread = Thread.ofPlatform().daemon().name("maintenance").unstarted(this::watch);
  }

  /** Reads the orders that stand. Before the first {@link #apply}, and before the core runs. */
  void resume() {
    try {
      orders = file.load().stream().collect(Collectors.toUnmodifiableMap(Order::group, o -> o));
    } catch (IOException e) {
      log.error(
          "orders of maintenance are lost, so this node takes part in every group; order anew what"
              + " shall stand: {}",
          e.getMessage());
    }
    for (Order order : over()) {
      orders = without(order.group());
      tellEnded(order, "while vipd was not running");
    }
  }

  void start() {
    thread.start();
  }

  /** Puts the order that stands for a group into force, if there is one; never waits. */
  void apply(Group group, long nowNanos) {
    group.maintenance = orders.get(group.config().name());
    if (group.maintenance == null) {
      node.release(group.router(), Inhibitor.MAINTENANCE, nowNanos);
    } else {
      node.inhibit(group.router(), Inhibitor.MAINTENANCE, nowNanos);
    }
  }

  /** A group has another name now, and its order is that one's; core thread. */
  void rename(String from, String to) {
    Order order = orders.get(from);
    if (order != null) {
      orders = without(from);
      orders = with(new Order(to, order.since(), order.until(), order.user(), order.reason()));
      renamed = true;
    }
  }

  /** What {@link #rename} changed outlives the daemon; not the core thread. */
  void save() {
    if (renamed) {
      changing.lock();
      try {
        renamed = false;
        saved(List.of());
      } finally {
        changing.unlock();
      }
    }
  }

  /**
   * Keeps groups out; see {@link io.vipd.daemon.control.Operations#maintenanceOn}.
   *
   * @param failover hands a group over and waits for what comes of it
   */
  List<MaintenanceOutcome> on(Wish wish, Function<String, FailoverOutcome> failover) {
    changing.lock();
    try {
      List<MaintenanceOutcome> outcomes =
          names(wish.group()).stream().map(name -> on(name, wish, failover)).toList();
      return saved(outcomes);
    } finally {
      changing.unlock();
    }
  }

  private MaintenanceOutcome on(
      String name, Wish wish, Function<String, FailoverOutcome> failover) {
    Order order =
        new Order(name, clock.instant(), wish.until(), wish.caller().user(), wish.reason());
    Standing standing = enter(order, wish.force());
    if (standing != Standing.ACTIVE) {
      return outcome(order, standing);
    }
    return switch (failover.apply(name)) {
      case FailoverOutcome.TakenOver(String by, _) -> {
        enter(order, true);
        yield done(order, by);
      }
      case FailoverOutcome.NotActive _ -> outcome(order, enter(order, false));
      case FailoverOutcome.NobodyTookOver _ ->
          refused(name, "nobody took over, so this node is active again and takes part as before");
      case FailoverOutcome.NoSuchGroup _ -> outcome(order, Standing.GONE);
      case FailoverOutcome.Failed(String why) -> refused(name, why);
      case FailoverOutcome.Left _ -> throw new AssertionError("nobody forced it");
    };
  }

  /** How a group stands when an order wants it out. */
  private enum Standing {
    /** It is out now. */
    OUT,
    /** It is Active, so it has to be handed over first. */
    ACTIVE,
    /** It listens, and no Active router is heard: it may be the only one. */
    ALONE,
    /** It is not configured any more. */
    GONE
  }

  /** Puts an order into force if that costs nobody the addresses. */
  private Standing enter(Order order, boolean force) {
    return onCore(nowNanos -> {
      List<Group> families = families(order.group());
      if (families.isEmpty()) {
        return Standing.GONE;
      }
      Router router = families.getFirst().router().lead();
      if (!force && router.role() == Role.ACTIVE) {
        return Standing.ACTIVE;
      }
      if (!force
          && router.role() == Role.BACKUP
          && StatusPicture.active(router, nowNanos) == null) {
        return Standing.ALONE;
      }
      orders = with(order);
      for (Group group : families) {
        apply(group, nowNanos);
      }
      return Standing.OUT;
    });
  }

  private MaintenanceOutcome outcome(Order order, Standing standing) {
    String name = order.group();
    return switch (standing) {
      case OUT -> done(order, null);
      case ACTIVE -> refused(name, "its role is changing at this moment");
      case ALONE ->
          refused(
              name, "no active node is heard, so this one may be the only one that could hold it");
      case GONE -> refused(name, "it is not configured any more");
    };
  }

  private MaintenanceOutcome done(Order order, String by) {
    String until =
        order.until() == null ? "" : " until " + order.until().truncatedTo(ChronoUnit.SECONDS);
    List<String> companions = companions(order.group());
    return new MaintenanceOutcome(
        order.group(),
        true,
        by,
        order.group()
            + " is in maintenance"
            + until
            + (companions.isEmpty() ? "" : ", and out with it " + String.join(", ", companions))
            + (by == null ? "" : "; " + by + " is active"));
  }

  private static MaintenanceOutcome refused(String name, String why) {
    return new MaintenanceOutcome(
        name,
        false,
        null,
        name + " is not in maintenance: " + why + "; --force takes it out all the same");
  }

  /** Lets groups take part again; see {@link io.vipd.daemon.control.Operations#maintenanceOff}. */
  List<MaintenanceOutcome> off(String group) {
    changing.lock();
    try {
      return saved(
          group == null
              ? names(null).stream().map(name -> end(name, List.of())).toList()
              : names(group).stream().map(name -> end(name, companions(name))).toList());
    } finally {
      changing.unlock();
    }
  }

  /** An order for one of several groups that move together keeps all of them out. */
  private MaintenanceOutcome end(String name, List<String> companions) {
    List<String> ordered =
        Stream.concat(Stream.of(name), companions.stream()).filter(orders::containsKey).toList();
    String with = companions.isEmpty() ? "" : ", and with it " + String.join(", ", companions);
    String sentence =
        ordered.isEmpty() ? name + " was not in maintenance" : name + " takes part again" + with;
    leave(name);
    ordered.stream().filter(companions::contains).forEach(this::leave);
    return new MaintenanceOutcome(name, true, null, sentence);
  }

  /** The groups that move along with one. */
  private List<String> companions(String name) {
    List<Group> families = families(name);
    return families.isEmpty() ? List.of() : families.getFirst().companions();
  }

  private void leave(String name) {
    onCore(nowNanos -> {
      orders = without(name);
      families(name).forEach(group -> apply(group, nowNanos));
      return name;
    });
  }

  /** The file follows; what it does not take is in force all the same. */
  private List<MaintenanceOutcome> saved(List<MaintenanceOutcome> outcomes) {
    try {
      file.save(orders.values());
      return outcomes;
    } catch (IOException e) {
      log.error(
          "orders of maintenance will not survive a restart, since they cannot be written; give them again when the disk is mended: {}",
          e.toString());
      return outcomes.stream()
          .map(outcome ->
              new MaintenanceOutcome(
                  outcome.group(),
                  outcome.done(),
                  outcome.by(),
                  outcome.sentence()
                      + "; a restart of vipd will forget this, because "
                      + file.path()
                      + " cannot be written"))
          .toList();
    } finally {
      LockSupport.unpark(thread);
    }
  }

  private void watch() {
    while (!stopped) {
      if (orders.isEmpty()) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, LOOK_EVERY.toNanos());
      }
      endInTime();
    }
  }

  /** Ends what is over by now. */
  void endInTime() {
    for (Order order : over()) {
      changing.lock();
      try {
        // It may have been ended or prolonged meanwhile.
        if (order.equals(orders.get(order.group()))) {
          leave(order.group());
          tellEnded(order, "at its time");
          saved(List.of());
        }
      } catch (IllegalStateException e) {
        log.warn(
            "a maintenance could not be ended yet; trying again every second: {}", e.getMessage());
      } finally {
        changing.unlock();
      }
    }
  }

  private List<Order> over() {
    Instant now = clock.instant();
    return orders.values().stream().filter(order -> order.over(now)).toList();
  }

  private void tellEnded(Order order, String how) {
    log.info("the maintenance of {} has ended {}. group={}", order.group(), how, order.group());
    chronicle.maintenanceEnded(order, how);
  }

  private List<String> names(String wanted) {
    return roster.groups().stream()
        .map(group -> group.config().name())
        .filter(name -> wanted == null || wanted.equals(name))
        .distinct()
        .toList();
  }

  private List<Group> families(String name) {
    return roster.groups().stream().filter(group -> group.config().name().equals(name)).toList();
  }

  private Map<String, Order> with(Order order) {
    Map<String, Order> changed = new HashMap<>(orders);
    changed.put(order.group(), order);
    return Map.copyOf(changed);
  }

  private Map<String, Order> without(String name) {
    Map<String, Order> changed = new HashMap<>(orders);
    changed.remove(name);
    return Map.copyOf(changed);
  }

  private <T> T onCore(LongFunction<T> work) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (!inbox.post(nowNanos -> answer.complete(work.apply(nowNanos)))) {
      throw new NoCoreException("the daemon is too busy to answer");
    }
    return CoreOperations.await(answer, ANSWER_LIMIT);
  }

  /** Ends the thread; orders stand. */
  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
  }
}
