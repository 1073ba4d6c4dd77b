package io.vipd.daemon.loop;

import io.vipd.arp.Announcer;
import io.vipd.arp.MacAddress;
import io.vipd.daemon.kernel.AddressFlags;
import io.vipd.daemon.kernel.AddressWriter;
import io.vipd.daemon.kernel.LinkMonitor;
import io.vipd.daemon.kernel.Poller;
import io.vipd.daemon.kernel.VrrpSocket;
import io.vipd.vrrp.machine.Role;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.node.Node;
import io.vipd.vrrp.wire.IpAddress;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what the kernel says of interfaces and addresses and tells the node: links that come and
 * go, the address that adverts are sent from, and virtual addresses that somebody else took away.
 */
final class Links implements LinkMonitor.Listener {
  private static final Logger log = LoggerFactory.getLogger(Links.class);
  private static final long REOPEN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Node node;
  private final Roster roster;
  private final Poller poller;
  private final Announcer announcer;
  private final boolean tagSupported;

  private final Restorer restorer;
  private final Allowance overrunLines = new Allowance(1, TimeUnit.SECONDS.toNanos(1));
  private long nowNanos;
  private long heard;
  private boolean incomplete;
  private boolean stating;
  private boolean stated;

  /**
   * Follows links.
   *
   * @param tagSupported whether the kernel tells whose an address is; where it does not, every
   *     virtual address counts as ours
   */
  Links(
      Node node,
      Roster roster,
      Poller poller,
      Announcer announcer,
      Restorer restorer,
      boolean tagSupported) {
    this.node = node;
    this.roster = roster;
    this.poller = poller;
    this.announcer = announcer;
    this.restorer = restorer;
    this.tagSupported = tagSupported;
  }

  /** To be called before the kernel's messages of a turn are taken in. */
  void begin(long nowNanos) {
    this.nowNanos = nowNanos;
    this.incomplete = false;
  }

  /**
   * To be called after them: an address that went may have come back, or another one instead.
   *
   * @return false if not everything is known and the kernel must be asked for all of it
   */
  boolean end() {
    for (int i = 0; i < roster.links().size(); i++) {
      List<Side> sides = roster.links().get(i).sides();
      for (int j = 0; j < sides.size(); j++) {
        if (sides.get(j).addressesChanged) {
          chooseSources(sides.get(j));
        }
      }
    }
    return !incomplete;
  }

  /** How many changes were heard: if none was since, what was asked for is not out of date. */
  long heard() {
    return heard;
  }

  /** Replaces everything known by what the kernel says now. */
  void restate(LinkSnapshot snapshot, long nowNanos) {
    begin(nowNanos);
    stating = true;
    for (Link link : roster.links()) {
      if (link.exists() && !snapshot.has(link.index, link.name())) {
        linkRemoved(link.index, link.name());
      }
      for (Side side : link.sides()) {
        side.ownAddresses.clear();
        side.addressesChanged = link.exists();
      }
      link.groups().forEach(group -> forgetMissing(group, snapshot));
    }
    for (LinkSnapshot.Interface link : snapshot.links()) {
      linkChanged(link.index(), link.name(), link.up(), link.mac(), link.operState());
    }
    for (LinkSnapshot.Address address : snapshot.addresses()) {
      addressAdded(
          address.index(),
          address.address(),
          address.prefixLength(),
          address.tag(),
          address.flags());
    }
    stating = false;
    stated = true;
    end();
  }

  /** Whose the others are is known and stays so. */
  private void forgetMissing(Group group, LinkSnapshot snapshot) {
    for (int i = 0; i < group.addresses().size(); i++) {
      if (!snapshot.has(group, i)) {
        group.presence(i, Presence.ABSENT);
        restorer.suspect(group);
      }
    }
  }

