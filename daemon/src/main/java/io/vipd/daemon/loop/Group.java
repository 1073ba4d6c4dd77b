package io.vipd.daemon.loop;

import io.vipd.arp.AnnounceSettings;
import io.vipd.arp.Announcement;
import io.vipd.arp.Announcer;
import io.vipd.arp.InquirySettings;
import io.vipd.arp.MacAddress;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.GroupConfig.AnnounceConfig;
import io.vipd.daemon.config.GroupConfig.InquiryConfig;
import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.daemon.conflict.Rivals;
import io.vipd.daemon.maintenance.Order;
import io.vipd.daemon.state.Slot;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.Node;
import io.vipd.vrrp.node.Router;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/**
 * What the daemon keeps for one virtual router beside it: for a configured group, or for one
 * address family of a group that has both. Everything belongs to the core thread, except {@link
 * #wanted}, {@link #leasedUntilNanos} and {@link #presence(int)}, which the address thread reads.
 */
final class Group {
  private final GroupConfig config;
  private final String name;
  private final Router router;
  private final Side side;
  private final List<VirtualAddress> addresses;
  private final Lease lease;
  private final AtomicReferenceArray<Presence> presence;

  /** Which addresses were taken away since they were last asked for. */
  private final boolean[] removed;

  /**
   * What the kernel should have: twice the claim, plus one if the addresses should be there. The
   * address thread works until it is so; the newest wish wins.
   */
  final AtomicLong wanted = new AtomicLong();

  GroupCounters counters = new GroupCounters();

  /** How long the kernel may keep the addresses, as the core said last; for the address thread. */
  final AtomicLong leasedUntilNanos = new AtomicLong();

  LeaseWatch leaseWatch;

  /** What the next life of the daemon will know of it. */
  final Slot slot;

  /** When it last advertised. */
  long advertisedAtNanos;

  /** Read by the thread that finds witnesses, too. */
  volatile Announcement announcement;

  /** Who else claims the addresses; the listening thread tells it. */
  Rivals rivals;

  FailoverWatch failover;

  /** What each check said when its verdict last changed; null before that. */
  final String[] checkSaid;

  String operator;

  /** Everybody who moves together, this one included, the leader first. */
  private List<Group> bond = List.of(this);

  /** The sync group that it is in; null when it is in none. */
  private String sync;

  /** By whose order it keeps out of the election; null when it does not. */
  Order maintenance;

  /** What is waited for before it gives up on purpose, or was the last time; null before that. */
  Drain drain;

  String kernelProblem;

  /** The last claim that the kernel has answered. */
  long answeredClaim;

  /** The claim that housekeeping found unanswered, and when it first did. */
  long awaitedClaim;

  long awaitedSinceNanos;

  /** Addresses that somebody removes again and again come back at once, then in this rhythm. */
  Allowance restores = new Allowance(3, TimeUnit.MILLISECONDS.toNanos(100));

  Allowance restoreLines = new Allowance(1, TimeUnit.SECONDS.toNanos(1));
  long restoresUnsaid;

  /** A peer that plays tricks could change the role a thousand times a second. */
  Allowance reportLines = new Allowance(20, TimeUnit.SECONDS.toNanos(1));

  long reportsUnsaid;

  PeerWatch peerWatch = new PeerWatch();

  Contender contender = new Contender();

  ForeignWatch foreignWatch = new ForeignWatch();

  Group(GroupConfig config, Router router, Side side, Slot slot) {
    this.config = config;
    this.name = RouterConfigs.name(config, side.family());
    this.router = router;
    this.side = side;
    this.slot = slot;
    this.addresses = config.addresses(side.family());
    this.lease = addresses.isEmpty() ? Lease.forever() : Lease.of(config);
    this.leaseWatch = new LeaseWatch(lease);
    this.presence = new AtomicReferenceArray<>(addresses.size());
    this.checkSaid = new String[config.checks().size()];
    this.removed = new boolean[addresses.size()];
    this.rivals =
        new Rivals(
            addresses.stream().map(virtual -> inet(virtual.address())).toList(),
            config.announce().inquiry().probe());
    forgetPresence();
  }

