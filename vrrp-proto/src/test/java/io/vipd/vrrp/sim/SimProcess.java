package io.vipd.vrrp.sim;

import static io.vipd.vrrp.sim.Simulation.MICROSECOND;
import static io.vipd.vrrp.sim.Simulation.MILLISECOND;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.Cause;
import io.vipd.vrrp.node.CheckVerdict;
import io.vipd.vrrp.node.Effects;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.node.Node;
import io.vipd.vrrp.node.Replay;
import io.vipd.vrrp.node.Report;
import io.vipd.vrrp.node.Router;
import io.vipd.vrrp.node.RouterConfig;
import io.vipd.vrrp.node.Tape;
import io.vipd.vrrp.node.TapedNode;
import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.Centiseconds;
import io.vipd.vrrp.wire.Datagram;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Verdict;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The daemon on one machine: a real node, driven in turns as production's core thread does it. */
final class SimProcess implements Effects {
  /** Packets that a socket keeps unread. */
  private static final int SOCKET_BUFFER_PACKETS = 200;

  private static final List<IpAddress> IPV4_VIRTUAL = List.of(IpAddress.parse("192.0.2.100"));
  private static final List<IpAddress> IPV6_VIRTUAL =
      List.of(IpAddress.parse("fe80::100"), IpAddress.parse("2001:db8::100"));
  private static final int VRID = 51;
  private static final long HOUSEKEEPING_NANOS = 500 * MILLISECOND;
  private static final long NEVER = Long.MAX_VALUE;

  private final Simulation simulation;
  private final SimNode host;

  /** Two short chapters, so that one follows another. */
  private final Tape tape = new Tape(2_000);

  private final Node node;
  private final Router router;
  private final Advert advert = new Advert();
  private final ArrayDeque<Packet> packets = new ArrayDeque<>();
  private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();

  private record Packet(ByteBuffer datagram, boolean intact) {}

  private boolean ended;
  private boolean everStarted;
  private boolean stalled;
  private boolean turnPlanned;
  private boolean deaf;
  private boolean wasActive;
  private long frozenAtNanos;

  /** How long it was frozen as Active, as long as no router released the address since. */
  private long silentNanos;

  private boolean adopting;

  /** Whether its silent link may carry nothing yet, by what is configured, and until when. */
  private boolean doubts;

  private long doubtUntilLocalNanos;

  /** When the next turn is due on this machine's clock; meaningful after the first. */
  private long dueLocalNanos;

  private boolean slept;
  private long wakeUps;
  private long renewAtNanos = NEVER;
  private long announceAtNanos = NEVER;
  private int announced;
  private long relinquishHoldNanos = -1;

  SimProcess(Simulation simulation, SimNode host) {
    this.simulation = simulation;
    this.host = host;
    this.node = simulation.taped ? new TapedNode(this, tape) : new Node(this);
    this.router = node.add(0, config(), host.localNanos());
  }

  private RouterConfig config() {
    NodeSpec spec = host.spec();
    List<IpAddress> others =
        simulation.nodes.stream().filter(other -> other != host).map(SimNode::address).toList();
    return new RouterConfig(
        spec.name(),
        3,
        VRID,
        spec.priority(),
        new Centiseconds(spec.centiseconds()).toDuration(),
        simulation.family == Family.IPV4 ? IPV4_VIRTUAL : IPV6_VIRTUAL,
        spec.unicast() ? others : List.of(),
        spec.preempt(),
        simulation.pair,
        patience(),
        spec.checksum(),
        new RouterConfig.Admission(255, false, null, simulation.auth),
        spec.checkWeights());
  }

  /** Its predecessor was to hold back for some time yet. */
  void holdBack(long nanos) {
    node.holdBack(router, nanos, host.localNanos());
  }

  private RouterConfig.Patience patience() {
    RouterConfig.Patience own = host.spec().patience();
    return new RouterConfig.Patience(
        own.preemptDelay(),
        own.recoverHold(),
        own.bootHold(),
        own.settle(),
        own.verdictLimit(),
        Duration.ofNanos(simulation.promoteLimitNanos));
  }

  /** Its predecessor was Active and left the address behind. */
  void adopt(long lastAdvertLocalNanos) {
    adopting = true;
    node.adopt(router, lastAdvertLocalNanos, host.localNanos());
  }

  /** Whether it woke up from being frozen for so long as Active, and this is its first advert. */
  boolean awokeFromSilence(long nanos) {
    boolean awoke = silentNanos >= nanos;
    silentNanos = 0;
    return awoke;
  }

  /** Whether it may still go on as its predecessor did. */
  boolean adopting() {
    return adopting;
  }

  /** What a daemon does first: link, address, then the first verdicts of its checks. */
  void begin() {
    post(() -> {
      link(host.linkUp());
      node.release(router, Inhibitor.INTERFACE_MISSING, host.localNanos());
      node.sourceAddress(router, host.address(), host.localNanos());
    });
    for (int i = 0; i < host.spec().checkWeights().size(); i++) {
      int index = i;
      simulation.after(
          simulation.between(0, host.spec().intervalNanos()),
          () -> post(() -> check(index, host.check(index))));
    }
  }

