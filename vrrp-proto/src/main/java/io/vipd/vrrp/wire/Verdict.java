package io.vipd.vrrp.wire;

/**
 * What the receive checks say of one packet: accepted, or the rule that refused it (RFC 9568 7.1).
 * Those up to {@link #INTERVAL} are found by the codec; the others need to know the router and are
 * found by the node.
 */
public enum Verdict {
  /** Every check passed. */
  ACCEPTED("accepted"),
  /** Shorter than its own headers say (RFC 9568 7.1: contains the complete packet). */
  TRUNCATED("packet is shorter than its headers say"),
  /** Not an IP datagram of protocol 112 (5.1.1.4, 5.1.2.4). */
  NOT_VRRP("not an IP datagram of protocol 112"),
  /** TTL or hop limit other than 255, or too low by unicast (5.1.1.3, 5.1.2.3). */
  HOP_LIMIT("it came through a router (TTL or hop limit)"),
  /** Version other than the group's (5.2.1). */
  VERSION("VRRP version is not the group's"),
  /** CARP, which has VRRP's protocol number. */
  CARP("it is CARP, not VRRP"),
  /** Type other than 1, ADVERTISEMENT (5.2.2). */
  TYPE("type is not ADVERTISEMENT"),
  /** No address at all (5.2.5, erratum 8299). */
  NO_ADDRESSES("it lists no address"),
  /** Length disagrees with the address count (5.2.5). */
  LENGTH("length disagrees with the address count"),
  /** Neither form of the checksum is right (5.2.8). */
  CHECKSUM("checksum is wrong in every form"),
  /** Advertisement interval 0 (5.2.7, erratum 8301). */
  INTERVAL("advertisement interval is 0"),
  /** No router with this VRID on the interface (5.2.3). */
  UNKNOWN_VRID("no group here has its VRID"),
  /** Our own packet came back (6.4). */
  LOOPED_BACK("our own packet came back"),
  /** A unicast packet for a multicast group, or the other way round. */
  DESTINATION("sent by unicast to a multicast group, or the other way round"),
  /** The group names its peers and the sender is none of them. */
  UNKNOWN_PEER("the sender is not among the group's peers"),
  /** Version 2: another interval than the group's (RFC 3768 7.1). */
  OTHER_INTERVAL("version 2 demands the group's own interval"),
  /** Version 2: another authentication type than the group's (RFC 2338 7.1). */
  AUTHENTICATION_TYPE("authentication type is not the group's"),
  /** Version 2: another password than the group's (RFC 2338 7.1). */
  PASSWORD("password is not the group's"),
  /** IPv6, strict: the first address is not link-local (5.2.9, erratum 8300). */
  NOT_LINK_LOCAL_FIRST("its first address is not link-local"),
  /** The group demands an authentication trailer, and there is none. */
  AUTH_MISSING("it carries no authentication trailer"),
  /** The trailer is of another kind, or has reserved bits set. */
  AUTH_MALFORMED("its authentication trailer is malformed"),
  /** It is signed with a key that the group does not have. */
  AUTH_UNKNOWN_KEY("it is signed with a key that the group does not have"),
  /** It was signed with another secret, or changed on its way. */
  AUTH_BAD_HMAC("its HMAC is wrong: another secret, or changed on its way"),
  /** It is authentic, but its time is too far from ours. */
  AUTH_STALE("its time is outside the freshness window: an old packet, or a clock is wrong"),
  /** It is authentic, but was heard before. */
  AUTH_REPLAY("it was heard before");

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
