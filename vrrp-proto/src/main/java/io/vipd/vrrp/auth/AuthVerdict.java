package io.vipd.vrrp.auth;

/** What the trailer of one advert, or its absence, says: acceptable, or the rule it breaks. */
public enum AuthVerdict {
  /** Signed with one of our keys, and new. */
  OK("authentic"),
  /** Not signed, and the mode accepts that: whoever watches a roll-out counts these. */
  UNSIGNED("accepted without an authentication trailer"),
  /** Not signed, and the mode demands it. */
  MISSING("it carries no authentication trailer"),
  /** Another kind of extension than 1, or reserved bits set. */
  MALFORMED("its authentication trailer is malformed"),
  /** Signed with a key that this group does not have. */
  UNKNOWN_KEY("it is signed with a key that the group does not have"),
  /** Another secret, or changed on its way. */
  BAD_HMAC("its HMAC is wrong: another secret, or changed on its way"),
  /** Authentic, but its time is further from ours than the window: an old packet, or a clock. */
  STALE("its time is outside the freshness window"),
  /** Authentic, but not newer than what its sender sent before. */
  REPLAY("its sequence number was seen before");

  private final String rule;

  AuthVerdict(String rule) {
    this.rule = rule;
  }

  /** Whether the advert may be acted upon. */
  public boolean accepted() {
    return this == OK || this == UNSIGNED;
  }

  /** The rule in words, as the end of a sentence. */
  public String rule() {
    return rule;
  }
}
