package io.vipd.vrrp.node;

/** Why a router changed its role. */
public enum Cause {
  /** Nothing inhibits it any more. */
  STARTUP,
  /** It owns the addresses. */
  OWNER,
  /** It was Active in an earlier life of the daemon and goes on. */
  ADOPTED,
  /** The Active router fell silent. */
  ACTIVE_DOWN_TIMER,
  /** The Active router said that it leaves. */
  ACTIVE_RELEASED,
  /** Nobody was ever heard. */
  NOBODY_HEARD,
  /** It had left the addresses to others, and none of them took over. */
  NOBODY_TOOK_OVER,
  /** The Active router is healthy but of lower priority. */
  PREEMPTED,
  /** A router of higher priority is Active. */
  HIGHER_PRIORITY,
  /** A router of the same priority and a higher address is Active. */
  HIGHER_ADDRESS,
  /** The router that this one follows found another Active, or left the role to others. */
  LEADER_YIELDED,
  /**
   * The daemon did not run for so long that the peers may have replaced it; it listens before it
   * claims anything.
   */
  STALLED,
  /** Somebody else takes its addresses away again and again. */
  ADDRESSES_CONTESTED,
  /** Its priority sank, and a peer of a higher one took over. */
  OUTRANKED,
  /** The operator asked for a failover. */
  OPERATOR,
  /** Something inhibits it; the report names what. */
  INHIBITED
}
