package io.vipd.daemon.config;

import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.net.Inet4Address;
import java.net.InetAddress;

/** IPv6 addresses that one host can have; {@link Addresses} is the way in. */
final class Ipv6 {
  private static final int BITS = 128;
  private static final Form<Integer> PREFIX =
      Forms.whole(0, BITS, "", "write the prefix length of its network, such as /64");

  private Ipv6() {}

  /** A virtual address; without a prefix length it has that of the address itself. */
  static VirtualAddress virtual(String text) throws Refused {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return new VirtualAddress(unicast(text), BITS);
    }
    IpAddress address = unicast(text.substring(0, slash));
    int length;
    try {
      length = PREFIX.read(text.substring(slash + 1));
    } catch (Refused e) {
      throw new Refused("has a prefix length that " + e.getMessage());
    }
    // Networks of two addresses and of one have no such address (RFC 6164).
    if (length < BITS - 1 && hostIsZero(address, length)) {
      throw new Refused(
          "is the subnet-router anycast address of its /"
              + length
              + " (RFC 4291 2.6.1); choose one from "
              + new IpAddress(Family.IPV6, address.high(), address.low() + 1)
              + " on");
    }
    return new VirtualAddress(address, length);
  }

  private static boolean hostIsZero(IpAddress address, int length) {
    // A shift by 64 is one by 0 in Java.
    boolean highIsZero = length >= 64 || address.high() << length == 0;
    boolean lowIsZero = length <= 64 ? address.low() == 0 : address.low() << length - 64 == 0;
    return highIsZero && lowIsZero;
  }

  /** One host's address. */
  static IpAddress unicast(String text) throws Refused {
    if (text.indexOf('%') >= 0) {
      throw new Refused(
          "carries a scope, but the group's interface says where it is; remove "
              + Spelling.show(text.substring(text.indexOf('%'))));
    }
    if (text.indexOf('[') >= 0 || text.indexOf(']') >= 0) {
      throw new Refused("carries brackets; write the address alone");
    }
    IpAddress address;
    try {
      address = IpAddress.parse(text);
    } catch (IllegalArgumentException _) {
      throw new Refused(
          isMapped(text)
              ? "is an IPv4-mapped address (RFC 4291 2.5.5.2); write the IPv4 address itself"
              : "is no IPv6 address; write one such as 2001:db8::10");
    }
    String what = what(address);
    if (what != null) {
      throw new Refused("is " + what + "; write one that a host on the network can have");
    }
    return address;
  }

  private static boolean isMapped(String text) {
    try {
      return InetAddress.ofLiteral(text) instanceof Inet4Address;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /** What an address is that no host can have; null for one that it can. */
  private static String what(IpAddress address) {
    if (address.high() >>> 56 == 0xff) {
      return "a multicast address";
    }
    if (address.high() != 0 || address.low() >>> 32 != 0) {
      return null;
    }
    return address.low() == 0
        ? "the unspecified address"
        : address.low() == 1
            ? "the loopback address"
            : "an IPv4-compatible address (RFC 4291 2.5.5.1)";
  }
}
