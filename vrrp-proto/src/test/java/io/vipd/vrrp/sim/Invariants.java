package io.vipd.vrrp.sim;

import static io.vipd.vrrp.sim.Simulation.MILLISECOND;

import io.vipd.vrrp.machine.Leave;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.machine.TimerChange;
import io.vipd.vrrp.machine.Timers;
import io.vipd.vrrp.node.Cause;
import io.vipd.vrrp.node.Node;
import io.vipd.vrrp.node.Report;
import io.vipd.vrrp.node.Router;
import io.vipd.vrrp.node.RouterConfig;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;

/** What must hold after everything that happens, whatever the faults. */
final class Invariants {
  /** Actions whose order matters. */
  enum Deed {
    ADVERT,
    RELEASE,
    INSTALL,
    REMOVE
  }

  /** What one daemon did last. */
  private static final class Watched {
    Role reported = Role.INITIALIZE;
    Deed last;

    /** The last that it told others since it became Active: an advert, or that it leaves. */
    Deed said;

    /** Whether it took the address from a router that was well, when it last became Active. */
    boolean preempted;

    boolean started;
    long mayPreemptAtLocalNanos;
  }

  private final Simulation simulation;
  private final Map<SimProcess, Watched> watched = new IdentityHashMap<>();
  private long fineSinceNanos;
  private long severalSinceNanos = -1;
  private long leaderlessSinceNanos = -1;
  private long lastDisturbanceNanos;
  private int mostHolders;

  Invariants(Simulation simulation) {
    this.simulation = simulation;
  }

  /** When a daemon last started, or entered or left Initialize. */
  long lastDisturbanceNanos() {
    return lastDisturbanceNanos;
  }

  /** The most kernels that held the address at one time since the last call. */
  int takeMostHolders() {
    int most = mostHolders;
    mostHolders = 0;
    return most;
  }

  /** Looks at everybody; to be called after everything that happens. */
  void check() {
    int holders = 0;
    int reachable = 0;
    boolean anyActive = false;
    boolean anyHeard = false;
    for (SimNode node : simulation.nodes) {
      holders += node.kernel.holds() ? 1 : 0;
      reachable += holdsReachably(node) ? 1 : 0;
      anyHeard |= holdsReachably(node) && node.process().router().leave() == Leave.NO;
      anyActive |= node.active() && node.lively();
      checkAddress(node);
    }
    mostHolders = Math.max(mostHolders, holders);
    if (!simulation.segment.faults.none()) {
      fineSinceNanos = simulation.nowNanos();
    }
    checkTakeover(anyActive);
    checkOverlap(anyHeard ? reachable : 0);
  }

  /** Where a removal waits for a slow kernel, the node has done what it could. */
  private static boolean holdsReachably(SimNode node) {
    return node.kernel.holds() && !node.kernel.removing() && node.lively() && node.linkUp();
  }

  /**
   * Two that live and hear each other have the address at the same time for no longer than it takes
   * to hear the other: an interval, and what the kernel takes. Those that leave are silent, each
   * for its own time: where all do, nobody can hear the other.
   */
  private void checkOverlap(int holders) {
    long now = simulation.nowNanos();
    if (holders < 2) {
      severalSinceNanos = -1;
      return;
    }
    severalSinceNanos = severalSinceNanos < 0 ? now : severalSinceNanos;
    long sinceNanos = Math.max(severalSinceNanos, fineSinceNanos);
    long boundNanos = 0;
    for (SimNode node : simulation.nodes) {
      boundNanos =
          Math.max(boundNanos, node.spec().intervalNanos() + 2 * node.kernel.slownessNanos);
      if (holdsReachably(node)) {
        sinceNanos = Math.max(sinceNanos, node.livelySinceNanos());
      }
    }
    if (now - sinceNanos > boundNanos + boundNanos / 50 + 5 * MILLISECOND) {
      throw new AssertionError(
          "at " + now / 1e9 + " s: two have had the address since " + sinceNanos / 1e9 + " s");
    }
  }

  private void checkAddress(SimNode node) {
    boolean active = node.lively() && node.active();
    if (node.kernel.holds() && !active && !node.kernel.removing()) {
      long leaseEndNanos =
          Math.max(node.frozenSinceNanos(), node.kernel.busyUntilNanos())
              + node.spec().leaseNanos();
      if (node.lively()) {
        // Of a machine that was paused it ends when it goes on.
        leaseEndNanos = Math.max(leaseEndNanos, node.livelySinceNanos());
      }
      require(
          node.paused()
              || (!node.lively() || node.process().adopting())
                  && simulation.nowNanos() <= leaseEndNanos + MILLISECOND,
          node,
          "its kernel holds the address, but it is not Active and no lease explains it");
    }
    if (active && node.process().router().addressesConfirmed() && !node.process().hasMail()) {
      require(
          node.kernel.holds() || node.kernel.busy(),
          node,
          "it is Active and believes to have the address, but its kernel does not");
    }
  }

