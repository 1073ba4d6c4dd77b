package io.vipd.vrrp.auth;

/**
 * What a group demands of adverts and what it does to its own. To bring authentication to a running
 * cluster, walk through them backwards, all nodes at each step: then no advert is ever dropped.
 */
public enum AuthMode {
  /** Signs; refuses what is not signed. The default. */
  ENFORCE(true, false),
  /** Signs; accepts what is not signed, but nothing that is signed wrongly. */
  PERMISSIVE(true, true),
  /** Does not sign; accepts what is not signed, but nothing that is signed wrongly. */
  RECEIVE_ONLY(false, true);

  private final boolean signs;
  private final boolean acceptsUnsigned;

  AuthMode(boolean signs, boolean acceptsUnsigned) {
    this.signs = signs;
    this.acceptsUnsigned = acceptsUnsigned;
  }

  /** Whether own adverts carry a trailer. */
  public boolean signs() {
    return signs;
  }

  /** Whether an advert without a trailer may be acted upon. */
  public boolean acceptsUnsigned() {
    return acceptsUnsigned;
  }
}
