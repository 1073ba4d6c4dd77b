package io.vipd.daemon.control;

import java.time.Duration;

/**
 * What the control socket may ask of the daemon. Each call is carried out by the core thread; the
 * caller's thread waits for the answer.
 */
public interface Operations {
  /** A picture of the node as it is now. */
  NodeStatus status();

  /**
   * Makes a group that is Active here hand over to another node and not preempt for a while, and
   * waits for what comes of it.
   *
   * @param group the group's name
   * @param hold how long this node will not preempt; a takeover on silence stays possible
   * @param caller who asked, for the log
   */
  FailoverOutcome failover(String group, Duration hold, Caller caller);

  /**
   * Who sent a request, from the socket's peer credentials.
   *
   * @param user the user's name, or its number where it has none
   */
  record Caller(String user) {}

  /** What became of a request to fail over. */
  sealed interface FailoverOutcome {
    /**
     * Another node took over.
     *
     * @param by its address
     * @param after time from giving up to its first advert
     */
    record TakenOver(String by, Duration after) implements FailoverOutcome {}

    /**
     * Nobody did, and this node is Active again.
     *
     * @param after time without an Active router
     */
    record NobodyTookOver(Duration after) implements FailoverOutcome {}

    /** There is no group of that name. */
    record NoSuchGroup() implements FailoverOutcome {}

    /**
     * The group is not Active here, so there is nothing to hand over.
     *
     * @param role what it is instead
     * @param active address of the node that is Active as far as this one knows; null when nobody
     *     is known
     */
    record NotActive(String role, String active) implements FailoverOutcome {}

    /**
     * The daemon could not see it through, for instance because it is stopping.
     *
     * @param why one sentence
     */
    record Failed(String why) implements FailoverOutcome {}
  }
}