  private long longestIntervalNanos() {
    long longest = 0;
    for (SimNode node : simulation.nodes) {
      longest = Math.max(longest, node.spec().intervalNanos());
    }
    return longest;
  }

  /**
   * Where every packet arrives, a takeover comes in time: Active_Down_Interval of any Backup after
   * the last Active went, or after the Backup itself woke up; Skew_Time where that one said so. A
   * time in which silence means nothing by the Backup's configuration, after its start or after its
   * link came up, may add itself, an interval and the skew; other delays and holds prolong nothing.
   * Who asks first has asked by then, waits no longer than it may, and is excused by a no.
   */
  private void checkTakeover(boolean anyActive) {
    if (anyActive) {
      leaderlessSinceNanos = -1;
      return;
    }
    long now = simulation.nowNanos();
    leaderlessSinceNanos = leaderlessSinceNanos < 0 ? now : leaderlessSinceNanos;
    // Adverts that were delayed may come in for one interval after the weather is fine again.
    long sinceNanos = Math.max(leaderlessSinceNanos, fineSinceNanos + longestIntervalNanos());
    for (SimNode node : simulation.nodes) {
      if (node.lively()
          && node.process().router().role() == Role.BACKUP
          && !node.process().router().unwilling()) {
        Router router = node.process().router();
        if (router.promoting()) {
          require(
              now - Math.max(node.worldNanos(router.promoteUntilNanos()), node.livelySinceNanos())
                  <= MILLISECOND,
              node,
              "it still waits for an answer");
          continue;
        }
        long waitedLocalNanos =
            Math.min(
                now - Math.max(sinceNanos, node.livelySinceNanos()),
                node.localNanos() - router.roleSinceNanos());
        long boundNanos =
            router.timer() == TimerChange.SKEW_TIME
                ? Timers.skewNanos(router.priority(), router.activeAdverIntervalNanos())
                : Timers.activeDownNanos(
                    router.priority(),
                    router.activeAdverIntervalNanos(),
                    router.activeAdverIntervalNanos());
        require(
            waitedLocalNanos <= boundNanos + boundNanos / 50 + MILLISECOND
                || node.process().trustsSilenceForNanos()
                    <= listeningNanos(router) * 51 / 50 + MILLISECOND,
            node,
            "nobody is Active and it has not taken over after " + waitedLocalNanos / 1e9 + " s");
      }
    }
  }

  private static long listeningNanos(Router router) {
    return router.activeAdverIntervalNanos()
        + Timers.skewNanos(router.priority(), router.activeAdverIntervalNanos());
  }

  /** A daemon's codec has accepted a packet. */
  void accepted(SimNode node, boolean intact) {
    require(intact, node, "it accepted a packet that was changed on its way");
  }

  /** A daemon has sent an advert. */
  void advertSent(SimNode node, int priority) {
    boolean silent = of(node).said == Deed.RELEASE && node.process().router().leave() != Leave.NO;
    did(node, priority == 0 ? Deed.RELEASE : Deed.ADVERT);
    require(
        priority == 0 || node.active() || of(node).reported == Role.ACTIVE,
        node,
        "it advertises priority " + priority + " but is not Active");
    require(
        priority == 0 || !silent,
        node,
        "it advertises priority " + priority + " but is about to leave");
    checkWaking(node, priority);
  }

  /** Who was Active when it froze, for longer than its peers wait, listens before it advertises. */
  private void checkWaking(SimNode node, int priority) {
    long missedNanos = Math.max(3 * node.spec().intervalNanos(), 100 * MILLISECOND);
    if (priority != 0 && hasOneInterval() && node.process().awokeFromSilence(missedNanos)) {
      long listenedNanos = simulation.nowNanos() - node.livelySinceNanos();
      require(
          listenedNanos >= node.spec().intervalNanos() * 49 / 50,
          node,
          "it advertises " + listenedNanos / 1e9 + " s after it woke up");
    }
  }

