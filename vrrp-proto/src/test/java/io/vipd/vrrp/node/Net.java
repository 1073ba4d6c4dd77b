package io.vipd.vrrp.node;

import io.vipd.vrrp.wire.Family;

/**
 * A network on which the hosts of a {@link TiedSegment} meet: both families of one segment, on
 * which the group's virtual router has VRID 51, and of another one, where another group has 52.
 */
enum Net {
  IPV4(Family.IPV4, 0, "192.0.2.100"),
  IPV6(Family.IPV6, 0, "2001:db8::100"),
  OTHER_IPV4(Family.IPV4, 1, "198.51.100.100"),
  OTHER_IPV6(Family.IPV6, 1, "2001:db8:1::100");

  final Family family;
  final int link;
  final String virtual;

  Net(Family family, int link, String virtual) {
    this.family = family;
    this.link = link;
    this.virtual = virtual;
  }

  int vrid() {
    return 51 + link;
  }

  static Net of(Router router) {
    for (Net net : values()) {
      if (net.family == router.form().family() && net.link == router.link()) {
        return net;
      }
    }
    throw new IllegalArgumentException(router.toString());
  }
}
