package io.vipd.daemon.loop;

import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.daemon.kernel.VrrpSocket;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a link is to one address family: a socket for adverts and addresses to send them from. Core
 * thread only.
 */
final class Side {
  private final Link link;
  private final Family family;
  private final List<Group> groups = new ArrayList<>();
  private final Group[] byVrid = new Group[256];

  /** Who wants an address; several may, though one at a time has it. */
  private final Map<IpAddress, List<Group>> byAddress = new HashMap<>();

  /** Addresses of the link's own that may be sent from, not put there by vipd, in its order. */
  final List<IpAddress> ownAddresses = new ArrayList<>();

  /** Whether the address to send from must be chosen again. */
  boolean addressesChanged;

  VrrpSocket socket;
  int pollerSlot = -1;

  /** Whether the socket has joined the multicast group. */
  boolean multicastSocket;

  /** Why its socket is closed; null when it is open. */
  String problem;

  /** The last problem that was logged: one that stays is told once. */
  String lastProblem;

  long reopenAtNanos;

  final Refusals refusals;

  Side(Link link, Family family) {
    this.link = link;
    this.family = family;
    this.refusals = new Refusals(link.name());
  }

  Link link() {
    return link;
  }

  Family family() {
    return family;
  }

  /** To be changed by {@link #add} and {@link #clear} only. */
  List<Group> groups() {
    return groups;
  }

  /** Enters a group, whose side this is. */
  void add(Group group) {
    groups.add(group);
    byVrid[group.config().vrid()] = group;
    for (VirtualAddress virtual : group.addresses()) {
      byAddress.computeIfAbsent(virtual.address(), _ -> new ArrayList<>(1)).add(group);
    }
  }

  /** Forgets its groups. */
  void clear() {
    groups.clear();
    Arrays.fill(byVrid, null);
    byAddress.clear();
  }

  /** The group with this VRID; null if there is none. */
  Group of(int vrid) {
    return byVrid[vrid];
  }

  /** The groups that have this address among theirs. */
  List<Group> wanting(IpAddress address) {
    return byAddress.getOrDefault(address, List.of());
  }

  /** Whether any of its groups listens to the multicast group. */
  boolean multicast() {
    return groups.stream().anyMatch(group -> group.router().config().multicast());
  }
}
