package io.vipd.daemon.config;

import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.util.List;
import java.util.stream.Stream;

/** Reads the addresses of a group, where its adverts go to and come from, and which it lets in. */
final class AddressReader {
  private static final int MAX_IPV4 = 255;

  /** What a packet of 1500 bytes holds beside 40 of IPv6 and 8 of VRRP. */
  private static final int MAX_IPV6 = 90;

  /** The same beside 28 more of a signature. */
  private static final int MAX_SIGNED_IPV6 = 89;

  private static final Form<Integer> MIN_TTL =
      Forms.whole(1, 255, "", "write 255 less the routers between the nodes");

  /** What says something of addresses that are on the interface. */
  private static final List<String> WITH_ADDRESSES = List.of("accept", "lease", "announce");

  private static final int SHORTEST_IPV4_PREFIX = 8;
  private static final int SHORTEST_IPV6_PREFIX = 32;

  private final Mapping group;
  private final Findings findings;
  private final int version;
  private final List<Located<VirtualAddress>> addresses;
  private final List<Located<IpAddress>> advertise;
  private final List<Located<IpAddress>> peers;
  private final Located<IpAddress> source;
  private final Located<IpAddress> sourceIpv6;
  private final int minimumTtl;
  private final boolean strict;

  private AddressReader(Mapping group, int version, Findings findings) {
    this.group = group;
    this.findings = findings;
    this.version = version;
    this.addresses = group.list("addresses", Addresses::virtual);
    this.advertise = group.list("advertise", Addresses::host);
    this.peers = group.list("peers", Addresses::host);
    this.source = group.locate("source", Addresses::hostIpv4);
    this.sourceIpv6 = group.locate("source-ipv6", Addresses::hostIpv6);
    this.minimumTtl = group.read("min-ttl", MIN_TTL);
    this.strict = group.read("strict", Forms.TRUTH);
  }

  /**
   * What was read; without what is wrong.
   *
   * @param source null when missing
   * @param sourceIpv6 null when missing
   * @param minimumTtl the default when missing
   * @param strict the default when missing
   */
  record Read(
      List<Located<VirtualAddress>> addresses,
      List<Located<IpAddress>> advertise,
      List<Located<IpAddress>> peers,
      Located<IpAddress> source,
      Located<IpAddress> sourceIpv6,
      int minimumTtl,
      boolean strict) {}

  /**
   * Reads them.
   *
   * @param signed whether adverts carry a signature, which takes room
   */
  static Read read(Mapping group, int version, boolean signed, Findings findings) {
    AddressReader reader = new AddressReader(group, version, findings);
    reader.elsewhere();
    reader.count(signed);
    reader.prefixes();
    reader.versions();
    reader.routed();
    // Which families there are is known when all addresses are.
    if (reader.addresses.size() == group.size("addresses")
        && reader.advertise.size() == Math.max(0, group.size("advertise"))) {
      reader.families();
      reader.linkLocal();
    }
    return new Read(
        reader.addresses,
        reader.advertise,
        reader.peers,
        reader.source,
        reader.sourceIpv6,
        reader.minimumTtl,
        reader.strict);
  }

  /** A group without an address of its own, which somebody else moves. */
  private void elsewhere() {
    boolean none = group.size("addresses") == 0;
    if (!none && group.has("advertise")) {
      group.error("advertise", "has no meaning beside addresses, which are advertised; remove it");
    }
    if (!none) {
      return;
    }
    if (!group.has("advertise") || group.size("advertise") == 0) {
      group.error(
          "addresses",
          "is an empty list; write for instance [192.0.2.10/24], or where hooks move an address"
              + " elsewhere, also advertise: [203.0.113.10] with that address");
    }
    for (String key : WITH_ADDRESSES) {
      if (group.has(key)) {
        group.error(key, "has no meaning without an address in addresses; remove it");
      }
    }
  }

  private void count(boolean signed) {
    long ipv4 = addresses(Family.IPV4).count();
    if (ipv4 > MAX_IPV4) {
      group.error(
          "addresses",
          ipv4
              + " IPv4 addresses are more than the "
              + MAX_IPV4
              + " that an advert can hold (RFC 9568 5.2.5); make two groups of them");
    }
    long ipv6 = addresses(Family.IPV6).count();
    int most = signed ? MAX_SIGNED_IPV6 : MAX_IPV6;
    if (ipv6 > most) {
      group.error(
          "addresses",
          ipv6
              + " IPv6 addresses are more than the "
              + most
              + " that fit a packet of 1500 bytes"
              + (signed ? " with its signature" : "")
              + " (RFC 9568 5.2.5); make two groups of them");
    }
  }

