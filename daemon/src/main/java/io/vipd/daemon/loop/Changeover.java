package io.vipd.daemon.loop;

import io.vipd.arp.Announcement;
import io.vipd.arp.Announcer;
import io.vipd.arp.MacAddress;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.daemon.config.SyncGroup;
import io.vipd.daemon.kernel.VrrpSocket;
import io.vipd.daemon.loop.Holding.Lent;
import io.vipd.daemon.state.RunState;
import io.vipd.daemon.state.Slot;
import io.vipd.vrrp.node.CheckVerdict;
import io.vipd.vrrp.node.Inhibitor;
import io.vipd.vrrp.node.Node;
import io.vipd.vrrp.node.Router;
import io.vipd.vrrp.wire.Family;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Takes the node from the groups that it has to others, in one turn of the core and without a wait.
 *
 * <p>A virtual router is an interface, a VRID and a family, as it is for everybody else on the
 * segment. Where both configurations have it, it goes on: its role, its peers, its timer, whatever
 * its group is called and which addresses it has now. Groups that swap their VRIDs thereby swap
 * their addresses between two routers that both go on.
 *
 * <p>The order: who leaves says so first, and while everything is there still to say it with. Then
 * the lists are replaced, then the kernel's picture of addresses that are new here is taken in, and
 * only then are the routers told, for an address that is somebody else's must be known as such
 * before it is asked for.
 */
final class Changeover {
  /** What makes a virtual router the same one. */
  record Identity(String interfaceName, int vrid, Family family) {
    static Identity of(GroupConfig config, Family family) {
      return new Identity(config.interfaceName(), config.vrid(), family);
    }
  }

  /** A link's side, whether it exists or not. */
  record Place(String interfaceName, Family family) {}

  /** A socket that is open already, and whether it has joined the multicast group. */
  record Opened(VrrpSocket socket, boolean multicast) {}

  /**
   * All that had to be waited for.
   *
   * @param groups the groups that there are to be
   * @param syncs which of them move together
   * @param snapshot what links and addresses there are; null where nothing new has to be known
   * @param sockets for sides that have none, or another kind; what is not used is closed
   * @param lent addresses that the kernel was given already
   * @param checks their checks
   */
  record Prepared(
      List<GroupConfig> groups,
      List<SyncGroup> syncs,
      LinkSnapshot snapshot,
      Map<Place, Opened> sockets,
      List<LentAddress> lent,
      HealthChecks.Prepared checks) {}

  /** An address on an interface of that name and number. */
  record LentAddress(String interfaceName, int index, VirtualAddress address) {}

  private final Node node;
  private final Roster roster;
  private final Links links;
  private final Restorer restorer;
  private final AddressKeeper keeper;
  private final Announcer announcer;
  private final HealthChecks checks;
  private final RunState state;
  private final Maintenance maintenance;
  private final Consumer<Group> tellConflicts;

  /**
   * @param tellConflicts has conflicts over a group's addresses told from now on
   */
  Changeover(
      Node node,
      Roster roster,
      Links links,
      Restorer restorer,
      AddressKeeper keeper,
      Announcer announcer,
      HealthChecks checks,
      RunState state,
      Maintenance maintenance,
      Consumer<Group> tellConflicts) {
    this.node = node;
    this.roster = roster;
    this.links = links;
    this.restorer = restorer;
    this.keeper = keeper;
    this.announcer = announcer;
    this.checks = checks;
    this.state = state;
    this.maintenance = maintenance;
    this.tellConflicts = tellConflicts;
  }