  /**
   * The same virtual router by another configuration of its group: everything that the group has
   * come to is there still. What is announced, and by which rules, is not.
   *
   * @param slot where it notes what it has from now on
   * @param presence what the kernel has of an address that is this group's now
   */
  Group successor(GroupConfig config, Slot slot, Function<VirtualAddress, Presence> presence) {
    Group next = new Group(config, router, side, slot);
    for (int i = 0; i < next.addresses.size(); i++) {
      next.presence(i, presence.apply(next.addresses.get(i)));
    }
    for (int i = 0; i < next.checkSaid.length; i++) {
      next.checkSaid[i] = checkSaid(config.checks().get(i).name());
    }
    next.wanted.set(wanted.get());
    next.moveWith(bond, sync);
    next.counters = counters;
    next.maintenance = maintenance;
    if (next.lease.seconds() == lease.seconds()) {
      next.leaseWatch = leaseWatch;
    }
    next.advertisedAtNanos = advertisedAtNanos;
    if (router.role() == Role.ACTIVE && router.addressesConfirmed()) {
      slot.active(advertisedAtNanos);
    }
    next.failover = failover;
    next.operator = operator;
    next.drain = drain;
    next.kernelProblem = kernelProblem;
    next.answeredClaim = answeredClaim;
    next.awaitedClaim = awaitedClaim;
    next.awaitedSinceNanos = awaitedSinceNanos;
    next.restores = restores;
    next.restoreLines = restoreLines;
    next.restoresUnsaid = restoresUnsaid;
    next.reportLines = reportLines;
    next.reportsUnsaid = reportsUnsaid;
    next.peerWatch = peerWatch;
    next.contender = contender;
    next.foreignWatch = foreignWatch;
    return next;
  }

  private String checkSaid(String check) {
    for (int i = 0; i < checkSaid.length; i++) {
      if (config.checks().get(i).name().equals(check)) {
        return checkSaid[i];
      }
    }
    return null;
  }

  GroupConfig config() {
    return config;
  }

  /** The group's name; with the family where the group has addresses of both. */
  String name() {
    return name;
  }

  Router router() {
    return router;
  }

  Link link() {
    return side.link();
  }

  Side side() {
    return side;
  }

  Family family() {
    return side.family();
  }

  /** The virtual addresses of this family; none where hooks move one. */
  List<VirtualAddress> addresses() {
    return addresses;
  }

  /** The address that is configured to send adverts from; null for the interface's own choice. */
  IpAddress configuredSource() {
    return config.source(family());
  }

  /** Whether its role is the configured group's: the other family, if any, follows this one. */
  boolean leads() {
    return family() == config.families().getFirst();
  }

  /** These move together from now on, the first leads; {@code sync} is null within one group. */
  void moveWith(List<Group> bond, String sync) {
    this.bond = bond;
    this.sync = sync;
  }

  /** Everybody who moves together, this one included, the leader first. */
  List<Group> bond() {
    return bond;
  }

  /** The sync group that it is in; null when it is in none. */
  String sync() {
    return sync;
  }

  /** The names of the other groups that move along. */
  List<String> companions() {
    return bond.stream()
        .map(group -> group.config().name())
        .filter(name -> !name.equals(config.name()))
        .distinct()
        .toList();
  }

  /** How long the kernel keeps its addresses. */
  Lease lease() {
    return lease;
  }

  /** The kernel may keep its addresses as long as is right at this moment. */
  void lend(long nowNanos) {
    leasedUntilNanos.setRelease(lease.untilNanos(advertisedAtNanos, nowNanos));
  }

  /** Whether its addresses are wanted, and {@link #lend} would have them for enough longer. */
  boolean isWorthLending(long nowNanos) {
    if (!lease.ends() || !AddressKeeper.held(wanted.getPlain())) {
      return false;
    }
    long untilNanos = lease.untilNanos(advertisedAtNanos, nowNanos);
    return untilNanos != leasedUntilNanos.getPlain()
        && lease.isWorthRenewing(Math.max(0, leaseWatch.leftNanos(nowNanos)), untilNanos, nowNanos);
  }

  /** Whether the kernel has yet to answer for the addresses that an Active router claimed. */
  boolean awaitsKernel() {
    return router.role() == Role.ACTIVE && answeredClaim != router.claim();
  }

  /**
   * The kernel has answered.
   *
   * @param claim the claim that was answered; a late answer to an older one means nothing
   * @param problem null if it has all addresses
   */
  void answered(Node node, long claim, String problem, long nowNanos) {
    if (claim != router.claim()) {
      return;
    }
    answeredClaim = claim;
    if (problem != null) {
      kernelProblem = problem;
    } else {
      noteHeld();
    }
    node.kernelAnswered(router, claim, problem == null, nowNanos);
  }