  void end() {
    ended = true;
    replay();
  }

  /** Another node decides the same. */
  void replay() {
    if (simulation.taped) {
      Replay.run(
          tape.copy().stream().map(Tape.Copy::chapter).toList(),
          step -> {
            if (!step.same()) {
              throw new AssertionError(
                  host
                      + ": "
                      + step.input()
                      + " was "
                      + step.recorded()
                      + ", is "
                      + step.decided());
            }
            simulation.replayed++;
          });
    }
  }

  void stall() {
    stalled = true;
    wasActive = active();
    frozenAtNanos = simulation.nowNanos();
  }

  /** While it does not run, what is sent to it is lost. */
  void deafen() {
    deaf = true;
  }

  void resume() {
    stalled = false;
    deaf = false;
    silentNanos = wasActive ? simulation.nowNanos() - frozenAtNanos : 0;
    planTurn();
  }

  boolean stalled() {
    return stalled;
  }

  boolean active() {
    return router.role() == Role.ACTIVE;
  }

  Router router() {
    return router;
  }

  /** Whether something posted has not been looked at. */
  boolean hasMail() {
    return !inbox.isEmpty();
  }

  void received(ByteBuffer datagram, boolean intact) {
    if (!deaf && packets.size() < SOCKET_BUFFER_PACKETS) {
      packets.add(new Packet(datagram, intact));
    }
    planTurn();
  }

  void post(Runnable message) {
    inbox.add(message);
    planTurn();
  }

  private void planTurn() {
    if (!turnPlanned && !stalled && !ended) {
      turnPlanned = true;
      simulation.after(simulation.between(10 * MICROSECOND, 80 * MICROSECOND), this::turn);
    }
  }

  /** Packets, then mail, then timers, then leases and announcements: then it sleeps. */
  private void turn() {
    turnPlanned = false;
    if (stalled || ended) {
      return;
    }
    long localNanos = host.localNanos();
    if (slept) {
      node.stalled(localNanos - dueLocalNanos, localNanos);
    }
    while (!packets.isEmpty()) {
      read(packets.remove(), localNanos);
    }
    while (!inbox.isEmpty() && !ended) {
      inbox.remove().run();
    }
    node.wake(localNanos);
    if (router.role() == Role.INITIALIZE && router.inhibitors().contains(Inhibitor.STOPPING)) {
      host.stopped();
      return;
    }
    renewLease();
    repeatAnnouncement();
    simulation.invariants.afterTurn(host, node.nextDeadlineNanos(), localNanos);
    sleep();
  }

  private void read(Packet packet, long localNanos) {
    Verdict verdict = AdvertCodec.decode(packet.datagram, packet.datagram.capacity(), advert);
    if (verdict.accepted()) {
      if (simulation.auth == null) {
        simulation.invariants.accepted(host, packet.intact);
      }
      verdict = node.receive(0, advert, localNanos, host.epochNanos());
      if (verdict.accepted()) {
        simulation.invariants.accepted(host, packet.intact);
        doubts = false;
      }
      silentNanos = verdict.accepted() && advert.priority() == 0 ? 0 : silentNanos;
    }
    Verdict outcome = verdict;
    simulation.trace(() ->
        host
            + " reads "
            + advert.priority()
            + " of ."
            + (advert.sourceLow() & 0xff)
            + (outcome.accepted() ? "" : " refused: " + outcome));
  }

  private void renewLease() {
    if (simulation.nowNanos() >= renewAtNanos) {
      host.kernel.renew();
      renewAtNanos = simulation.nowNanos() + host.spec().leaseNanos() / 4;
    }
  }

  private void repeatAnnouncement() {
    if (simulation.nowNanos() >= announceAtNanos) {
      announceOnce();
    }
  }

  private void announceOnce() {
    announced++;
    Simulation.AnnouncePlan plan = simulation.announcePlan;
    long waitNanos = announced < plan.count() ? plan.spacingNanos() : plan.refreshNanos();
    announceAtNanos = waitNanos == 0 ? NEVER : simulation.nowNanos() + waitNanos;
    simulation.invariants.announced(host);
    simulation.segment.announce(host);
  }

  /** Sleeps until the earliest thing to do, and oversleeps a little. */
  private void sleep() {
    long wakeUp = ++wakeUps;
    long localNanos = host.localNanos();
    long dueNanos = Math.min(renewAtNanos, announceAtNanos);
    dueNanos = Math.min(dueNanos, simulation.nowNanos() + absenceNanos());
    if (node.nextDeadlineNanos() != Node.NO_DEADLINE) {
      dueNanos = Math.min(dueNanos, host.worldNanos(node.nextDeadlineNanos()));
    }
    dueLocalNanos = localNanos + dueNanos - simulation.nowNanos();
    slept = true;
    simulation.at(
        dueNanos + simulation.between(0, 50 * MICROSECOND),
        () -> {
          if (wakeUp == wakeUps && !turnPlanned) {
            turn();
          }
        });
  }

  /** It comes by itself as often as the node asks for, and twice a second to keep house. */
  private long absenceNanos() {
    return Math.min(HOUSEKEEPING_NANOS, node.longestAbsenceNanos());
  }

