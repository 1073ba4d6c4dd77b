package io.vipd.vrrp.sim;

import static io.vipd.vrrp.sim.Simulation.MILLISECOND;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.machine.Timers;
import io.vipd.vrrp.node.Cause;
import io.vipd.vrrp.node.Node;
import io.vipd.vrrp.node.Report;
import io.vipd.vrrp.node.Router;
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
    Deed lastButOne;
  }

  private final Simulation simulation;
  private final Map<SimProcess, Watched> watched = new IdentityHashMap<>();
  private boolean takeoverBounded;
  private long leaderlessSinceNanos = -1;
  private long lastDisturbanceNanos;
  private int mostHolders;

  Invariants(Simulation simulation) {
    this.simulation = simulation;
  }

  /**
   * From now on a takeover must come in time: Active_Down_Interval of any Backup after the last
   * Active went. True only where no packet is lost and nobody stalls.
   */
  void boundTakeovers() {
    takeoverBounded = true;
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
    boolean anyActive = false;
    for (SimNode node : simulation.nodes) {
      holders += node.kernel.holds() ? 1 : 0;
      anyActive |= node.active();
      checkAddress(node);
    }
    mostHolders = Math.max(mostHolders, holders);
    checkTakeover(anyActive);
  }

  private void checkAddress(SimNode node) {
    boolean active = node.lively() && node.active();
    if (node.kernel.holds() && !active && !node.kernel.removing()) {
      long leaseEndNanos =
          Math.max(node.frozenSinceNanos(), node.kernel.busyUntilNanos())
              + node.spec().leaseNanos();
      require(
          !node.lively() && simulation.nowNanos() <= leaseEndNanos,
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

  private void checkTakeover(boolean anyActive) {
    if (anyActive || !takeoverBounded) {
      leaderlessSinceNanos = -1;
      return;
    }
    long now = simulation.nowNanos();
    leaderlessSinceNanos = leaderlessSinceNanos < 0 ? now : leaderlessSinceNanos;
    for (SimNode node : simulation.nodes) {
      if (node.lively() && node.process().router().role() == Role.BACKUP) {
        Router router = node.process().router();
        long waitedLocalNanos =
            Math.min(now - leaderlessSinceNanos, node.localNanos() - router.roleSinceNanos());
        long boundNanos =
            Timers.activeDownNanos(
                router.priority(),
                router.activeAdverIntervalNanos(),
                router.activeAdverIntervalNanos());
        require(
            waitedLocalNanos <= boundNanos + boundNanos / 50 + MILLISECOND,
            node,
            "nobody is Active and it has not taken over after " + waitedLocalNanos / 1e9 + " s");
      }
    }
  }

  /** A daemon's codec has accepted a packet. */
  void accepted(SimNode node, boolean intact) {
    require(intact, node, "it accepted a packet that was changed on its way");
  }

  /** A daemon has sent an advert. */
  void advertSent(SimNode node, int priority) {
    did(node, priority == 0 ? Deed.RELEASE : Deed.ADVERT);
    require(
        priority == 0 || node.active() || of(node).reported == Role.ACTIVE,
        node,
        "it advertises priority " + priority + " but is not Active");
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
    daemon.lastButOne = daemon.last;
    daemon.last = deed;
  }

  /** A daemon has reported a change of role. */
  void reported(SimNode node, Report report) {
    Watched daemon = of(node);
    require(
        report.from() == daemon.reported,
        node,
        "it reports a change from " + report.from() + " but was " + daemon.reported);
    daemon.reported = report.to();
    require(
        report.cause() != Cause.PREEMPTED
            || node.spec().preempt() && !node.process().router().holdsBack(node.localNanos()),
        node,
        "it preempts but must not");
    if (report.from() == Role.INITIALIZE || report.to() == Role.INITIALIZE) {
      lastDisturbanceNanos = simulation.nowNanos();
    }
    if (report.from() == Role.ACTIVE) {
      boolean says = report.to() == Role.INITIALIZE || report.cause() == Cause.OPERATOR;
      require(
          daemon.last == Deed.REMOVE && says == (daemon.lastButOne == Deed.RELEASE),
          node,
          "it left Active by " + daemon.lastButOne + ", " + daemon.last);
    }
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