  /** The kernel's word counts; of an IPv6 address its event comes some time after its answer. */
  private void noteHeld() {
    for (int i = 0; i < removed.length; i++) {
      if (presence.get(i) == Presence.ABSENT && !removed[i]) {
        presence(i, Presence.OURS);
      }
    }
  }

  /** All addresses are being asked for, and will be ours but for those of somebody else. */
  void asked() {
    Arrays.fill(removed, false);
    for (int i = 0; i < presence.length(); i++) {
      slot.ours(i, presence.get(i) != Presence.FOREIGN);
    }
  }

  /** Notes for the next life of the daemon whether it holds back; creates no object. */
  void noteHold(long nowNanos) {
    if (router.holdsBack(nowNanos)) {
      slot.hold(router.holdUntilNanos());
    } else {
      slot.noHold();
    }
  }

  /** The kernel has a virtual address no longer. */
  void removed(int index) {
    presence(index, Presence.ABSENT);
    removed[index] = true;
  }

  /** Index of a virtual address, or -1. */
  int indexOf(IpAddress address) {
    for (int i = 0; i < presence.length(); i++) {
      if (addresses.get(i).address().equals(address)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Whether an address with this prefix length is a virtual one in the kernel's eyes. An interface
   * has an IPv4 address once for each prefix, but an IPv6 address only once.
   */
  boolean isSame(int index, int prefixLength) {
    return family() == Family.IPV6 || prefixLength(index) == prefixLength;
  }

  /** Length of the network's prefix of a virtual address. */
  int prefixLength(int index) {
    return addresses.get(index).prefixLength();
  }

  /** What the kernel has of a virtual address; any thread. */
  Presence presence(int index) {
    return presence.get(index);
  }

  /**
   * A virtual address that somebody else put onto the interface; null when there is none. The
   * address owner has them as its own.
   */
  VirtualAddress foreign() {
    if (config.owner()) {
      return null;
    }
    for (int i = 0; i < presence.length(); i++) {
      if (presence.get(i) == Presence.FOREIGN) {
        return addresses.get(i);
      }
    }
    return null;
  }

  /** Notes what the kernel has of a virtual address. */
  void presence(int index, Presence now) {
    presence.set(index, now);
    slot.ours(index, now == Presence.OURS);
  }

  /** Notes that nothing is known of what the kernel has. */
  void forgetPresence() {
    for (int i = 0; i < presence.length(); i++) {
      presence(i, Presence.ABSENT);
    }
  }

  /** Whether the kernel has every address. */
  boolean allInKernel() {
    for (int i = 0; i < presence.length(); i++) {
      if (presence.get(i) == Presence.ABSENT) {
        return false;
      }
    }
    return true;
  }

  /** The MAC address to announce the addresses with is known, or another one. */
  void announceFrom(MacAddress mac, Announcer announcer) {
    if (addresses.isEmpty()) {
      return;
    }
    if (announcement == null) {
      announcement =
          announcer.register(
              link().name(),
              mac,
              addresses.stream().map(virtual -> inet(virtual.address())).toList(),
              announceSettings(),
              inquirySettings(),
              rivals);
      rivals.routers(announcement.inquiry()::routerAt);
      askFrom(router.source());
    } else {
      announcement.updateMac(mac);
    }
  }

  private AnnounceSettings announceSettings() {
    AnnounceConfig announce = config.announce();
    return new AnnounceSettings(announce.repeat(), announce.spacing(), announce.refresh());
  }

  private InquirySettings inquirySettings() {
    InquiryConfig inquiry = config.announce().inquiry();
    return new InquirySettings(inquiry.probe(), inquiry.verify());
  }

  /** Questions about IPv6 addresses come from this one from now on; null for nowhere. */
  void askFrom(IpAddress source) {
    if (announcement != null && family() == Family.IPV6) {
      announcement.inquiry().askFrom(source == null ? null : (Inet6Address) inet(source));
    }
  }

  /** An address as the announcer has it, in the usual text form. */
  static String text(InetAddress address) {
    return IpAddress.of(address.getAddress()).toString();
  }

  /** An address as the announcer wants it. */
  static InetAddress inet(IpAddress address) {
    try {
      return InetAddress.getByAddress(address.toBytes());
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes always make an address", e);
    }
  }
}