  /** Does it; core thread. */
  void carryOut(Prepared prepared, long nowNanos) {
    List<Group> before = roster.groups();
    Map<Identity, GroupConfig> wanted = wanted(prepared.groups());
    List<Group> leaving =
        before.stream().filter(group -> !wanted.containsKey(identity(group))).toList();
    leave(leaving, nowNanos);
    List<Group> staying = before.stream().filter(group -> !leaving.contains(group)).toList();
    part(staying, wanted, prepared.syncs(), nowNanos);

    List<Link> linkList = new ArrayList<>();
    List<Group> present = new ArrayList<>();
    List<Group> entering = new ArrayList<>();
    Map<Group, Group> successors = new LinkedHashMap<>();
    for (GroupConfig config : prepared.groups()) {
      Link link = link(config.interfaceName(), linkList, prepared.snapshot());
      for (Family family : config.families()) {
        Group known = find(staying, Identity.of(config, family));
        Group group;
        if (known == null) {
          Router router = node.add(link.number(), RouterConfigs.of(config, family), nowNanos);
          group = new Group(config, router, link.side(family), enter(config, family));
          entering.add(group);
        } else if (known.config().equals(config)) {
          group = known;
        } else {
          group =
              known.successor(
                  config,
                  slot(known, config),
                  address -> presence(before, known.side(), address, prepared));
          group.lend(nowNanos); // on another lease, perhaps
          successors.put(group, known);
        }
        present.add(group);
      }
    }
    List<Side> needless = assign(present, linkList);
    successors.forEach((group, known) -> followName(known, group, prepared.groups()));
    present.forEach(group -> maintenance.apply(group, nowNanos));
    checks.assign(prepared.checks(), present);
    keeper.assign(present, prepared.lent().stream().map(lent -> onLink(lent, linkList)).toList());
    restorer.follow(roster);
    needless.forEach(links::retire);
    useSockets(prepared.sockets(), nowNanos);
    successors.forEach(this::tellForeign);
    if (prepared.snapshot() != null) {
      links.restate(prepared.snapshot(), nowNanos);
    }

    entering.forEach(group -> giveVerdicts(group, prepared.checks(), nowNanos));
    successors.keySet().forEach(group -> reconfigure(group, prepared.checks(), nowNanos));
    links.chooseSources(
        successors.keySet().stream()
            .map(Group::side)
            .distinct()
            .filter(side -> side.link().exists())
            .toList(),
        nowNanos);
    Bonds.tie(node, present, prepared.syncs(), nowNanos);
    announceFromNow(present, successors, nowNanos);
    present.forEach(tellConflicts);
    leaving.forEach(Changeover::endAnnouncement);
  }

  /** Whether nothing of a group goes on, under whatever name, in another configuration. */
  static boolean leaves(GroupConfig group, List<GroupConfig> configs) {
    Map<Identity, GroupConfig> wanted = wanted(configs);
    return group.families().stream()
        .noneMatch(family -> wanted.containsKey(Identity.of(group, family)));
  }

  private static Map<Identity, GroupConfig> wanted(List<GroupConfig> configs) {
    Map<Identity, GroupConfig> wanted = new LinkedHashMap<>();
    for (GroupConfig config : configs) {
      for (Family family : config.families()) {
        wanted.put(Identity.of(config, family), config);
      }
    }
    return wanted;
  }

  static Identity identity(Group group) {
    return Identity.of(group.config(), group.family());
  }

  private static Group find(List<Group> groups, Identity identity) {
    return groups.stream()
        .filter(group -> identity(group).equals(identity))
        .findFirst()
        .orElse(null);
  }

  private void leave(List<Group> leaving, long nowNanos) {
    for (Group group : leaving) {
      if (group.failover != null) {
        group.failover.failed("the group was removed from the configuration");
        group.failover = null;
      }
      if (leaving.containsAll(group.bond())) {
        node.inhibit(group.router(), Inhibitor.REMOVED, nowNanos);
      }
    }
    for (Group group : leaving) {
      node.remove(group.router(), nowNanos);
      group.slot.leave();
    }
  }

  private Slot enter(GroupConfig config, Family family) {
    return state.enter(config.interfaceName(), config.vrid(), config.advertised(family));
  }

  private Slot slot(Group group, GroupConfig config) {
    if (group.addresses().equals(config.addresses(group.family()))) {
      return group.slot;
    }
    group.slot.leave();
    return enter(config, group.family());
  }

  /** Lets routers go their own ways that are not to move together any more. */
  private void part(
      List<Group> staying,
      Map<Identity, GroupConfig> wanted,
      List<SyncGroup> syncs,
      long nowNanos) {
    Map<Group, String> bondOf = new IdentityHashMap<>();
    for (Group group : staying) {
      bondOf.put(group, Bonds.name(wanted.get(identity(group)).name(), syncs));
    }
    Bonds.part(node, staying, bondOf, nowNanos);
  }

  private Link link(String name, List<Link> linkList, LinkSnapshot snapshot) {
    for (List<Link> known : List.of(linkList, roster.links())) {
      for (Link link : known) {
        if (link.name().equals(name)) {
          if (known != linkList) {
            linkList.add(link);
          }
          return link;
        }
      }
    }
    int number = 0;
    while (isTaken(number, roster.links()) || isTaken(number, linkList)) {
      number++;
    }
    Link link = new Link(number, name);
    if (snapshot != null) {
      link.index = snapshot.index(name);
    }
    linkList.add(link);
    return link;
  }

