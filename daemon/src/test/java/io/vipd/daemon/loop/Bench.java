package io.vipd.daemon.loop;

import io.vipd.arp.Announcer;
import io.vipd.arp.FrameSender;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.kernel.Poller;
import io.vipd.vrrp.node.Effects;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.node.Node;
import io.vipd.vrrp.node.Report;
import io.vipd.vrrp.node.Router;
import io.vipd.vrrp.wire.Advert;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.AdvertForm;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import io.vipd.vrrp.wire.Verdict;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A real node with groups on one link and a clock moved by hand. What the node wants done is
 * written down as words; the test plays the kernel.
 */
final class Bench implements Effects, AutoCloseable {
  private static final IpAddress OWN = IpAddress.parse("192.0.2.1");

  private final List<String> done = new ArrayList<>();
  final Node node = new Node(this);
  final Link link = new Link(0, "vtk-l");
  final List<Group> groups = new ArrayList<>();
  final Restorer restorer = new Restorer(node);
  final Announcer announcer = Announcer.start(new Nowhere());
  final Links links = new Links(node, List.of(link), new Poller(), announcer, restorer, true);
  long nowNanos = 5_000_000_000L;

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

  /** Enters a group; its interface and address are missing. */
  Group add(GroupConfig config) {
    Router router = node.add(0, RouterConfigs.of(config, Family.IPV4), nowNanos);
    Group group = new Group(config, router, link.side(Family.IPV4));
    groups.add(group);
    link.add(group);
    return group;
  }

  /** What the link is to IPv4. */
  Side side() {
    return link.side(Family.IPV4);
  }

  Group add() {
    return add(new GroupConfigs().build());
  }

  /** Takes away what inhibits a group at first, checks apart, without a link being heard of. */
  void ready(Group group) {
    node.sourceAddress(group.router(), OWN, nowNanos);
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

  /** An advert comes in, to the multicast group. */
  Verdict hear(Group group, String from, int priority) {
    ByteBuffer datagram = ByteBuffer.allocate(20 + AdvertCodec.MAX_MESSAGE_BYTES);
    ByteBuffer message = datagram.slice(20, AdvertCodec.MAX_MESSAGE_BYTES);
    IpAddress source = IpAddress.parse(from);
    AdvertForm form = group.router().form();
    int bytes = form.write(message, priority);
    form.checksum(message, bytes, bytes, source, AdvertCodec.IPV4_GROUP);
    datagram.put(0, (byte) 0x45).putShort(2, (short) (20 + bytes));
    datagram.put(8, (byte) 255).put(9, (byte) AdvertCodec.PROTOCOL);
    datagram.putInt(12, (int) source.low()).putInt(16, (int) AdvertCodec.IPV4_GROUP.low());
    Advert advert = new Advert();
    Verdict verdict = AdvertCodec.decode(datagram, 20 + bytes, advert);
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

  /** What was done since the last call, in order. */
  List<String> done() {
    List<String> all = List.copyOf(done);
    done.clear();
    return all;
  }

  @Override
  public void sendAdvert(Router router, int priority) {
    boolean open = groups.get(router.id()).side().socket != null;
    done.add("advert " + priority + (open ? "" : " without a socket"));
  }

  @Override
  public void installAddresses(Router router) {
    done.add("install");
  }

  @Override
  public void removeAddresses(Router router) {
    done.add("remove");
  }

  @Override
  public void announce(Router router) {
    done.add("announce");
  }

  @Override
  public void report(Router router, Report report) {
    done.add(report.from() + " to " + report.to());
  }

  @Override
  public void close() {
    if (side().socket != null) {
      side().socket.close();
    }
    announcer.close();
  }
}