  /**
   * Nobody takes over on silence while somebody is Active, well and heard for as long as a timer
   * looks back: three intervals and the skew. With mixed intervals that may happen: a router counts
   * by the interval that it heard last. And it may happen to one that was frozen twice in a short
   * time: it goes on with the listening that the second freeze interrupted.
   */
  private void checkSilence(SimNode node, Report report) {
    boolean onSilence =
        report.cause() == Cause.ACTIVE_DOWN_TIMER || report.cause() == Cause.NOBODY_HEARD;
    long lookBackNanos = 4 * longestIntervalNanos();
    boolean frozenTwice =
        node.ranBeforeFreezeNanos() < lookBackNanos
            && simulation.nowNanos() - node.livelySinceNanos() < lookBackNanos;
    if (!onSilence || !hasOneInterval() || frozenTwice) {
      return;
    }
    for (SimNode other : simulation.nodes) {
      if (other != node
          && other.lively()
          && other.active()
          && other.process().router().leave() == Leave.NO
          && other.linkUp()) {
        long now = simulation.nowNanos();
        long activeNanos = other.localNanos() - other.process().router().roleSinceNanos();
        long sinceNanos =
            Math.max(now - activeNanos, Math.max(other.livelySinceNanos(), fineSinceNanos));
        require(
            now - sinceNanos <= lookBackNanos,
            node,
            "it takes over on silence, but " + other + " was Active and well");
      }
    }
  }

  private boolean hasOneInterval() {
    for (SimNode node : simulation.nodes) {
      if (node.spec().intervalNanos() != longestIntervalNanos()) {
        return false;
      }
    }
    return true;
  }

  /** A daemon has announced the address. */
  void announced(SimNode node) {
    require(
        node.active() && node.process().router().addressesConfirmed(),
        node,
        "it announces an address that it may not have");
  }

  void did(SimNode node, Deed deed) {
    Watched daemon = of(node);
    daemon.last = deed;
    if (deed == Deed.ADVERT || deed == Deed.RELEASE) {
      daemon.said = deed;
    }
  }

  /** A daemon has reported a change of role. */
  void reported(SimNode node, Report report) {
    Watched daemon = of(node);
    require(
        report.from() == daemon.reported,
        node,
        "it reports a change from " + report.from() + " but was " + daemon.reported);
    daemon.reported = report.to();
    if (report.to() == Role.ACTIVE) {
      daemon.preempted = report.cause() == Cause.PREEMPTED;
      leaderlessSinceNanos = -1; // if only for a moment
    }
    checkSilence(node, report);
    checkPreemption(node, daemon, report);
    if (report.from() == Role.INITIALIZE || report.to() == Role.INITIALIZE) {
      lastDisturbanceNanos = simulation.nowNanos();
    }
    if (report.from() == Role.ACTIVE) {
      boolean says =
          report.to() == Role.INITIALIZE
              || report.cause() == Cause.OPERATOR
              || report.cause() == Cause.OUTRANKED
              || report.cause() == Cause.ADDRESSES_CONTESTED;
      boolean mayHaveSaid = report.cause() == Cause.STALLED; // while it was about to leave
      boolean withdraws = daemon.said == null && daemon.preempted;
      require(
          daemon.last == Deed.REMOVE
              && (withdraws || mayHaveSaid || says == (daemon.said == Deed.RELEASE)),
          node,
          "it left Active by " + daemon.said + ", " + daemon.last);
      daemon.said = null;
    }
  }

  /** It preempts if it is configured to, and not before it was well for as long as it should. */
  private void checkPreemption(SimNode node, Watched daemon, Report report) {
    long now = node.localNanos();
    // By what it goes by now: a stalled daemon learns later of another configuration.
    RouterConfig config = node.process().router().config();
    RouterConfig.Patience patience = config.patience();
    if (report.cause() == Cause.STARTUP) {
      Duration wait = patience.preemptDelay();
      if (daemon.started && patience.recoverHold().compareTo(wait) > 0) {
        wait = patience.recoverHold();
      }
      daemon.mayPreemptAtLocalNanos = now + wait.toNanos();
    } else if (report.cause() == Cause.ADOPTED) {
      daemon.mayPreemptAtLocalNanos = now;
    }
    daemon.started |= report.from() == Role.INITIALIZE;
    require(
        report.cause() != Cause.PREEMPTED
            || config.preempt()
                && !node.process().router().holdsBack(now)
                && now - daemon.mayPreemptAtLocalNanos >= 0,
        node,
        "it preempts but must not");
  }

  /** A daemon goes to sleep. */
  void afterTurn(SimNode node, long deadlineLocalNanos, long nowLocalNanos) {
    require(
        deadlineLocalNanos == Node.NO_DEADLINE || deadlineLocalNanos - nowLocalNanos > 0,
        node,
        "after its turn something is still due");
  }

  private Watched of(SimNode node) {
    return watched.computeIfAbsent(node.process(), _ -> new Watched());
  }

  private void require(boolean holds, SimNode node, String violation) {
    if (!holds) {
      throw new AssertionError(
          "at " + simulation.nowNanos() / 1e9 + " s, " + node + ": " + violation);
    }
  }
}
