package io.vipd.daemon.loop;

import io.vipd.daemon.config.CheckConfig;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.vrrp.node.RouterConfig;
import io.vipd.vrrp.node.RouterConfig.Admission;
import io.vipd.vrrp.wire.Family;

/** What a group's file means for its virtual router, or for the two that it is. */
final class RouterConfigs {
  private RouterConfigs() {}

  /** The router of a group's addresses of this family. */
  static RouterConfig of(GroupConfig group, Family family) {
    return new RouterConfig(
        name(group, family),
        group.version(),
        group.vrid(),
        group.priority(),
        group.interval(),
        group.addresses(family).stream().map(VirtualAddress::address).toList(),
        group.peers(family),
        group.preempt(),
        group.preemptDelay(),
        group.checksum(),
        new Admission(group.minimumTtl(), group.strict(), group.password()),
        group.checks().stream().map(CheckConfig::weight).toList());
  }

  private static String name(GroupConfig group, Family family) {
    if (group.families().size() == 1) {
      return group.name();
    }
    return switch (family) {
      case IPV4 -> group.name() + "/ipv4";
      case IPV6 -> group.name() + "/ipv6";
    };
  }
}