  @Override
  public void linkChanged(int index, String name, boolean up, byte[] mac, int operState) {
    Link link = byIndex(index);
    if (link != null && !link.name().equals(name)) {
      renamed(link, name);
      link = null;
    }
    if (link == null) {
      link = byName(name);
      if (link == null) {
        return;
      }
      appeared(link, index);
    }
    heard++;
    if (mac.length == MacAddress.LENGTH && !Arrays.equals(mac, link.mac)) {
      link.mac = mac.clone();
      MacAddress address = MacAddress.of(mac);
      link.groups().forEach(group -> group.announceFrom(address, announcer));
    }
    reopen(link);
    boolean wasUp = link.up;
    link.up = up;
    for (Group group : link.groups()) {
      if (up) {
        node.release(group.router(), Inhibitor.LINK_DOWN, nowNanos);
      } else {
        node.inhibit(group.router(), Inhibitor.LINK_DOWN, nowNanos);
      }
      node.release(group.router(), Inhibitor.INTERFACE_MISSING, nowNanos);
    }
    if (up && !wasUp && stated) {
      // What was opened before the interface went away or down does not work any more.
      announcer.reopen(name);
    }
    if (wasUp != up) {
      log.info("link {} is {}. interface={}", name, up ? "up" : "down", name);
    }
  }

  private void appeared(Link link, int index) {
    if (link.exists()) {
      linkRemoved(link.index, link.name());
    }
    link.index = index;
    link.sides().forEach(side -> side.reopenAtNanos = nowNanos);
    // It may have had addresses before it had this name, and nobody told us of them.
    incomplete |= !stating;
  }

  /** The interface is there, but it is not the one that is configured any more. */
  private void renamed(Link link, String name) {
    log.warn("interface {} is called {} now. interface={}", link.name(), name, link.name());
    // While there is a socket, so that the peers are told.
    inhibitMissing(link);
    forget(link);
  }

  @Override
  public void linkRemoved(int index, String name) {
    Link link = byIndex(index);
    if (link != null) {
      log.warn(
          "interface {} is gone; its groups wait for it. interface={}", link.name(), link.name());
      forget(link);
      inhibitMissing(link);
    }
  }

  private void inhibitMissing(Link link) {
    for (Group group : link.groups()) {
      node.inhibit(group.router(), Inhibitor.INTERFACE_MISSING, nowNanos);
      node.noSourceAddress(group.router(), nowNanos);
      node.release(group.router(), Inhibitor.SOCKET_FAILED, nowNanos);
    }
  }

  private void forget(Link link) {
    heard++;
    for (Side side : link.sides()) {
      close(side, null);
      side.ownAddresses.clear();
      side.addressesChanged = false;
    }
    link.index = Link.MISSING;
    link.up = false;
    link.groups().forEach(Group::forgetPresence);
  }

  @Override
  public void addressAdded(int index, IpAddress address, int prefixLength, int tag, int flags) {
    Side side = side(index, address);
    if (side == null) {
      return;
    }
    heard++;
    boolean own = tag != AddressWriter.PROTOCOL_TAG && AddressFlags.maySend(flags);
    List<Group> wanting = side.wanting(address);
    for (int i = 0; i < wanting.size(); i++) {
      Group group = wanting.get(i);
      int which = group.indexOf(address);
      // An address owner has it as its own (RFC 9568 1.7); from another one's nobody may send.
      own &= group.config().owner();
      if (group.isSame(which, prefixLength)) {
        present(group, which, prefixLength, tag);
      }
    }
    if (own && !side.ownAddresses.contains(address)) {
      side.ownAddresses.add(address);
      side.addressesChanged = true;
    } else if (!own) {
      side.addressesChanged |= side.ownAddresses.remove(address);
    }
  }

  /** An address that was there before we wanted it is somebody else's, and stays his. */
  private void present(Group group, int which, int prefixLength, int tag) {
    Presence before = group.presence(which);
    boolean ours =
        group.prefixLength(which) == prefixLength
            && (!tagSupported
                || tag == AddressWriter.PROTOCOL_TAG
                || group.router().role() == Role.ACTIVE && before != Presence.FOREIGN);
    group.presence(which, ours ? Presence.OURS : Presence.FOREIGN);
    if (!ours && before != Presence.FOREIGN) {
      tellForeign(group, which, prefixLength);
    }
  }

  /** A virtual address was put there by somebody else; the address owner has it as its own. */
  void tellForeign(Group group, int which, int prefixLength) {
    if (!group.config().owner()) {
      log.warn(
          "{}/{} is on {} already and was not put there by vipd, which will not remove it, so two"
              + " nodes may have it; take it away with ip address delete. group={} interface={}",
          group.addresses().get(which).address(),
          prefixLength,
          group.link().name(),
          group.name(),
          group.link().name());
    }
  }

