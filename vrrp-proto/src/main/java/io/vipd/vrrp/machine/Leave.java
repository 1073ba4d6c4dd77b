package io.vipd.vrrp.machine;

/**
 * Whether an Active router is about to leave, of which it has told the others by priority 0. It
 * keeps the addresses, and is silent, until one of them has taken over.
 */
public enum Leave {
  /** It is not. */
  NO,
  /** It becomes a Backup if somebody better takes over, and stays if nobody does. */
  TO_BETTER,
  /** It becomes a Backup, whoever takes over. */
  TO_ANY,
  /** Something inhibits it that can wait for so long: it goes to Initialize then. */
  FOR_GOOD
}
