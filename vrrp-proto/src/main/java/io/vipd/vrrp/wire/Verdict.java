package io.vipd.vrrp.wire;

/**
 * What the receive checks say of one packet: accepted, or the rule that refused it (RFC 9568 7.1).
 * The first nine are found by the codec; the others need to know the router and are found by the
 * node.
 */
public enum Verdict {
  /** Every check passed. */
  ACCEPTED("accepted"),
  /** Shorter than its own headers say (RFC 9568 7.1: contains the complete packet). */
  TRUNCATED("packet is shorter than its headers say"),
  /** Not an IPv4 datagram of protocol 112 (5.1.1.4). */
  NOT_VRRP("not an IPv4 datagram of protocol 112"),
  /** TTL other than 255 (5.1.1.3): it came through a router. */
  TTL("TTL is not 255"),
  /** Version other than 3 (5.2.1). */
  VERSION("VRRP version is not 3"),
  /** Type other than 1, ADVERTISEMENT (5.2.2). */
  TYPE("type is not ADVERTISEMENT"),
  /** No address at all (5.2.5, erratum 8299). */
  NO_ADDRESSES("it lists no address"),
  /** Length disagrees with the address count (5.2.5). */
  LENGTH("length disagrees with the address count"),
  /** Neither form of the checksum is right (5.2.8). */
  CHECKSUM("checksum is wrong in both forms"),
  /** Advertisement interval 0 (5.2.7, erratum 8301). */
  INTERVAL("advertisement interval is 0"),
  /** No router with this VRID on the interface (5.2.3). */
  UNKNOWN_VRID("no group here has its VRID"),
  /** Our own packet came back (6.4). */
  LOOPED_BACK("our own packet came back"),
  /** A unicast packet for a multicast group, or the other way round. */
  DESTINATION("sent by unicast to a multicast group, or the other way round"),
  /** The group names its peers and the sender is none of them. */
  UNKNOWN_PEER("the sender is not among the group's peers");

  private final String rule;

  Verdict(String rule) {
    this.rule = rule;
  }

  /** Whether the packet may be acted upon. */
  public boolean accepted() {
    return this == ACCEPTED;
  }

  /** The rule in words, as the end of a sentence. */
  public String rule() {
    return rule;
  }
}
