package io.vipd.vrrp.node;

import java.util.List;

/**
 * Something that a node was told, or that it decided.
 *
 * @param kind what
 * @param router the router's {@link Router#id}; 0 where none is meant
 * @param atNanos when, on the node's clock
 * @param args the numbers that go with it, see {@link Kind}
 */
public record TapeEntry(Kind kind, int router, long atNanos, List<Long> args) {
  /** What there is on a tape; inputs first. Addresses are three numbers: family, high, low. */
  public enum Kind {
    /** The state of the whole node. */
    CHECKPOINT,
    /** A router is entered: link, configuration. */
    ADD,
    /** A router goes. */
    REMOVE,
    /** Another configuration: its number, a verdict for each check. */
    RECONFIGURE,
    /** Routers move together, or one goes on alone: their ids, the leader's first. */
    TIE,
    /** It was Active in an earlier life: when its last advert went out. */
    ADOPT,
    /** An advert was accepted: sender, priority, interval, checksum form, whether it lists ours. */
    ADVERT,
    /** The daemon did not run: for how long. */
    STALLED,
    /** Timers that are due are served. */
    WAKE,
    /** Something keeps the router out: the inhibitor. */
    INHIBIT,
    /** It does so no longer: the inhibitor. */
    RELEASE,
    /** An address to send from. */
    SOURCE,
    /** No address to send from. */
    NO_SOURCE,
    /** A check has a verdict: its index, the verdict. */
    CHECK,
    /** An operator asks for a failover: the hold. */
    RELINQUISH,
    /** It does not preempt for a while: how long. */
    HOLD_BACK,
    /** An operator asks for a failback. */
    PREEMPT,
    /** The kernel has answered: the claim, whether it has the addresses. */
    KERNEL_ANSWERED,
    /** Somebody took an address away. */
    ADDRESSES_LOST,
    /** Those who were asked before it claims have answered: which time, whether it may. */
    PROMOTED,

    /** Decided: an advert goes out: its priority. */
    SEND_ADVERT,
    /** Decided: the kernel is asked for the addresses. */
    INSTALL_ADDRESSES,
    /** Decided: the addresses are taken away. */
    REMOVE_ADDRESSES,
    /** Decided: the addresses are announced. */
    ANNOUNCE,
    /** Decided: they are announced no more, and stay. */
    STOP_ANNOUNCING,
    /** Decided: it asks before it claims. */
    PROMOTE,
    /** Decided: it does not claim after all. */
    PROMOTED_IN_VAIN,
    /**
     * Decided: another role: from, to, cause, inhibitors, priority, peer, its priority, the age of
     * its advert, lateness.
     */
    REPORT;

    /** Whether the node decided it. */
    public boolean isDecision() {
      return compareTo(SEND_ADVERT) >= 0;
    }
  }

  /** Copies the list. */
  public TapeEntry {
    args = List.copyOf(args);
  }

  /** One of the numbers, which has to be there. */
  long arg(int index) {
    if (index >= args.size()) {
      throw new IllegalArgumentException(kind + " lacks a number");
    }
    return args.get(index);
  }

  int small(int index) {
    return Math.toIntExact(arg(index));
  }

  <E extends Enum<E>> E constant(int index, E[] all) {
    int code = small(index);
    if (code < 0 || code >= all.length) {
      throw new IllegalArgumentException(kind + " has a number " + code + " that means nothing");
    }
    return all[code];
  }
}
