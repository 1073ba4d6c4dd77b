package io.vipd.daemon.loop;

import io.vipd.arp.Announcer;
import io.vipd.daemon.config.Config;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.control.ConfigStatus;
import io.vipd.daemon.control.NodeCounters;
import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.control.Operations;
import io.vipd.daemon.control.Operations.Caller;
import io.vipd.daemon.control.ReloadDocument;
import io.vipd.daemon.control.Warnings;
import io.vipd.daemon.hooks.Hooks;
import io.vipd.daemon.journal.Journal;
import io.vipd.daemon.kernel.AddressChange;
import io.vipd.daemon.kernel.AddressWriter;
import io.vipd.daemon.kernel.Gateway;
import io.vipd.daemon.kernel.KernelException;
import io.vipd.daemon.kernel.LinkMonitor;
import io.vipd.daemon.kernel.Poller;
import io.vipd.daemon.kernel.TimerSlack;
import io.vipd.daemon.kernel.WakeUp;
import io.vipd.daemon.log.LogSetup;
import io.vipd.daemon.maintenance.OrderFile;
import io.vipd.daemon.state.Remains;
import io.vipd.daemon.state.RunState;
import io.vipd.daemon.state.Slot;
import io.vipd.daemon.supervision.Pulse;
import io.vipd.health.ExitWatcher;
import io.vipd.health.ScriptRunner;
import io.vipd.health.Surroundings;
import io.vipd.vrrp.machine.Leave;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.CheckVerdict;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.node.Node;
import io.vipd.vrrp.node.Router;
import io.vipd.vrrp.node.Tape;
import io.vipd.vrrp.node.TapedNode;
import io.vipd.vrrp.wire.Family;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node at work: connects the parts, starts them, and leaves in good order. */
public final class Core implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Core.class);

  /** An internal error (EX_SOFTWARE of sysexits). */
  private static final int EXIT_SOFTWARE = 70;

  /** 512 KiB a chapter: two hours of a group at an interval of 1 s, and twice that in all. */
  private static final int TAPE_WORDS = 64 * 1024;

  private static final int REHEARSALS = 20;
  private static final Duration CLOSING_LIMIT = Duration.ofMillis(200);

  /**
   * Peers wait two intervals at least from now on; starting a daemon takes the better part of a
   * second.
   */
  private static final Duration SHORTEST_OUTLASTING = Duration.ofMillis(500);

  /**
   * In this time the announcer has opened its way out. Who takes an address from a healthy peer
   * before that has hosts send to the peer, who does not have it any more.
   */
  private static final long ANNOUNCER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long SETTLING_LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
  private static final long LEAVING_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final Roster roster = new Roster();
  private final Remains remains;
  private final RunState state;
  private final Inbox inbox;
  private final Tape tape = new Tape(TAPE_WORDS);
  private final Node node;
  private final Links links;
  private final Restorer restorer;
  private final CoreLoop loop;
  private final AddressKeeper keeper;
  private final Witnesses witnesses = new Witnesses(Gateway::by);
  private final HealthChecks checks;
  private final Audit audit;
  private final Thread thread;
  private final AddressWriter writer;
  private final CoreOperations operations;
  private final CoreCounters counters;
  private final Maintenance maintenance;
  private final Reconfigurer reconfigurer;
  private final Drains drains;
  private final HookTeller teller;

  /**
   * Connects everything; nothing is sent and no address changed before {@link #start}.
   *
   * @param runFolder where the run-time state is; nobody else may use it
   * @throws KernelException if the kernel refuses the netlink sockets, for want of a right
   */
  public Core(
      Config config,
      Path runFolder,
      Announcer announcer,
      Hooks hooks,
      ScriptRunner scripts,
      ExitWatcher exits,
      Surroundings surroundings,
      Journal journal,
      Warnings warnings,
      OrderFile orders)
      throws KernelException {
    this.remains = Remains.read(runFolder);
    this.state =
        RunState.begin(
            runFolder, config.groups().stream().mapToInt(group -> group.families().size()).sum());
    WakeUp wakeUp = new WakeUp();
    this.inbox = new Inbox(wakeUp);
    this.writer = new AddressWriter();
    LinkMonitor monitor = LinkMonitor.open(writer);
    Chronicle chronicle = new Chronicle(journal::write);
    this.teller = new HookTeller(hooks);
    CoreEffects effects = new CoreEffects(roster, new AdvertSender(), teller, chronicle);
    this.node = new TapedNode(effects, tape);
    this.maintenance =
        new Maintenance(orders, roster, node, inbox, chronicle, InstantSource.system());
    maintenance.resume();
    enter(config);
    Consumer<Group> tellConflicts =
        group -> group.rivals.tell(new ConflictTeller(group, chronicle, inbox, teller));
    roster.groups().forEach(tellConflicts);
    Poller poller = new Poller();
    this.keeper =
        new AddressKeeper(
            writer::apply, () -> writer.rehearse(REHEARSALS), roster.groups(), this::answered);
    Renewals renewals = new Renewals(roster, keeper::renew);
    this.restorer = new Restorer(node, chronicle);
    this.links = new Links(node, roster, poller, announcer, restorer, writer.tagSupported());
    this.checks = new HealthChecks(node, inbox, scripts, exits, surroundings, chronicle);
    checks.limit(config.node().maxChecks());
    enterChecks(config.groups());
    Resync resync = new Resync(links, inbox, LinkSnapshot::take);
    this.audit = new Audit(roster, LinkSnapshot::take, writer.tagSupported(), menders(resync));
    this.drains = new Drains(roster, inbox, teller, chronicle);
    this.loop =
        new CoreLoop(
            node,
            roster,
            links,
            restorer,
            monitor,
            poller,
            wakeUp,
            inbox,
            renewals,
            resync,
            chronicle,
            teller,
            drains,
            System::nanoTime);
    effects.tellLater();
    loop.tellTakeovers(effects::tellUntold);
    this.thread = new Thread(this::runLoop, "core");
    thread.setUncaughtExceptionHandler(Core::die);
    this.counters = new CoreCounters(roster, inbox, checks, hooks);
    this.operations =
        new CoreOperations(
            config.node().name(),
            roster,
            node,
            inbox,
            checks,
            hooks,
            drains,
            warnings,
            counters,
            maintenance);
    effects.connect(keeper, renewals, witnesses);
    effects.answerTo((router, promotion, willing) ->
        inbox.post(nowNanos -> node.promoted(router, promotion, willing, nowNanos)));
    Changeover changeover =
        new Changeover(
            node,
            roster,
            links,
            restorer,
            keeper,
            announcer,
            checks,
            state,
            maintenance,
            tellConflicts);
    this.reconfigurer =
        new Reconfigurer(roster, inbox, links, resync, checks, changeover, maintenance);
  }

  private void enterChecks(List<GroupConfig> configs) {
    HealthChecks.Prepared prepared = checks.prepare(configs, _ -> null, _ -> false);
    checks.assign(prepared, roster.groups());
    long nowNanos = System.nanoTime();
    for (Group group : roster.groups()) {
      List<CheckVerdict> verdicts = prepared.verdicts(group.config());
      for (int i = 0; i < verdicts.size(); i++) {
        node.check(group.router(), i, verdicts.get(i), nowNanos);
      }
    }
  }

  /** From now on at most so many checks are under way at a time; any thread. */
  public void limitChecks(int most) {
    checks.limit(most);
  }

  private Audit.Menders menders(Resync resync) {
    return new Audit.Menders() {
      @Override
      public void resync() {
        inbox.post(resync::want);
      }

      @Override
      public void discard(List<AddressChange> strays) {
        keeper.discard(strays);
      }

      @Override
      public void managers(String names) {
        restorer.managers = names;
      }
    };
  }

  private void enter(Config config) {
    List<Group> groups = new ArrayList<>();
    List<Link> links = new ArrayList<>();
    for (GroupConfig group : config.groups()) {
      enter(group, groups, links);
    }
    roster.set(groups, links);
    long nowNanos = System.nanoTime();
    Bonds.tie(node, groups, config.node().sync(), nowNanos);
    groups.forEach(group -> maintenance.apply(group, nowNanos));
  }

  private void enter(GroupConfig config, List<Group> groups, List<Link> linkList) {
    Link link =
        linkList.stream()
            .filter(known -> known.name().equals(config.interfaceName()))
            .findFirst()
            .orElseGet(() -> {
              Link fresh = new Link(linkList.size(), config.interfaceName());
              linkList.add(fresh);
              return fresh;
            });
    long nowNanos = System.nanoTime();
    for (Family family : config.families()) {
      Router router = node.add(link.number(), RouterConfigs.of(config, family), nowNanos);
      Slot slot = state.enter(link.name(), config.vrid(), config.advertised(family));
      Group group = new Group(config, router, link.side(family), slot);
      link.add(group);
      groups.add(group);
    }
  }

  /**
   * Goes on with what an earlier run was Active for, takes away what else it left behind, learns
   * what links there are, and starts the threads.
   *
   * @throws KernelException if the kernel does not answer
   */
  public void start() throws KernelException {
    succeed();
    for (Group group : roster.groups()) {
      if (group.leads() && !group.link().exists()) {
        log.warn(
            "{} waits for interface {}, which does not exist. group={} interface={}",
            group.name(),
            group.link().name(),
            group.name(),
            group.link().name());
      }
    }
    keeper.start();
    witnesses.start();
    thread.start();
    checks.start();
    audit.start();
    maintenance.start();
    Thread.ofPlatform().daemon().name("warm-up").start(this::warmUp);
  }

  /** Only what the groups will need. Signing first: the first advert may be due soon. */
  private void warmUp() {
    for (Group group : roster.groups()) {
      if (group.router().signer() != null) {
        WarmUp.sign(group.family());
        break;
      }
    }
    roster.groups().stream().map(Group::family).distinct().forEach(WarmUp::play);
  }

  /** Comes before everything else: peers wait for the next advert, and the leases run. */
  private void succeed() throws KernelException {
    LinkSnapshot snapshot = LinkSnapshot.take();
    long nowNanos = System.nanoTime();
    Succession succession =
        Succession.of(remains, roster.groups(), snapshot, writer.tagSupported(), nowNanos);
    if (!succession.leftovers().isEmpty()) {
      Leftovers.remove(writer, succession.leftovers());
      snapshot = LinkSnapshot.take();
      nowNanos = System.nanoTime();
    }
    for (Succession.Heir heir : succession.leadersFirst()) {
      heir.group().advertisedAtNanos = heir.advertAtNanos();
      heir.group().lend(nowNanos);
      keeper.adopt(heir);
      heir.group().slot.active(heir.advertAtNanos());
      node.adopt(heir.group().router(), heir.advertAtNanos(), nowNanos);
    }
    for (Group group : roster.groups()) {
      long holdNanos = Succession.holdNanos(remains, group, nowNanos);
      node.holdBack(group.router(), Math.max(holdNanos, firstHoldNanos(group)), nowNanos);
      group.noteHold(nowNanos);
    }
    links.restate(snapshot, nowNanos);
    state.publish();
  }

  /** Somebody else can announce the addresses already; the long timers take longer anyway. */
  private static long firstHoldNanos(Group group) {
    long silenceNanos = 3 * group.config().interval().toNanos();
    return silenceNanos < ANNOUNCER_NANOS ? ANNOUNCER_NANOS : 0;
  }

  private void runLoop() {
    Scheduling.hurry();
    Scheduling.hurryCollector();
    try {
      TimerSlack.minimise();
    } catch (KernelException e) {
      log.warn("{}; timers may be served up to 50 us late", e.getMessage());
    }
    loop.run();
  }

  /**
   * Without its core, or without its way to the addresses, the daemon is worth nothing, and whoever
   * supervises it should know at once.
   */
  static void die(Thread thread, Throwable why) {
    try {
      log.error("the thread {} has died; this is a bug in vipd", thread.getName(), why);
      LogSetup.stop();
    } finally {
      Runtime.getRuntime().halt(EXIT_SOFTWARE);
    }
  }

  private void answered(Group group, long claim, String problem) {
    if (problem != null) {
      log.error(
          "the kernel refused: {}; another node may take over, and it is tried again. group={}",
          problem,
          group.name());
    }
    inbox.post(nowNanos -> {
      Group present = roster.of(group.router());
      if (present != null) {
        present.answered(node, claim, problem, nowNanos);
        // Somebody may have taken an address away while the answer was on its way.
        restorer.suspect(present);
      }
    });
  }

  /** What whoever watches over the core looks at. */
  public Pulse pulse() {
    return new Pulse() {
      @Override
      public long turns() {
        return loop.turns();
      }

      @Override
      public long changes() {
        return roster.changes();
      }

      @Override
      public NodeStatus status() {
        return operations.status();
      }

      @Override
      public StackTraceElement[] stack() {
        return thread.getStackTrace();
      }
    };
  }

  /**
   * Uses another configuration from now on, or changes nothing. Adverts go on meanwhile; groups
   * that leave are drained before. Not from the core thread.
   *
   * @throws KernelException what the kernel refused
   * @throws IllegalStateException if the core does not answer
   */
  public void reconfigure(Config config) throws KernelException {
    drains.before(
        group -> Changeover.leaves(group.config(), config.groups()),
        "it is removed by a reload",
        () -> reconfigurer.apply(config.groups(), config.node().sync()));
    operations.nodeName(config.node().name());
  }

  /**
   * Who reloads the configuration when an operator asks for it; to be called before {@link
   * #operations} are offered to anybody.
   *
   * @param reloads given whether it is only to say what would change, and who asks
   * @param configuration how that went so far
   */
  public void onReload(
      BiFunction<Boolean, Caller, ReloadDocument> reloads, Supplier<ConfigStatus> configuration) {
    operations.reloads(reloads, configuration);
  }

  /**
   * Who makes recordings of {@link #tape}; to be called before {@link #operations} are offered to
   * anybody.
   */
  public void onRecord(Supplier<byte[]> recordings) {
    operations.recordings(recordings);
  }

  /**
   * What the node was told and decided lately. Not from the core thread, which copies it.
   *
   * @throws IllegalStateException if the core does not answer
   */
  public List<Tape.Copy> tape() {
    return operations.onCore(_ -> tape.copy());
  }

  /** The node's name, as configured now. */
  public String nodeName() {
    return operations.nodeName();
  }

  /** What operators may ask of this node. */
  public Operations operations() {
    return operations;
  }

  /**
   * What the core has counted. To be asked on any other thread, which waits for the core; throws
   * {@link IllegalStateException} where it does not answer.
   */
  public Supplier<NodeCounters> counters() {
    return counters;
  }

  /**
   * Leaves every group, priority 0 first, and waits until the kernel has no address of theirs: they
   * go when another node has taken over, or nobody has in time. Groups that are Active stay so,
   * with their addresses, if the daemon comes back: until {@link #close} they go on advertising.
   *
   * @param limit longest time for that, after whoever wants to be drained before has been, and when
   *     nobody waits for other nodes any more
   * @param comesBack whether another life of the daemon follows at once
   * @return whether that is so; if not, the leases take the addresses away
   */
  public boolean stop(Duration limit, boolean comesBack) {
    if (!thread.isAlive()) {
      return true; // the start failed, and nothing was ever claimed
    }
    drains.await(
        group -> !comesBack || !outlasts(group.router(), group.config()), "vipd is stopping");
    long endNanos = System.nanoTime() + limit.toNanos();
    CountDownLatch left = new CountDownLatch(1);
    inbox.post(nowNanos -> {
      leave(comesBack, nowNanos);
      left.countDown();
    });
    try {
      if (!left.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        log.error(
            "the core did not stop in time; the leases will take the addresses away. limit_ms={}",
            limit.toMillis());
        return false;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    endNanos += waitForSuccessors();
    while (!keeper.settled() && endNanos - System.nanoTime() > 0) {
      LockSupport.parkNanos(SETTLING_LOOK_NANOS);
    }
    if (!keeper.settled()) {
      log.error("the kernel did not take the addresses away in time; their leases will");
      return false;
    }
    return true;
  }

  /**
   * Waits until no group is about to leave any more, or the core has no answer to that.
   *
   * @return how long that took, in nanoseconds
   */
  private long waitForSuccessors() {
    long startNanos = System.nanoTime();
    try {
      while (operations.onCore(_ -> anyLeaves())
          && System.nanoTime() - startNanos < Node.LONGEST_DEPARTURE_NANOS) {
        LockSupport.parkNanos(LEAVING_LOOK_NANOS);
      }
    } catch (IllegalStateException e) {
      log.error("nobody waits for other nodes to take over: {}", e.getMessage());
    }
    return System.nanoTime() - startNanos;
  }

  private boolean anyLeaves() {
    return roster.groups().stream().anyMatch(group -> group.router().leave() == Leave.FOR_GOOD);
  }

  private void leave(boolean comesBack, long nowNanos) {
    List<Group> inFault =
        roster.groups().stream()
            .filter(group -> group.leads() && group.router().role() == Role.INITIALIZE)
            .toList();
    teller.stopping();
    for (Group group : roster.groups()) {
      if (group.failover != null) {
        group.failover.failed("vipd is stopping");
        group.failover = null;
      }
      if (!comesBack || !outlasts(group.router(), group.config())) {
        node.inhibit(group.router(), Inhibitor.STOPPING, nowNanos);
      } else if (group.leads()) {
        log.info("{} stays active for the next start. group={}", group.name(), group.name());
      }
    }
    inFault.forEach(teller::stopsInFault);
  }

  /** Whether it is Active, and peers will not have missed it before the next life is there. */
  private boolean outlasts(Router router, GroupConfig config) {
    Router leader = router.lead();
    return leader.role() == Role.ACTIVE
        && leader.addressesConfirmed()
        && config.interval().compareTo(SHORTEST_OUTLASTING) >= 0
        && state.isOnFile();
  }

  /** Ends the threads; call {@link #stop} before. */
  @Override
  public void close() {
    audit.close();
    checks.close();
    maintenance.close();
    inbox.post(_ -> loop.stop());
    Threads.join(thread, CLOSING_LIMIT);
    keeper.close();
    witnesses.close();
  }
}
