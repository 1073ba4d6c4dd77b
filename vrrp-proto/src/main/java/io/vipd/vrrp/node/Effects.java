package io.vipd.vrrp.node;

/**
 * Where a node's actions go, in the order they are called. None of the methods may block, and none
 * may call the node back.
 */
public interface Effects {
  /**
   * A timer of the router is being served; what it causes follows. For whoever measures lateness.
   *
   * @param dueAtNanos when it was due, on the node's clock
   */
  default void timerServed(Router router, long dueAtNanos) {}

  /**
   * Sends an advert to the group or to every unicast peer.
   *
   * @param priority 0 when the router leaves, otherwise 1 to 255
   */
  void sendAdvert(Router router, int priority);

  /**
   * Asks the kernel for all of the router's addresses. The answer comes back by {@link
   * Node#kernelAnswered} with the router's present {@link Router#claim}.
   */
  void installAddresses(Router router);

  /** Stops announcing and takes the addresses away. */
  void removeAddresses(Router router);

  /** Announces the addresses on the segment, and again as the announce plan says. */
  void announce(Router router);

  /** Announces them no more, until {@link #announce} is called again; they stay. */
  default void stopAnnouncing(Router router) {}

  /**
   * The router would claim its addresses, and {@link RouterConfig.Patience#promoteLimit} has it ask
   * first, for all that move with it. The answer comes back by {@link Node#promoted} with the
   * router's present {@link Router#promotion}.
   */
  default void promote(Router router) {}

  /** The router stays Backup after all, although it was promoted or is being so. */
  default void promotedInVain(Router router) {}

  /** Tells people and programs. */
  void report(Router router, Report report);
}