  private static boolean isTaken(int number, List<Link> linkList) {
    return linkList.stream().anyMatch(link -> link.number() == number);
  }

  /** What the kernel has of an address, whichever group's it was, or nobody's. */
  private static Presence presence(
      List<Group> before, Side side, VirtualAddress address, Prepared prepared) {
    for (Group group : before) {
      int at = group.side() == side ? group.addresses().indexOf(address) : -1;
      if (at >= 0) {
        return group.presence(at);
      }
    }
    boolean foreign =
        prepared.snapshot() != null
            && prepared.snapshot().hasForeign(side.link().index, address.address());
    return foreign && prepared.lent().stream().noneMatch(lent -> lent.address().equals(address))
        ? Presence.FOREIGN
        : Presence.ABSENT;
  }

  /** An order of maintenance stands by a group's name; where that is gone, by the new one. */
  private void followName(Group before, Group group, List<GroupConfig> configs) {
    String name = before.config().name();
    if (configs.stream().noneMatch(config -> config.name().equals(name))) {
      maintenance.rename(name, group.config().name());
    }
  }

  private void tellForeign(Group group, Group before) {
    for (int i = 0; i < group.addresses().size(); i++) {
      VirtualAddress virtual = group.addresses().get(i);
      if (group.presence(i) == Presence.FOREIGN && !before.addresses().contains(virtual)) {
        links.tellForeign(group, i, virtual.prefixLength());
      }
    }
  }

  /** Answers sides that nobody needs any more. */
  private List<Side> assign(List<Group> present, List<Link> linkList) {
    List<Side> needless = new ArrayList<>();
    for (Link link : roster.links()) {
      if (!linkList.contains(link)) {
        needless.addAll(link.assign(List.of()));
      }
    }
    for (Link link : linkList) {
      needless.addAll(link.assign(present.stream().filter(group -> group.link() == link).toList()));
    }
    roster.set(present, linkList);
    return needless;
  }

  private static Lent onLink(LentAddress lent, List<Link> linkList) {
    Link link =
        linkList.stream()
            .filter(candidate -> candidate.name().equals(lent.interfaceName()))
            .findFirst()
            .orElseThrow();
    return new Lent(link, lent.index(), lent.address());
  }

  private void useSockets(Map<Place, Opened> sockets, long nowNanos) {
    for (Side side : roster.sides()) {
      Opened opened = sockets.get(new Place(side.link().name(), side.family()));
      boolean fits = side.socket != null && side.multicastSocket == side.multicast();
      if (opened != null && side.link().exists() && !fits) {
        links.use(side, opened.socket(), opened.multicast());
        for (Group group : side.groups()) {
          node.release(group.router(), Inhibitor.SOCKET_FAILED, nowNanos);
        }
      } else if (opened != null) {
        opened.socket().close();
      }
    }
  }

  private void giveVerdicts(Group group, HealthChecks.Prepared prepared, long nowNanos) {
    List<CheckVerdict> verdicts = prepared.verdicts(group.config());
    for (int i = 0; i < verdicts.size(); i++) {
      node.check(group.router(), i, verdicts.get(i), nowNanos);
    }
  }

  private void reconfigure(Group group, HealthChecks.Prepared prepared, long nowNanos) {
    node.reconfigure(
        group.router(),
        RouterConfigs.of(group.config(), group.family()),
        prepared.verdicts(group.config()),
        nowNanos);
  }

  /** A new way to announce first, then an end to the old one: the way out stays open. */
  private void announceFromNow(List<Group> present, Map<Group, Group> successors, long nowNanos) {
    for (Group group : present) {
      Group before = successors.get(group);
      boolean same =
          before != null
              && before.addresses().equals(group.addresses())
              && before.config().announce().equals(group.config().announce());
      if (same) {
        group.announcement = before.announcement;
        group.rivals = before.rivals;
      } else if (group.announcement == null && group.link().mac != null) {
        group.announceFrom(MacAddress.of(group.link().mac), announcer);
        if (group.announcement != null
            && group.router().addressesConfirmed()
            && !group.awaitsKernel()) {
          group.announcement.announce();
        }
      }
      if (before != null && !same) {
        before.rivals.yielded(nowNanos); // whoever is still there is found anew
        endAnnouncement(before);
      }
    }
  }

  private static void endAnnouncement(Group group) {
    Announcement announcement = group.announcement;
    if (announcement != null) {
      announcement.close();
    }
  }
}