  void kernelAnswered(long claim, boolean confirmed) {
    simulation.trace(() -> host + " kernel answers " + (confirmed ? "yes" : "no"));
    node.kernelAnswered(router, claim, confirmed, host.localNanos());
  }

  void addressLost() {
    node.addressesLost(router, host.localNanos());
  }

  void inhibit(Inhibitor inhibitor) {
    node.inhibit(router, inhibitor, host.localNanos());
  }

  void link(boolean up) {
    if (up) {
      if (router.inhibitors().contains(Inhibitor.LINK_DOWN)) {
        doubtSilence(host.spec().patience().settle());
      }
      node.release(router, Inhibitor.LINK_DOWN, host.localNanos());
    } else {
      inhibit(Inhibitor.LINK_DOWN);
    }
  }

  /** What the machine's file says now is used from now on. */
  void reconfigure() {
    List<CheckVerdict> verdicts = new ArrayList<>();
    for (int i = 0; i < host.spec().checkWeights().size(); i++) {
      verdicts.add(router.check(i));
    }
    node.reconfigure(router, config(), verdicts, host.localNanos());
  }

  void check(int index, CheckVerdict verdict) {
    node.check(router, index, verdict, host.localNanos());
  }

  void relinquish(long holdNanos) {
    node.relinquish(router, holdNanos, host.localNanos());
  }

  void relinquishAtNextClaim(long holdNanos) {
    relinquishHoldNanos = holdNanos;
  }

  @Override
  public void sendAdvert(Router router, int priority) {
    simulation.trace(() -> host + " sends " + priority);
    simulation.invariants.advertSent(host, priority);
    if (priority != 0) {
      host.noteAdvert();
    }
    if (router.config().multicast()) {
      sendTo(AdvertCodec.group(router.config().family()), priority);
    } else {
      router.config().peers().forEach(peer -> sendTo(peer, priority));
    }
  }

  private void sendTo(IpAddress destination, int priority) {
    ByteBuffer message = ByteBuffer.allocate(AdvertCodec.MAX_MESSAGE_BYTES);
    int bytes = router.form().write(message, priority);
    int total = bytes;
    if (router.signer() != null) {
      IpAddress source = router.source();
      total +=
          router.signer().sign(message, 0, bytes, source.high(), source.low(), host.epochNanos());
    }
    router.form().checksum(message, bytes, total, router.source(), destination);
    ByteBuffer datagram = Datagram.of(message, total, router.source(), destination);
    simulation.segment.send(host, datagram, destination);
  }

  /** Sometimes too late, sometimes a no; after the faults soon, and a yes. */
  @Override
  public void promote(Router router) {
    simulation.trace(() -> host + " asks before it claims");
    long promotion = router.promotion();
    boolean willing = simulation.calm || !simulation.chance(0.2);
    long mostNanos = simulation.promoteLimitNanos * (simulation.calm ? 1 : 2);
    simulation.after(
        simulation.between(0, mostNanos),
        () -> post(() -> node.promoted(router, promotion, willing, host.localNanos())));
  }

  @Override
  public void promotedInVain(Router router) {
    simulation.trace(() -> host + " does not claim after all");
  }

  @Override
  public void installAddresses(Router router) {
    simulation.invariants.did(host, Invariants.Deed.INSTALL);
    adopting = false;
    host.kernel.install(this, router.claim());
    renewAtNanos = simulation.nowNanos() + host.spec().leaseNanos() / 4;
  }

  @Override
  public void removeAddresses(Router router) {
    simulation.invariants.did(host, Invariants.Deed.REMOVE);
    adopting = false;
    host.forgetAdvert();
    host.kernel.remove();
    renewAtNanos = NEVER;
    announceAtNanos = NEVER;
  }

  @Override
  public void stopAnnouncing(Router router) {
    announceAtNanos = NEVER;
  }

  @Override
  public void announce(Router router) {
    announced = 0;
    announceOnce();
  }

  private void doubtSilence(Duration patience) {
    long untilNanos = host.localNanos() + patience.toNanos();
    if (!patience.isZero() && (!doubts || untilNanos - doubtUntilLocalNanos > 0)) {
      doubts = true;
      doubtUntilLocalNanos = untilNanos;
    }
  }

  /** For how long it has been said that silence means something; for ever if it always did. */
  long trustsSilenceForNanos() {
    return doubts ? host.localNanos() - doubtUntilLocalNanos : Long.MAX_VALUE;
  }

  @Override
  public void report(Router router, Report report) {
    simulation.trace(() -> host + " " + report);
    if (report.from() == Role.INITIALIZE) {
      if (!everStarted && report.cause() != Cause.ADOPTED) {
        doubtSilence(host.spec().patience().bootHold());
      }
      everStarted = true;
    }
    simulation.invariants.reported(host, report);
    if (report.to() == Role.ACTIVE && relinquishHoldNanos >= 0) {
      long holdNanos = relinquishHoldNanos;
      relinquishHoldNanos = -1;
      post(() -> relinquish(holdNanos));
    }
  }
}