  private void prefixes() {
    for (Located<VirtualAddress> address : addresses) {
      boolean ipv6 = address.value().address().family() == Family.IPV6;
      if (address.value().prefixLength() < (ipv6 ? SHORTEST_IPV6_PREFIX : SHORTEST_IPV4_PREFIX)) {
        findings.warn(
            address.place(),
            "addresses: "
                + address.value()
                + " claims that "
                + (ipv6 ? "a large part" : "most")
                + " of the Internet is on this interface; write the prefix length of its network,"
                + " such as "
                + (ipv6 ? "/64" : "/24"));
      }
    }
  }

  private void versions() {
    if (version == GroupConfig.VERSION_2) {
      for (Located<VirtualAddress> address : addresses) {
        if (address.value().address().family() == Family.IPV6) {
          findings.error(
              address.place(),
              "addresses: "
                  + address.value()
                  + " is IPv6, which version 2 does not know (RFC 3768); remove it, or choose"
                  + " version: 3");
        }
      }
    }
  }

  private void routed() {
    boolean multicast = !group.has("peers") || group.size("peers") == 0;
    if (minimumTtl < GroupConfig.LINK_TTL && multicast) {
      group.error(
          "min-ttl",
          minimumTtl
              + " has no meaning without peers, for multicast adverts are never routed (RFC 9568"
              + " 5.1.1.3); remove it");
    }
  }

  /** Whatever is said about a family needs addresses of it. */
  private void families() {
    for (Located<IpAddress> peer : peers) {
      String family = name(peer.value().family());
      if (lacks(peer.value().family())) {
        findings.error(
            peer.place(),
            "peers: "
                + peer.value()
                + " is "
                + family
                + ", and addresses has none of that family; remove it, or add one there");
      }
    }
    source("source", source);
    source("source-ipv6", sourceIpv6);
    boolean unicastIpv4 = unicast(Family.IPV4);
    if (!peers.isEmpty()
        && unicastIpv4 != unicast(Family.IPV6)
        && !lacks(Family.IPV4)
        && !lacks(Family.IPV6)) {
      group.warn(
          "peers",
          "none are "
              + (unicastIpv4 ? "IPv6, so IPv6" : "IPv4, so IPv4")
              + " adverts go by multicast; if the network carries multicast neither family needs"
              + " peers, else both do");
    }
  }

  private void source(String key, Located<IpAddress> source) {
    if (source != null && lacks(source.value().family())) {
      group.error(
          key,
          source.value()
              + " has no meaning without an "
              + name(source.value().family())
              + " address in addresses; remove it, or add one there");
    }
  }

  /** What RFC 9568 wants to be link-local. */
  private void linkLocal() {
    if (lacks(Family.IPV6)) {
      if (strict) {
        group.error("strict", "true has no meaning without an IPv6 address; remove it");
      }
      return;
    }
    if (sourceIpv6 != null && !sourceIpv6.value().isLinkLocal() && !unicast(Family.IPV6)) {
      group.error(
          "source-ipv6",
          sourceIpv6.value()
              + " is not link-local, as the source of multicast adverts must be (RFC 9568"
              + " 5.1.2.1); write one of fe80::/10, or remove it");
    }
    if (addresses(Family.IPV6).anyMatch(IpAddress::isLinkLocal)) {
      return;
    }
    if (strict) {
      group.error(
          "strict",
          "true refuses adverts with these addresses, for none of IPv6 is link-local (RFC 9568"
              + " 5.2.9); add one such as fe80::10/64");
    } else {
      group.warn(
          "addresses",
          "no IPv6 address is link-local, as the first must be (RFC 9568 5.2.9), so strict routers"
              + " refuse the adverts; add one such as fe80::10/64");
    }
  }

  private Stream<IpAddress> addresses(Family family) {
    return Stream.concat(
            addresses.stream().map(address -> address.value().address()),
            advertise.stream().map(Located::value))
        .filter(address -> address.family() == family);
  }

  private boolean lacks(Family family) {
    return addresses(family).findAny().isEmpty();
  }

  private boolean unicast(Family family) {
    return peers.stream().anyMatch(peer -> peer.value().family() == family);
  }

  private static String name(Family family) {
    return switch (family) {
      case IPV4 -> "IPv4";
      case IPV6 -> "IPv6";
    };
  }
}
