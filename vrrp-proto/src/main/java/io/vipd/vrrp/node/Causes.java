package io.vipd.vrrp.node;

import io.vipd.vrrp.machine.Event;
import io.vipd.vrrp.machine.Role;

/** Finds the words for a change of role in what is known when it happens. */
final class Causes {
  private Causes() {}

  /**
   * The cause of a change of role.
   *
   * @param heard who was heard last, the sender of the present advert included; null for nobody
   * @param heardAgeNanos how long ago
   */
  static Cause of(
      Router router, Event event, Role to, Peer heard, long heardAgeNanos, long nowNanos) {
    return switch (to) {
      case INITIALIZE -> Cause.INHIBITED;
      case BACKUP -> ofBackup(router, event);
      case ACTIVE ->
          switch (event) {
            case STARTUP -> Cause.OWNER;
            case ADOPT -> Cause.ADOPTED;
            case PREEMPT -> Cause.PREEMPTED;
            case SHUTDOWN,
                DEPART,
                ACTIVE_DOWN_TIMER,
                ADVER_TIMER,
                ADVERT_ZERO,
                ADVERT_HIGHER,
                ADVERT_EQUAL_HIGHER_ADDRESS,
                ADVERT_EQUAL_LOWER_ADDRESS,
                ADVERT_LOWER,
                RELINQUISH,
                ADDRESSES_CONFIRMED,
                ADDRESSES_LOST,
                ADDRESSES_CONTESTED,
                STALLED,
                LEADER_YIELDED,
                OUTRANKED,
                LEAVING_TIMER ->
                ofTakeover(router, heard, heardAgeNanos, nowNanos);
          };
    };
  }

  /** Why an Active router is about to leave. */
  static Cause ofLeaving(Router router, Event event) {
    return switch (event) {
      case RELINQUISH -> Cause.OPERATOR;
      case OUTRANKED -> router.follows() ? Cause.LEADER_YIELDED : Cause.OUTRANKED;
      default -> Cause.INHIBITED;
    };
  }

  private static Cause ofBackup(Router router, Event event) {
    if (router.leaving != null && event != Event.ADDRESSES_CONTESTED && event != Event.STALLED) {
      return router.leaving;
    }
    return switch (event) {
      case ADVERT_HIGHER -> Cause.HIGHER_PRIORITY;
      case ADVERT_EQUAL_HIGHER_ADDRESS -> Cause.HIGHER_ADDRESS;
      case LEADER_YIELDED -> Cause.LEADER_YIELDED;
      case ADDRESSES_CONTESTED -> Cause.ADDRESSES_CONTESTED;
      case STALLED -> Cause.STALLED;
      case RELINQUISH, OUTRANKED -> ofLeaving(router, event);
      case STARTUP,
          ADOPT,
          SHUTDOWN,
          DEPART,
          LEAVING_TIMER,
          ACTIVE_DOWN_TIMER,
          PREEMPT,
          ADVER_TIMER,
          ADVERT_ZERO,
          ADVERT_EQUAL_LOWER_ADDRESS,
          ADVERT_LOWER,
          ADDRESSES_CONFIRMED,
          ADDRESSES_LOST ->
          Cause.STARTUP;
    };
  }

  private static Cause ofTakeover(Router router, Peer heard, long heardAgeNanos, long nowNanos) {
    if (leftItToOthers(router.lastReport)
        && (heard == null || heardAgeNanos > nowNanos - router.roleSinceNanos)) {
      return Cause.NOBODY_TOOK_OVER;
    }
    if (heard == null) {
      return Cause.NOBODY_HEARD;
    }
    // Who was told so before a fault of its own has waited for adverts since.
    if (heard.priority() == 0 && heardAgeNanos <= nowNanos - router.roleSinceNanos) {
      return Cause.ACTIVE_RELEASED;
    }
    return Cause.ACTIVE_DOWN_TIMER;
  }

  private static boolean leftItToOthers(Report last) {
    return last != null
        && last.from() == Role.ACTIVE
        && (last.cause() == Cause.OPERATOR || last.cause() == Cause.ADDRESSES_CONTESTED);
  }
}
