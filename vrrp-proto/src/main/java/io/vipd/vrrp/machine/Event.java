package io.vipd.vrrp.machine;

/**
 * Everything that can happen to a virtual router. What an advert says is compared with the router
 * beforehand ({@link #ofAdvert}), because only the outcome of that comparison decides.
 */
public enum Event {
  /** Nothing inhibits the router any more. */
  STARTUP,
  /**
   * Nothing inhibits the router any more, and it was Active in an earlier life of the daemon, so
   * short a time ago that nobody can have missed it.
   */
  ADOPT,
  /** Something inhibits the router. */
  SHUTDOWN,
  /** Something inhibits the router, which can wait until another one has taken over. */
  DEPART,
  /** Active_Down_Timer fired: the Active router has been silent for too long. */
  ACTIVE_DOWN_TIMER,
  /**
   * Active_Down_Timer fired although a router of lower priority is Active and well, or the operator
   * has us take over from it.
   */
  PREEMPT,
  /** Adver_Timer fired: the next advert is due. */
  ADVER_TIMER,
  /** An advert of priority 0: the Active router leaves. */
  ADVERT_ZERO,
  /** An advert of higher priority than ours. */
  ADVERT_HIGHER,
  /** An advert of our priority from a higher address. */
  ADVERT_EQUAL_HIGHER_ADDRESS,
  /** An advert of our priority from a lower address. */
  ADVERT_EQUAL_LOWER_ADDRESS,
  /** An advert of lower priority than ours. */
  ADVERT_LOWER,
  /** The operator wants another node to take over. */
  RELINQUISH,
  /** The kernel has all addresses. */
  ADDRESSES_CONFIRMED,
  /** Somebody else took an address away from the kernel. */
  ADDRESSES_LOST,
  /** Somebody else takes the addresses away again and again. */
  ADDRESSES_CONTESTED,
  /** The daemon did not run for so long that adverts may have been missed, ours or others'. */
  STALLED,
  /** The router that this one follows has found another Active router. */
  LEADER_YIELDED,
  /** The router's priority has sunk, perhaps below that of a peer. */
  OUTRANKED,
  /** Nobody has taken over in time from a router that leaves. */
  LEAVING_TIMER;

  /**
   * What an advert is to a router (RFC 9568 6.4.3).
   *
   * @param theirs the advert's priority, 0 to 255
   * @param ours the router's priority, 1 to 255
   * @param comparedAddress below, at or above zero as the sender's address is below, at or above
   *     ours, as unsigned numbers
   */
  public static Event ofAdvert(int theirs, int ours, int comparedAddress) {
    if (theirs == 0) {
      return ADVERT_ZERO;
    }
    if (theirs != ours) {
      return theirs > ours ? ADVERT_HIGHER : ADVERT_LOWER;
    }
    return comparedAddress > 0 ? ADVERT_EQUAL_HIGHER_ADDRESS : ADVERT_EQUAL_LOWER_ADDRESS;
  }
}
