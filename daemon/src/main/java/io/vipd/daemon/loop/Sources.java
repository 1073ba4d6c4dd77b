package io.vipd.daemon.loop;

import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.util.List;

/** Chooses the address that a group's adverts are sent from. */
final class Sources {
  private Sources() {}

  /**
   * The configured one, else the first that fits: for IPv4 the interface's primary address (RFC
   * 9568 5.1.1.1), for IPv6 a link-local one (5.1.2.1) unless the peers have other addresses.
   *
   * @param own the interface's own addresses of the group's family, in the kernel's order
   * @return null when there is none
   */
  static IpAddress choose(Group group, List<IpAddress> own) {
    IpAddress wanted = group.configuredSource();
    if (wanted != null) {
      return own.contains(wanted) ? wanted : null;
    }
    for (IpAddress address : own) {
      if (fits(group, address)) {
        return address;
      }
    }
    return null;
  }

  private static boolean fits(Group group, IpAddress address) {
    if (group.family() == Family.IPV4) {
      return true;
    }
    List<IpAddress> peers = group.router().config().peers();
    boolean linkLocal = peers.isEmpty() || peers.getFirst().isLinkLocal();
    return address.isLinkLocal() == linkLocal;
  }
}
