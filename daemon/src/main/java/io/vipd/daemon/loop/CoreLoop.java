package io.vipd.daemon.loop;

import io.vipd.daemon.kernel.KernelException;
import io.vipd.daemon.kernel.LinkMonitor;
import io.vipd.daemon.kernel.Poller;
import io.vipd.daemon.kernel.WakeUp;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.Node;
import io.vipd.vrrp.node.Router;
import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.Verdict;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The core thread's turns; see the package for their order and its reasons. */
final class CoreLoop {
  private static final Logger log = LoggerFactory.getLogger(CoreLoop.class);

  /** So many packets of one link are taken in before timers are looked at. */
  private static final int PACKETS_PER_TURN = 256;

  private static final int TASKS_PER_TURN = 256;

  /** Sockets that could not be opened and the like are looked at this often. */
  private static final long HOUSEKEEPING_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** So many groups are looked after then, so that adverts do not wait for a thousand. */
  private static final int GROUPS_PER_LOOK = 32;

  /** An Active router without its addresses waits so long for them. */
  private static final long ADDRESSES_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long ERROR_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Node node;
  private final Roster roster;
  private final Links links;
  private final Restorer restorer;
  private final LinkMonitor monitor;
  private final Poller poller;
  private final WakeUp wakeUp;
  private final Inbox inbox;
  private final Renewals renewals;
  private final Resync resync;
  private final Chronicle chronicle;
  private final HookTeller hooks;
  private final Drains drains;
  private final LongSupplier nanoTime;
  private final Advert advert = new Advert();
  private final Allowance complaints = new Allowance(5, TimeUnit.SECONDS.toNanos(10));
  private final Rota rota = new Rota(GROUPS_PER_LOOK);
  private final int monitorSlot;
  private final int wakeUpSlot;
  private long houseKeepAtNanos;

  /** When the node wants a turn even if nothing happens, and when the present turn was due. */
  private long lookAtNanos;

  private long dueNanos;
  private LongPredicate takeoversTold = _ -> true;

  /** Whether a router that loses was heard and nobody told of it. */
  private boolean contested;

  private final AtomicLong turns = new AtomicLong();
  private volatile boolean stopped;

  /**
   * A loop over parts that are connected already.
   *
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  CoreLoop(
      Node node,
      Roster roster,
      Links links,
      Restorer restorer,
      LinkMonitor monitor,
      Poller poller,
      WakeUp wakeUp,
      Inbox inbox,
      Renewals renewals,
      Resync resync,
      Chronicle chronicle,
      HookTeller hooks,
      Drains drains,
      LongSupplier nanoTime) {
    this.node = node;
    this.roster = roster;
    this.links = links;
    this.restorer = restorer;
    this.monitor = monitor;
    this.poller = poller;
    this.wakeUp = wakeUp;
    this.inbox = inbox;
    this.renewals = renewals;
    this.resync = resync;
    this.chronicle = chronicle;
    this.hooks = hooks;
    this.drains = drains;
    this.nanoTime = nanoTime;
    this.monitorSlot = poller.add(monitor);
    this.wakeUpSlot = poller.add(wakeUp);
    begin(nanoTime.getAsLong());
  }

  private void begin(long nowNanos) {
    houseKeepAtNanos = nowNanos;
    lookAtNanos = nowNanos;
  }

  /** Takes turns until {@link #stop}. */
  void run() {
    begin(nanoTime.getAsLong()); // what passed since the construction was no stall
    while (!stopped) {
      try {
        turn();
      } catch (RuntimeException e) {
        complain("a turn of the core failed; this is a bug in vipd", e);
        LockSupport.parkNanos(ERROR_PAUSE_NANOS);
      }
    }
  }

  /** Ends the loop after the present turn; to be posted as a task. */
  void stop() {
    stopped = true;
  }

  /** One turn; see the package for its order. */
  void turn() {
    await();
    long nowNanos = nanoTime.getAsLong();
    node.stalled(nowNanos - dueNanos, nowNanos);
    if (poller.isReadable(wakeUpSlot)) {
      wakeUp.drain();
    }
    if (poller.isReadable(monitorSlot) || poller.hasError(monitorSlot)) {
      hearOfLinks(nowNanos);
    }
    for (int i = 0; i < roster.sides().size(); i++) {
      receive(roster.sides().get(i), nowNanos);
    }
    // After the adverts: whose lease ran out while he was frozen has a successor by now.
    restorer.restore(nowNanos);
    inbox.run(TASKS_PER_TURN, nowNanos);
    node.wake(nowNanos);
    drains.look(nowNanos);
    keepHouse(nowNanos);
    renewals.look(nowNanos);
    tellWhatHappened(nowNanos);
    lookAtNanos = nowNanos + node.longestAbsenceNanos();
    turns.setOpaque(turns.getPlain() + 1);
  }

  /** How many turns were taken to their end; from any thread. */
  long turns() {
    return turns.getOpaque();
  }

  /** Last, because it takes its time. */
  private void tellWhatHappened(long nowNanos) {
    if (takeoversTold.test(nowNanos) && contested) {
      contested = false;
      for (int i = 0; i < roster.groups().size(); i++) {
        Group group = roster.groups().get(i);
        group.contender.look(group, chronicle, hooks, nowNanos);
      }
    }
  }

