package io.vipd.daemon.control;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What the control socket may ask of the daemon. Calls come from many threads at once, which wait
 * for the answer; what touches a group is carried out by the core thread.
 */
public interface Operations {
  /** A picture of the node as it is now. */
  NodeStatus status();

  /** What was counted since the start. */
  NodeCounters counters();

  /**
   * Makes a group that is Active here hand over to another node and not preempt for a while, and
   * waits for what comes of it.
   *
   * @param group the group's name
   * @param hold how long this node will not preempt; a takeover on silence stays possible
   * @param force stay away for the time of the hold, which is above zero, whether somebody takes
   *     over or not
   * @param caller who asked
   */
  FailoverOutcome failover(String group, Duration hold, boolean force, Caller caller);

  /**
   * Makes a group that is Backup here take over from a node of lower priority, whatever hold or
   * delay keeps it back.
   *
   * @param group the group's name
   * @param caller who asked
   */
  FailbackOutcome failback(String group, Caller caller);

  /**
   * Keeps groups out of the election, until then and across restarts. A group that is Active here
   * is handed over first, and stays as it is if nobody takes over.
   *
   * @param group the group's name; null for every group
   * @param until when it ends by itself; null for never
   * @param reason why, for people; null for none
   * @param force at once, whether somebody takes over or not
   * @param caller who asked
   * @return what became of each group; empty if there is none of that name
   */
  List<MaintenanceOutcome> maintenanceOn(
      String group, Instant until, String reason, boolean force, Caller caller);

  /**
   * Lets groups take part again.
   *
   * @param group the group's name; null for every group
   * @param caller who asked
   * @return what became of each group; empty if there is none of that name
   */
  List<MaintenanceOutcome> maintenanceOff(String group, Caller caller);

  /**
   * Logs from another severity upwards, until the daemon is restarted.
   *
   * @param level one of {@link LogLevels#NAMES}
   */
  void logLevel(String level);

  /**
   * Reads the configuration again and, unless something is wrong with it, uses it.
   *
   * @param dryRun whether only to say what would change
   * @param caller who asked, for the log
   */
  ReloadDocument reload(boolean dryRun, Caller caller);

  /** What the node was told and decided lately, as a file has it. */
  byte[] recording();

  /**
   * Who sent a request, from the socket's peer credentials.
   *
   * @param user the user's name, or its number where it has none
   * @param uid the user's number; -1 where the name has none any more
   */
  record Caller(String user, long uid) {
    /** For sentences: {@code alice (uid 1000)}. */
    public String sentence() {
      return uid < 0 ? user : user + " (uid " + uid + ")";
    }
  }

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

    /**
     * Nobody did so far, and this node stays away all the same, as it was told to.
     *
     * @param after how long it waited
     */
    record Left(Duration after) implements FailoverOutcome {}

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

  /** What became of a request to fail back. */
  sealed interface FailbackOutcome {
    /**
     * This node is Active now.
     *
     * @param from address of the node that was Active before
     */
    record Done(String from) implements FailbackOutcome {}

    /** There is no group of that name. */
    record NoSuchGroup() implements FailbackOutcome {}

    /**
     * It does not take over.
     *
     * @param why one sentence, which says what to do instead
     */
    record NotNow(String why) implements FailbackOutcome {}
  }

  /**
   * What became of a group's maintenance.
   *
   * @param group the group's name
   * @param done whether it is now as it was wanted
   * @param by address of the node that took over; null where there was nothing to hand over
   * @param sentence what happened, for people
   */
  record MaintenanceOutcome(String group, boolean done, String by, String sentence) {}
}
