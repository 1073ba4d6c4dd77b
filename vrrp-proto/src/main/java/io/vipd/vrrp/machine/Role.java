package io.vipd.vrrp.machine;

/** The three states of a virtual router (RFC 9568 6.4). */
public enum Role {
  /** Not taking part, because something inhibits it; people see FAULT. */
  INITIALIZE,
  /** Listening for the Active router, ready to take over. */
  BACKUP,
  /** Holding the addresses and advertising. */
  ACTIVE
}