  /**
   * Has takeovers told of at the end of turns.
   *
   * @param told does so, given the time; whether there is nothing left to tell
   */
  void tellTakeovers(LongPredicate told) {
    takeoversTold = told;
  }

  private void await() {
    try {
      long nowNanos = nanoTime.getAsLong();
      long nanos = nanosUntilDue(nowNanos);
      dueNanos = nowNanos + nanos;
      poller.await(Math.max(0, nanos));
    } catch (KernelException e) {
      complain("the core cannot wait and goes on without", e);
      LockSupport.parkNanos(ERROR_PAUSE_NANOS);
    }
  }

  /** Below 0 when the last turn ended too late for what was due. */
  private long nanosUntilDue(long nowNanos) {
    long nanos = Math.min(houseKeepAtNanos - nowNanos, lookAtNanos - nowNanos);
    nanos = Math.min(nanos, restorer.nanosUntilRestore(nowNanos));
    if (node.nextDeadlineNanos() != Node.NO_DEADLINE) {
      nanos = Math.min(nanos, node.nextDeadlineNanos() - nowNanos);
    }
    return nanos;
  }

  private void hearOfLinks(long nowNanos) {
    boolean complete = true;
    links.begin(nowNanos);
    try {
      monitor.drain(links);
    } catch (KernelException e) {
      complain("the core is deaf for links and addresses and asks for them", e);
      complete = false;
    }
    complete &= links.end();
    if (!complete) {
      resync.want(nowNanos);
    }
  }

  private void complain(String what, Exception why) {
    if (complaints.take(nanoTime.getAsLong())) {
      log.error("{}", what, why);
    }
  }

  private void receive(Side side, long nowNanos) {
    if (side.socket == null
        || !poller.isReadable(side.pollerSlot) && !poller.hasError(side.pollerSlot)) {
      return;
    }
    try {
      for (int i = 0; i < PACKETS_PER_TURN; i++) {
        int length = side.socket.receive();
        if (length < 0) {
          return;
        }
        receive(side, length, nowNanos);
      }
    } catch (KernelException e) {
      links.failed(side, e, nowNanos);
    }
  }

  private void receive(Side side, int length, long nowNanos) {
    Verdict verdict = AdvertCodec.decode(side.socket.packet(), length, advert);
    if (verdict.accepted()) {
      verdict = node.receive(side.link().number(), advert, nowNanos, epochNanos());
    }
    if (!verdict.accepted()) {
      refuse(side, verdict, length, nowNanos);
      return;
    }
    Group group = side.of(advert.vrid());
    if (group != null && advert.priority() != 0) {
      if (group.failover != null) {
        tellTakenOver(group, nowNanos);
      }
      // Whoever is still Active after a claim has won; whom it has just preempted says farewell.
      if (group.router().role() == Role.ACTIVE
          && nowNanos - group.router().roleSinceNanos() >= group.config().interval().toNanos()) {
        group.contender.heard();
        contested = true;
      }
    }
  }

  private void refuse(Side side, Verdict verdict, int length, long nowNanos) {
    ByteBuffer packet = side.socket.packet();
    if (side.refusals.count(verdict, packet, length, nowNanos)) {
      chronicle.refused(
          side.link().name(), Refusals.source(packet, length), verdict, side.refusals.of(verdict));
    }
  }

  /** The time of day, which counts for authentication only. */
  private static long epochNanos() {
    return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
  }

  private static void tellTakenOver(Group group, long nowNanos) {
    Router router = group.router();
    group.failover.takenOver(router.lastPeer().address(), nowNanos);
    group.failover = null;
  }

  private void keepHouse(long nowNanos) {
    if (houseKeepAtNanos - nowNanos <= 0) {
      houseKeepAtNanos = nowNanos + HOUSEKEEPING_NANOS;
      links.reopen(nowNanos);
      resync.goOn(nowNanos);
      for (int i = 0; i < roster.groups().size(); i++) {
        giveUpWaiting(roster.groups().get(i), nowNanos);
      }
      int all = roster.groups().size();
      for (int i = 0; i < rota.count(all); i++) {
        Group group = roster.groups().get(rota.at(i, all));
        group.noteHold(nowNanos);
        group.peerWatch.look(group, nowNanos);
        group.foreignWatch.look(group, chronicle, hooks, nowNanos);
        group.rivals.look(nowNanos);
        group.contender.look(group, chronicle, hooks, nowNanos);
        hooks.look(group, nowNanos);
      }
      rota.advance(all);
      renewals.someMayBeDue();
    }
  }

  /** A kernel that does not answer has not given the addresses: somebody else should have them. */
  private void giveUpWaiting(Group group, long nowNanos) {
    Router router = group.router();
    if (!group.awaitsKernel()) {
      return;
    }
    if (group.awaitedClaim != router.claim()) {
      group.awaitedClaim = router.claim();
      group.awaitedSinceNanos = nowNanos;
    } else if (nowNanos - group.awaitedSinceNanos >= ADDRESSES_LIMIT_NANOS) {
      group.kernelProblem = "it did not answer in time";
      node.kernelAnswered(router, router.claim(), false, nowNanos);
    }
  }
}