  @Override
  public void addressRemoved(int index, IpAddress address, int prefixLength, int tag, int flags) {
    Side side = side(index, address);
    if (side == null) {
      return;
    }
    heard++;
    List<Group> wanting = side.wanting(address);
    for (int i = 0; i < wanting.size(); i++) {
      Group group = wanting.get(i);
      int which = group.indexOf(address);
      if (group.isSame(which, prefixLength)) {
        group.removed(which);
        restorer.suspect(group);
      }
    }
    side.addressesChanged |= side.ownAddresses.remove(address);
  }

  /** The side of one of our links that an address belongs to; null when it is none of ours. */
  private Side side(int index, IpAddress address) {
    Link link = byIndex(index);
    if (link != null) {
      for (int i = 0; i < link.sides().size(); i++) {
        if (link.sides().get(i).family() == address.family()) {
          return link.sides().get(i);
        }
      }
    }
    return null;
  }

  @Override
  public void overrun() {
    if (overrunLines.take(nowNanos)) {
      log.warn("messages of the kernel were lost; asking for links and addresses again");
    }
    incomplete = true;
  }

  private void chooseSources(Side side) {
    side.addressesChanged = false;
    for (Group group : side.groups()) {
      IpAddress source = Sources.choose(group, side.ownAddresses);
      if (source == null) {
        node.noSourceAddress(group.router(), nowNanos);
      } else {
        node.sourceAddress(group.router(), source, nowNanos);
      }
      group.askFrom(source);
    }
  }

  /** The address to send adverts from may be another one for each of these sides. */
  void chooseSources(List<Side> sides, long nowNanos) {
    this.nowNanos = nowNanos;
    sides.forEach(this::chooseSources);
  }

  /**
   * Uses a socket that was opened elsewhere, in place of the one that the side may have.
   *
   * @param multicast whether it has joined the group
   */
  void use(Side side, VrrpSocket socket, boolean multicast) {
    close(side, null);
    side.socket = socket;
    side.multicastSocket = multicast;
    side.pollerSlot = poller.add(socket);
  }

  /** Closes the socket of a side that no group needs any more. */
  void retire(Side side) {
    close(side, null);
  }

  /** Opens the sockets of links that exist and whose last try is long enough ago. */
  void reopen(long nowNanos) {
    this.nowNanos = nowNanos;
    for (int i = 0; i < roster.links().size(); i++) {
      if (roster.links().get(i).exists()) {
        reopen(roster.links().get(i));
      }
    }
  }

  private void reopen(Link link) {
    for (int i = 0; i < link.sides().size(); i++) {
      Side side = link.sides().get(i);
      if (side.socket == null && side.reopenAtNanos - nowNanos <= 0) {
        open(side);
      }
    }
  }

  private void open(Side side) {
    Link link = side.link();
    try {
      boolean multicast = side.multicast();
      side.socket = VrrpSocket.open(side.family(), link.name(), link.index, multicast);
      side.multicastSocket = multicast;
      side.pollerSlot = poller.add(side.socket);
      side.problem = null;
      for (Group group : side.groups()) {
        node.release(group.router(), Inhibitor.SOCKET_FAILED, nowNanos);
      }
    } catch (IOException e) {
      failed(side, e);
    }
  }

  /** Gives a side's socket up after an error, to open another one in a second. */
  void failed(Side side, IOException why, long nowNanos) {
    this.nowNanos = nowNanos;
    failed(side, why);
  }

  private void failed(Side side, IOException why) {
    if (!why.getMessage().equals(side.lastProblem)) {
      side.lastProblem = why.getMessage();
      log.warn("{}; trying every second. interface={}", why.getMessage(), side.link().name());
    }
    close(side, why.getMessage());
    side.reopenAtNanos = nowNanos + REOPEN_NANOS;
    for (Group group : side.groups()) {
      node.inhibit(group.router(), Inhibitor.SOCKET_FAILED, nowNanos);
    }
  }

  private void close(Side side, String problem) {
    side.problem = problem;
    if (side.socket != null) {
      poller.remove(side.pollerSlot);
      side.socket.close();
      side.socket = null;
    }
  }

  private Link byIndex(int index) {
    for (int i = 0; i < roster.links().size(); i++) {
      if (roster.links().get(i).index == index) {
        return roster.links().get(i);
      }
    }
    return null;
  }

  private Link byName(String name) {
    for (int i = 0; i < roster.links().size(); i++) {
      if (roster.links().get(i).name().equals(name)) {
        return roster.links().get(i);
      }
    }
    return null;
  }
}
