package io.vipd.daemon.config;

import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What no value has wrong by itself: contradictions within a file and between files. */
final class CrossChecks {
  private static final int OWNER = 255;

  private final Map<Router, Place> routers = new HashMap<>();
  private final Map<Bearer, Place> virtual = new HashMap<>();
  private final Map<Network, GroupFile> onNetwork = new HashMap<>();

  // A hashCode of their own: Java puts together the one that it gives to records when that is first
  // used, which took some milliseconds of every start.

  private record Router(int vrid, Network network) {
    @Override
    public int hashCode() {
      return 31 * vrid + network.hashCode();
    }
  }

  private record Network(String interfaceName, Family family) {
    @Override
    public int hashCode() {
      return 31 * interfaceName.hashCode() + family.ordinal();
    }
  }

  /** An address, with the interface where it needs one to be the same address. */
  private record Bearer(IpAddress address, String interfaceName) {
    @Override
    public int hashCode() {
      return 31 * address.hashCode() + interfaceName.hashCode();
    }

    static Bearer of(GroupFile group, IpAddress address) {
      boolean scoped = address.isLinkLocal() && group.interfaceName() != null;
      return new Bearer(address, scoped ? group.interfaceName().value() : "");
    }
  }

  private CrossChecks() {}

  /**
   * Adds what it finds to the findings of the file that comes later.
   *
   * @param nodeWide the node's hooks; null where its file is unusable
   */
  static void check(HooksConfig nodeWide, List<GroupFile> groups) {
    CrossChecks checks = new CrossChecks();
    groups.forEach(checks::routers);
    groups.forEach(checks::addresses);
    groups.forEach(checks::peers);
    for (GroupFile group : groups) {
      checks.source("source", group.source(), group);
      checks.source("source-ipv6", group.sourceIpv6(), group);
    }
    groups.forEach(checks::unicast);
    groups.forEach(group -> movers(nodeWide, group));
  }

  private void routers(GroupFile group) {
    if (group.vrid() == null || group.interfaceName() == null) {
      return;
    }
    int vrid = group.vrid().value();
    String interfaceName = group.interfaceName().value();
    Place earlier = null;
    for (Family family : Family.values()) {
      if (group.concerns(family)) {
        Router router = new Router(vrid, new Network(interfaceName, family));
        Place other = routers.putIfAbsent(router, group.vrid().place());
        earlier = earlier == null ? other : earlier;
      }
    }
    if (earlier != null) {
      group
          .findings()
          .error(
              group.vrid().place(),
              "vrid: "
                  + vrid
                  + " on "
                  + Spelling.show(interfaceName)
                  + " is taken by "
                  + earlier
                  + ", and a VRID names one virtual router per interface and family (RFC 9568"
                  + " 5.2.3); choose another");
    }
  }

  private void addresses(GroupFile group) {
    for (Located<VirtualAddress> address : group.addresses()) {
      IpAddress value = address.value().address();
      Place earlier = virtual.putIfAbsent(Bearer.of(group, value), address.place());
      if (earlier != null) {
        boolean sameFile = earlier.file().equals(address.place().file());
        group
            .findings()
            .error(
                address.place(),
                "addresses: "
                    + value
                    + (sameFile
                        ? " stands at " + earlier + " already; keep one of the two"
                        : " belongs to the group of "
                            + earlier
                            + ", and two groups cannot share it; remove one of the two"));
      }
    }
  }

  private void peers(GroupFile group) {
    Map<IpAddress, Place> seen = new HashMap<>();
    for (Located<IpAddress> peer : group.peers()) {
      String message = null;
      Place earlier = seen.putIfAbsent(peer.value(), peer.place());
      Place bearer = virtual.get(Bearer.of(group, peer.value()));
      if (earlier != null) {
        message = " stands at " + earlier + " already; keep one of the two";
      } else if (bearer != null) {
        message =
            " is the virtual address of "
                + bearer
                + ", which moves; write the address that the other node always has";
      } else {
        message = ownSource(group, peer.value());
      }
      if (message != null) {
        group.findings().error(peer.place(), "peers: " + peer.value() + message);
      }
    }
  }

  private static String ownSource(GroupFile group, IpAddress peer) {
    for (Located<IpAddress> source : Arrays.asList(group.source(), group.sourceIpv6())) {
      if (source != null && source.value().equals(peer)) {
        return " is this node's own source of "
            + source.place()
            + "; write the other nodes' addresses alone";
      }
    }
    return null;
  }

  /** The address owner may send from the virtual address, for it never moves there. */
  private void source(String key, Located<IpAddress> source, GroupFile group) {
    Place bearer = source == null ? null : virtual.get(Bearer.of(group, source.value()));
    if (bearer != null && group.priority() != OWNER) {
      group
          .findings()
          .error(
              source.place(),
              key
                  + ": "
                  + source.value()
                  + " is the virtual address of "
                  + bearer
                  + ", which moves; write an address that this node always has");
    }
  }

  /** Without an address of its own a group is good for what its hooks do. */
  private static void movers(HooksConfig nodeWide, GroupFile group) {
    if (group.config() != null
        && group.config().addresses().isEmpty()
        && nodeWide != null
        && !group.config().hooks().movesAddresses()
        && !nodeWide.movesAddresses()) {
      group
          .findings()
          .error(
              group.addressesPlace(),
              "addresses: is an empty list, and nobody moves an address instead; name one in"
                  + " hooks: active, promote, notify, fifo or webhook");
    }
  }

  private void unicast(GroupFile group) {
    if (group.config() == null) {
      return;
    }
    String interfaceName = group.config().interfaceName();
    boolean warned = false;
    for (Family family : group.config().families()) {
      GroupFile first = onNetwork.putIfAbsent(new Network(interfaceName, family), group);
      if (first == null || warned || first.unicast(family) == group.unicast(family)) {
        continue;
      }
      warned = true;
      group
          .findings()
          .warn(
              group.peersPlace(),
              "peers: "
                  + (group.unicast(family)
                      ? "adverts go by unicast, while "
                      : "none, so adverts go by multicast, while ")
                  + first.config().file()
                  + (group.unicast(family) ? " has no peers on " : " has peers on ")
                  + interfaceName
                  + "; if the network carries multicast neither needs them, else both do");
    }
  }
}
