package io.vipd.daemon.loop;

import io.vipd.arp.Announcer;
import io.vipd.arp.FrameSender;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.SyncGroup;
import io.vipd.daemon.journal.Note;
import io.vipd.daemon.kernel.Poller;
import io.vipd.daemon.state.Slot;
import io.vipd.vrrp.auth.Signer;
import io.vipd.vrrp.node.Effects;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.node.Node;
import io.vipd.vrrp.node.Report;
import io.vipd.vrrp.node.Router;
import io.vipd.vrrp.node.RouterConfig;
import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.AdvertForm;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Verdict;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A real node with groups on one link and a clock moved by hand. What the node wants done is
 * written down as words; the test plays the kernel.
 */
final class Bench implements Effects, AutoCloseable {
  private final List<String> done = new ArrayList<>();

  /** When the timers that were served had been due. */
  final List<Long> served = new ArrayList<>();

  final Node node = new Node(this);
  final Link link = new Link(0, "vtk-l");
  final List<Group> groups = new ArrayList<>();
  final List<Note> notes = new CopyOnWriteArrayList<>();
  final Chronicle chronicle = new Chronicle(notes::add);
  final Roster roster = new Roster();
  final Restorer restorer = new Restorer(node, chronicle);
  final Announcer announcer = Announcer.start(new Nowhere());
  final Links links = new Links(node, roster, new Poller(), announcer, restorer, true);
  long nowNanos = 5_000_000_000L;

  Bench() {
    roster.set(groups, List.of(link));
  }

  /** A way out for announcements that leads nowhere. */
  private static final class Nowhere implements FrameSender.Source {
    @Override
    public FrameSender open(String interfaceName) {
      return new FrameSender() {
        @Override
        public void send(byte[] frame) {}

        @Override
        public void close() {}
      };
    }

    @Override
    public FrameSender openDry() {
      return open("");
    }
  }

  /** Which groups move together; those that are entered after it is set. */
  List<SyncGroup> syncs = List.of();

  /** Enters a group, in each of its families; its interface and address are missing. */
  Group add(GroupConfig config) {
    List<Group> added = config.families().stream().map(family -> add(config, family)).toList();
    Bonds.tie(node, groups, syncs, nowNanos);
    return added.getFirst();
  }

  private Group add(GroupConfig config, Family family) {
    Router router = node.add(0, RouterConfigs.of(config, family), nowNanos);
    Group group = new Group(config, router, link.side(family), Slot.unread());
    groups.add(group);
    link.add(group);
    roster.set(groups, List.of(link));
    return group;
  }

  /** What the link is to IPv4. */
  Side side() {
    return side(Family.IPV4);
  }

  Side side(Family family) {
    return link.side(family);
  }

  Group add() {
    return add(new GroupConfigs().build());
  }

  /** Takes away what inhibits a group at first, checks apart, without a link being heard of. */
  void ready(Group group) {
    IpAddress own =
        switch (group.family()) {
          case IPV4 -> IpAddress.parse("192.0.2.1");
          case IPV6 -> IpAddress.parse("fe80::1");
        };
    node.sourceAddress(group.router(), own, nowNanos);
    node.release(group.router(), Inhibitor.INTERFACE_MISSING, nowNanos);
  }

  /** Lets time pass, with nothing happening but timers. */
  void pass(Duration time) {
    long endNanos = nowNanos + time.toNanos();
    while (node.nextDeadlineNanos() != Node.NO_DEADLINE
        && node.nextDeadlineNanos() - endNanos <= 0) {
      nowNanos = Math.max(nowNanos, node.nextDeadlineNanos());
      node.wake(nowNanos);
    }
    nowNanos = endNanos;
  }

  /** An advert comes in, to the multicast group, as the group itself would send it. */
  Verdict hear(Group group, String from, int priority) {
    return hear(group, group.router().form(), group.router().signer(), from, priority);
  }

  /** The same from somebody who has another interval. */
  Verdict hear(Group group, Duration interval, String from, int priority) {
    RouterConfig config = group.router().config();
    AdvertForm form =
        new AdvertForm(
            config.version(),
            config.vrid(),
            interval,
            config.addresses(),
            config.checksum(),
            config.admission().password());
    return hear(group, form, group.router().signer(), from, priority);
  }

  /** The same from somebody with another interval and other addresses. */
  Verdict hearOf(
      Group group, Duration interval, List<String> addresses, String from, int priority) {
    RouterConfig config = group.router().config();
    AdvertForm form =
        new AdvertForm(
            config.version(),
            config.vrid(),
            interval,
            addresses.stream().map(IpAddress::parse).toList(),
            config.checksum(),
            config.admission().password());
    return hear(group, form, group.router().signer(), from, priority);
  }

  /** The same from somebody whose checksum covers something else. */
  Verdict hearInForm(Group group, ChecksumForm checksum, String from, int priority) {
    RouterConfig config = group.router().config();
    AdvertForm form =
        new AdvertForm(
            config.version(),
            config.vrid(),
            config.interval(),
            config.addresses(),
            checksum,
            config.admission().password());
    return hear(group, form, group.router().signer(), from, priority);
  }

  /** The same from somebody who signs in another way, or not at all: null. */
  Verdict hearSigned(Group group, Signer signer, String from, int priority) {
    return hear(group, group.router().form(), signer, from, priority);
  }

  private Verdict hear(Group group, AdvertForm form, Signer signer, String from, int priority) {
    IpAddress source = IpAddress.parse(from);
    IpAddress destination = AdvertCodec.group(group.family());
    ByteBuffer message = ByteBuffer.allocate(AdvertCodec.MAX_MESSAGE_BYTES);
    int bytes = form.write(message, priority);
    int total =
        signer == null
            ? bytes
            : bytes + signer.sign(message, 0, bytes, source.high(), source.low(), 0);
    form.checksum(message, bytes, total, source, destination);
    ByteBuffer datagram = Datagrams.of(message, total, source, destination);
    Advert advert = new Advert();
    Verdict verdict = AdvertCodec.decode(datagram, datagram.capacity(), advert);
    return verdict.accepted() ? node.receive(0, advert, nowNanos, 0) : verdict;
  }

  /** The kernel has all that the group claimed; the core learns of it as it does in the daemon. */
  void confirm(Group group) {
    answer(group, null);
  }

  /** The kernel's answer to the group's present claim. */
  void answer(Group group, String problem) {
    group.answered(node, group.router().claim(), problem, nowNanos);
    restorer.suspect(group);
  }

  /** What was done since the last call, in order; with the router where two move together. */
  List<String> done() {
    List<String> all = List.copyOf(done);
    done.clear();
    return all;
  }

  private void tell(Router router, String what) {
    done.add(router.bond().size() == 1 ? what : router.config().name() + " " + what);
  }

  @Override
  public void timerServed(Router router, long dueAtNanos) {
    served.add(dueAtNanos);
  }

  @Override
  public void sendAdvert(Router router, int priority) {
    boolean open = groups.get(router.id()).side().socket != null;
    tell(router, "advert " + priority + (open ? "" : " without a socket"));
  }

  @Override
  public void installAddresses(Router router) {
    groups.get(router.id()).asked();
    tell(router, "install");
  }

  @Override
  public void removeAddresses(Router router) {
    tell(router, "remove");
  }

  @Override
  public void announce(Router router) {
    tell(router, "announce");
  }

  @Override
  public void report(Router router, Report report) {
    tell(router, report.from() + " to " + report.to());
  }

  @Override
  public void close() {
    for (Side side : link.sides()) {
      if (side.socket != null) {
        side.socket.close();
      }
    }
    announcer.close();
  }
}
