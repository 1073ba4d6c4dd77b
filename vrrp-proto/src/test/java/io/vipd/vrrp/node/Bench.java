package io.vipd.vrrp.node;

import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.AdvertForm;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.Datagram;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Verdict;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * One router in a node under test: its configuration, a clock moved by hand, and everything it did
 * as words. Times are milliseconds since the bench was made. Unless a test says otherwise, our
 * address is 192.0.2.2, the virtual one 192.0.2.100, the version 3, the VRID 51, the link 0.
 */
final class Bench implements Effects {
  static final String OURS = "192.0.2.2";

  private final List<String> effects = new ArrayList<>();
  private final long startNanos;
  private long nowNanos;

  int version = 3;
  int vrid = 51;
  int priority = 120;
  int centiseconds = 100;
  boolean preempt = true;
  boolean pair;
  Duration preemptDelay = Duration.ZERO;
  Duration recoverHold = Duration.ZERO;
  Duration bootHold = Duration.ZERO;
  Duration settle = Duration.ZERO;
  Duration verdictLimit = Duration.ofSeconds(7);
  Duration promoteLimit = Duration.ZERO;
  List<String> peers = List.of();
  String ours = OURS;
  String virtual = "192.0.2.100";
  RouterConfig.Admission admission = RouterConfig.Admission.USUAL;
  List<Integer> checkWeights = List.of();

  final Node node;
  Router router;

  Bench() {
    this(0);
  }

  /** A bench whose clock starts here. */
  Bench(long startNanos) {
    this.startNanos = startNanos;
    this.nowNanos = startNanos;
    this.node = new Node(this);
  }

  /** A bench with a node of another kind. */
  Bench(Function<Effects, Node> node) {
    this.startNanos = 0;
    this.node = node.apply(this);
  }

  /** Enters the router; interface and address are still missing. */
  Bench add() {
    router = node.add(0, config(), nowNanos);
    return this;
  }

  /** Gives the router the configuration that the fields say at present. */
  void reconfigure(CheckVerdict... verdicts) {
    node.reconfigure(router, config(), List.of(verdicts), nowNanos);
  }

  /** What the fields say at present. */
  RouterConfig config() {
    return new RouterConfig(
        "web",
        version,
        vrid,
        priority,
        Duration.ofMillis(10L * centiseconds),
        List.of(IpAddress.parse(virtual)),
        peers.stream().map(IpAddress::parse).toList(),
        preempt,
        pair,
        new RouterConfig.Patience(
            preemptDelay, recoverHold, bootHold, settle, verdictLimit, promoteLimit),
        ChecksumForm.PSEUDO_HEADER,
        admission,
        checkWeights);
  }

  /** Enters the router and takes away what inhibits it at first, checks apart. */
  Bench up() {
    add();
    node.release(router, Inhibitor.INTERFACE_MISSING, nowNanos);
    node.sourceAddress(router, IpAddress.parse(ours), nowNanos);
    return this;
  }

  /** A router that was alone long enough to become Active and has its addresses. */
  Bench active() {
    up();
    runUntil(millis() + 4 * 10L * centiseconds);
    if (router.role() != Role.ACTIVE) {
      throw new IllegalStateException("it is " + router.role());
    }
    confirm();
    take();
    return this;
  }

  /** Moves the clock, without waking anybody. */
  Bench at(double millis) {
    nowNanos = startNanos + Math.round(millis * 1_000_000);
    return this;
  }

  /** Moves the clock, waking the node exactly when it asks for it. */
  void runUntil(double millis) {
    long end = startNanos + Math.round(millis * 1_000_000);
    while (node.nextDeadlineNanos() != Node.NO_DEADLINE && node.nextDeadlineNanos() - end <= 0) {
      nowNanos = node.nextDeadlineNanos();
      node.wake(nowNanos);
    }
    nowNanos = end;
  }

  void wake() {
    node.wake(nowNanos);
  }

  long nowNanos() {
    return nowNanos;
  }

  double millis() {
    return (nowNanos - startNanos) / 1e6;
  }

  /** When the node wants to be woken, in milliseconds; -1 for never. */
  double deadline() {
    long deadline = node.nextDeadlineNanos();
    return deadline == Node.NO_DEADLINE ? -1 : (deadline - startNanos) / 1e6;
  }

  Verdict hear(String source, int priority) {
    return hear(source, priority, centiseconds);
  }

  Verdict hear(String source, int priority, int centiseconds) {
    return hear(source, "224.0.0.18", vrid, priority, centiseconds);
  }

  Verdict hear(String source, String destination, int vrid, int priority, int centiseconds) {
    Advert advert = advert(source, destination, vrid, priority, centiseconds, "192.0.2.100");
    return node.receive(0, advert, nowNanos, 0);
  }

  /** By multicast from a router of this form. */
  Verdict hear(AdvertForm form, int priority, String source) {
    return hear(form, priority, source, AdvertCodec.group(form.family()).toString(), 255);
  }

  /** From a router of this form, having come here with this TTL or hop limit. */
  Verdict hear(AdvertForm form, int priority, String source, String destination, int hopLimit) {
    ByteBuffer packet =
        Datagram.of(form, priority, IpAddress.parse(source), IpAddress.parse(destination));
    packet.put(form.family() == Family.IPV4 ? 8 : 7, (byte) hopLimit);
    return node.receive(0, decoded(packet), nowNanos, 0);
  }

  /** An advert that went over the wire, so to speak. */
  static Advert advert(
      String source, String destination, int vrid, int priority, int centiseconds, String... vips) {
    AdvertForm form =
        new AdvertForm(
            3,
            vrid,
            Duration.ofMillis(10L * centiseconds),
            Arrays.stream(vips).map(IpAddress::parse).toList(),
            ChecksumForm.RFC9568,
            null);
    return advert(form, priority, source, destination);
  }

  /** An advert of this form that went over the wire, so to speak. */
  static Advert advert(AdvertForm form, int priority, String source, String destination) {
    ByteBuffer packet =
        Datagram.of(form, priority, IpAddress.parse(source), IpAddress.parse(destination));
    return decoded(packet);
  }

  private static Advert decoded(ByteBuffer packet) {
    Advert advert = new Advert();
    Verdict verdict = AdvertCodec.decode(packet, packet.capacity(), advert);
    if (!verdict.accepted()) {
      throw new IllegalStateException(verdict.rule());
    }
    return advert;
  }

  void confirm() {
    node.kernelAnswered(router, router.claim(), true, nowNanos);
  }

  void refuse() {
    node.kernelAnswered(router, router.claim(), false, nowNanos);
  }

  /** What was done since the last call, in order. */
  List<String> take() {
    List<String> taken = List.copyOf(effects);
    effects.clear();
    return taken;
  }

  @Override
  public void sendAdvert(Router router, int priority) {
    effects.add("advert " + priority);
  }

  @Override
  public void promote(Router router) {
    effects.add("promote");
  }

  @Override
  public void promotedInVain(Router router) {
    effects.add("promoted in vain");
  }

  @Override
  public void installAddresses(Router router) {
    effects.add("install");
  }

  @Override
  public void removeAddresses(Router router) {
    effects.add("remove");
  }

  @Override
  public void announce(Router router) {
    effects.add("announce");
  }

  @Override
  public void report(Router router, Report report) {
    effects.add(report.from() + " to " + report.to() + ": " + report.cause());
  }
}
