package io.vipd.daemon.doctor;

import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.util.List;

/**
 * What a check is about.
 *
 * @param host where
 * @param routers every group, each of its families
 * @param pid the daemon's process; null where none answers
 * @param noDaemon why none answers, a sentence; null where one does
 */
record Case(Host host, List<VirtualRouter> routers, Long pid, String noDaemon) {
  /** The interfaces that groups are on, ordered. */
  List<String> interfaces() {
    return routers.stream().map(VirtualRouter::interfaceName).distinct().sorted().toList();
  }

  List<VirtualRouter> on(String interfaceName) {
    return routers.stream().filter(each -> each.interfaceName().equals(interfaceName)).toList();
  }

  boolean speaks(String interfaceName, Family family) {
    return on(interfaceName).stream().anyMatch(router -> router.family() == family);
  }

  /** Whether it is a virtual address of any group. */
  boolean isVirtual(IpAddress address) {
    return routers.stream().anyMatch(router -> router.has(address));
  }

  /** An interface's own addresses of one family: those that are no virtual ones. */
  List<Host.Address> own(String interfaceName, Family family) {
    return host.addresses(interfaceName, family).stream()
        .filter(each -> each.tag() != ThisHost.VIPD_TAG && !isVirtual(each.address()))
        .toList();
  }

  /** The names of groups, for a sentence. */
  static String names(List<VirtualRouter> routers) {
    return String.join(", ", routers.stream().map(VirtualRouter::group).distinct().toList());
  }
}
