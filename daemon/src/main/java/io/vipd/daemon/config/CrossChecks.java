package io.vipd.daemon.config;

import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.vrrp.wire.IpAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What no value has wrong by itself: contradictions within a file and between files. */
final class CrossChecks {
  private static final int OWNER = 255;

  private final Map<Router, Place> routers = new HashMap<>();
  private final Map<IpAddress, Place> virtual = new HashMap<>();
  private final Map<String, GroupFile> onInterface = new HashMap<>();

  private record Router(int vrid, String interfaceName) {}

  private CrossChecks() {}

  /** Adds what it finds to the findings of the file that comes later. */
  static void check(List<GroupFile> groups) {
    CrossChecks checks = new CrossChecks();
    groups.forEach(checks::routers);
    groups.forEach(checks::addresses);
    groups.forEach(checks::peers);
    groups.forEach(checks::source);
    groups.forEach(checks::unicast);
  }

  private void routers(GroupFile group) {
    if (group.vrid() == null || group.interfaceName() == null) {
      return;
    }
    int vrid = group.vrid().value();
    String interfaceName = group.interfaceName().value();
    Place earlier = routers.putIfAbsent(new Router(vrid, interfaceName), group.vrid().place());
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
                  + ", and a VRID names one virtual router per interface (RFC 9568 5.2.3); choose"
                  + " another");
    }
  }

  private void addresses(GroupFile group) {
    for (Located<VirtualAddress> address : group.addresses()) {
      IpAddress value = address.value().address();
      Place earlier = virtual.putIfAbsent(value, address.place());
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
      Place bearer = virtual.get(peer.value());
      if (earlier != null) {
        message = " stands at " + earlier + " already; keep one of the two";
      } else if (bearer != null) {
        message =
            " is the virtual address of "
                + bearer
                + ", which moves; write the address that the other node always has";
      } else if (group.source() != null && group.source().value().equals(peer.value())) {
        message =
            " is this node's own source of "
                + group.source().place()
                + "; write the other nodes' addresses alone";
      }
      if (message != null) {
        group.findings().error(peer.place(), "peers: " + peer.value() + message);
      }
    }
  }

  /** The address owner may send from the virtual address, for it never moves there. */
  private void source(GroupFile group) {
    Place bearer = group.source() == null ? null : virtual.get(group.source().value());
    if (bearer != null && group.priority() != OWNER) {
      group
          .findings()
          .error(
              group.source().place(),
              "source: "
                  + group.source().value()
                  + " is the virtual address of "
                  + bearer
                  + ", which moves; write an address that this node always has");
    }
  }

  private void unicast(GroupFile group) {
    if (group.config() == null) {
      return;
    }
    GroupFile first = onInterface.putIfAbsent(group.config().interfaceName(), group);
    if (first == null || first.peers().isEmpty() == group.peers().isEmpty()) {
      return;
    }
    group
        .findings()
        .warn(
            group.peersPlace(),
            "peers: "
                + (group.peers().isEmpty()
                    ? "none, so adverts go by multicast, while "
                    : "adverts go by unicast, while ")
                + first.config().file()
                + (group.peers().isEmpty() ? " has peers on " : " has no peers on ")
                + group.config().interfaceName()
                + "; if the network carries multicast neither needs them, else both do");
  }
}
