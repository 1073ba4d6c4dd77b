package io.vipd.daemon.config;

import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.vrrp.wire.IpAddress;

/** Addresses of either family that one host can have. */
final class Addresses {
  private Addresses() {}

  /** One host's address, without a prefix length. */
  static IpAddress host(String text) throws Refused {
    if (text.indexOf('/') >= 0) {
      throw new Refused("has a prefix length, which means nothing here; write the address alone");
    }
    return looksLikeIpv6(text) ? Ipv6.unicast(text) : Ipv4.unicast(text);
  }

  /** One host's IPv4 address. */
  static IpAddress hostIpv4(String text) throws Refused {
    if (looksLikeIpv6(text)) {
      throw new Refused("is IPv6; write it as source-ipv6");
    }
    return host(text);
  }

  /** One host's IPv6 address. */
  static IpAddress hostIpv6(String text) throws Refused {
    if (Ipv4.isLiteral(text)) {
      throw new Refused("is IPv4; write it as source");
    }
    if (!looksLikeIpv6(text)) {
      throw new Refused("is no IPv6 address; write one such as fe80::2");
    }
    return host(text);
  }

  /** A virtual address; without a prefix length it has that of the address itself. */
  static VirtualAddress virtual(String text) throws Refused {
    return looksLikeIpv6(text) ? Ipv6.virtual(text) : Ipv4.virtual(text);
  }

  /** Two colons at least: one alone is a port's. */
  private static boolean looksLikeIpv6(String text) {
    return text.indexOf(':') != text.lastIndexOf(':');
  }
}
