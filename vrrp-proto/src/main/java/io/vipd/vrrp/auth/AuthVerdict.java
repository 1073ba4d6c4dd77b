package io.vipd.vrrp.auth;

/** What the trailer of one advert, or its absence, says: acceptable, or the rule it breaks. */
public enum AuthVerdict {
  /** Signed with one of our keys, and new. */
  OK,
  /** Not signed, and the mode accepts that: whoever watches a roll-out counts these. */
  UNSIGNED,
  /** Not signed, and the mode demands it. */
  MISSING,
  /** Another kind of extension than 1, or reserved bits set. */
  MALFORMED,
  /** Signed with a key that this group does not have. */
  UNKNOWN_KEY,
  /** Another secret, or changed on its way. */
  BAD_HMAC,
  /** Authentic, but its time is further from ours than the window: an old packet, or a clock. */
  STALE,
  /** Authentic, but not newer than what its sender sent before. */
  REPLAY;

  /** Whether the advert may be acted upon. */
  public boolean accepted() {
    return this == OK || this == UNSIGNED;
  }
}
