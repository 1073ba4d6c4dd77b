package io.vipd.daemon.hooks;

import java.time.Instant;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Something happened to a group: it changed its role, or something that matters to whoever relies
 * on that.
 *
 * @param group its name
 * @param what what happened
 * @param from what it was: ACTIVE, BACKUP or FAULT; the same as {@code to} unless the role changed,
 *     and where it is in a fault since vipd's start
 * @param to what it is
 * @param why one sentence
 * @param priority its priority at that moment, 1 to 255
 * @param peer the address of the router that was heard last; null when nobody was
 * @param stopping whether it is because vipd stops; a group that is in a fault then goes from FAULT
 *     to FAULT
 * @param other who else claims something; null unless that is what happened
 * @param at when
 * @param answer who is told when the programs have run, and whether none of them said no; null for
 *     nobody
 */
public record Change(
    String group,
    What what,
    String from,
    String to,
    String why,
    int priority,
    String peer,
    boolean stopping,
    Other other,
    Instant at,
    Consumer<Boolean> answer) {

  /** What can happen. */
  public enum What {
    /** The group changed its role. */
    TRANSITION,
    /** Another router claimed to be Active and lost, so hosts may have believed it. */
    CONTEST_WON,
    /** Somebody else claims an address of the group, or uses its VRID. */
    CONFLICT,
    /** He has stopped, or this node does not have the address any more. */
    CONFLICT_OVER,
    /** The group is about to give its addresses up on purpose. */
    DRAIN,
    /** The group is about to claim its addresses. */
    PROMOTE;

    /** How programs and services are told, for instance {@code contest-won}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it makes what was to be said of a role before out of date. */
    boolean concernsRole() {
      return this != CONFLICT && this != CONFLICT_OVER;
    }

    /** Whether the group waits for its programs, which nobody else is told of. */
    boolean isAwaited() {
      return this == DRAIN || this == PROMOTE;
    }
  }

  /**
   * Somebody else.
   *
   * @param mac his station; null where it is not known
   * @param address his own address; null where it is not known
   * @param claimed the virtual address that he claims; null where he claims the role
   */
  public record Other(String mac, String address, String claimed) {}

  /** A change of role. */
  public Change(
      String group,
      String from,
      String to,
      String why,
      int priority,
      String peer,
      boolean stopping,
      Instant at) {
    this(group, What.TRANSITION, from, to, why, priority, peer, stopping, null, at, null);
  }
}
