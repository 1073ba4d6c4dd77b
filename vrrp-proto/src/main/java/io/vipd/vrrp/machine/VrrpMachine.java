package io.vipd.vrrp.machine;

/** RFC 9568 6.4 as a function: role, event and four facts in, one row of the table out. */
public final class VrrpMachine {
  private VrrpMachine() {}

  /**
   * Decides what an event does to a virtual router. Pure and total.
   *
   * @param role what the router is
   * @param event what happened
   * @param owner whether its priority is 255 (RFC 9568 5.2.4)
   * @param preempting whether it takes over from a healthy router of lower priority: Preempt_Mode
   *     is on and no hold is running
   * @param arriving whether it is Active and nobody knows yet: it has preempted a router that is
   *     well, and waits for the kernel
   * @param leave whether it is about to leave; {@link Leave#NO} unless it is Active and has said so
   * @return the row of the table; never null
   */
  public static Transition decide(
      Role role, Event event, boolean owner, boolean preempting, boolean arriving, Leave leave) {
    return switch (role) {
      case INITIALIZE -> inInitialize(event, owner);
      case BACKUP -> inBackup(event, preempting);
      case ACTIVE -> {
        if (arriving) {
          yield arriving(event);
        }
        yield leave == Leave.NO ? inActive(event) : leaving(event, leave);
      }
    };
  }

  private static Transition inInitialize(Event event, boolean owner) {
    return switch (event) {
      case STARTUP -> owner ? Transition.CLAIM : Transition.LISTEN;
      case ADOPT -> Transition.CLAIM;
      case SHUTDOWN,
          DEPART,
          ACTIVE_DOWN_TIMER,
          PREEMPT,
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
          Transition.IGNORE;
    };
  }

  private static Transition inBackup(Event event, boolean preempting) {
    return switch (event) {
      case SHUTDOWN, DEPART -> Transition.STOP_LISTENING;
      case ACTIVE_DOWN_TIMER -> Transition.CLAIM;
      case PREEMPT -> Transition.PREEMPT;
      case ADVERT_ZERO -> Transition.HASTEN;
      case ADVERT_HIGHER, ADVERT_EQUAL_HIGHER_ADDRESS, ADVERT_EQUAL_LOWER_ADDRESS ->
          Transition.HEAR;
      case STALLED -> Transition.LISTEN_ON;
      case ADVERT_LOWER -> preempting ? Transition.IGNORE : Transition.HEAR;
      case STARTUP,
          ADOPT,
          ADVER_TIMER,
          RELINQUISH,
          ADDRESSES_CONFIRMED,
          ADDRESSES_LOST,
          ADDRESSES_CONTESTED,
          LEADER_YIELDED,
          OUTRANKED,
          LEAVING_TIMER ->
          Transition.IGNORE;
    };
  }

  private static Transition inActive(Event event) {
    return switch (event) {
      case SHUTDOWN -> Transition.RELEASE;
      case ADVER_TIMER, ADVERT_ZERO -> Transition.ADVERTISE;
      case ADVERT_HIGHER, ADVERT_EQUAL_HIGHER_ADDRESS -> Transition.YIELD;
      case ADVERT_EQUAL_LOWER_ADDRESS, ADVERT_LOWER -> Transition.REASSERT;
      case RELINQUISH, DEPART -> Transition.LEAVE;
      case OUTRANKED -> Transition.CEDE;
      case ADDRESSES_CONTESTED -> Transition.HAND_OVER;
      case ADDRESSES_CONFIRMED -> Transition.CONFIRM;
      case ADDRESSES_LOST -> Transition.RESTORE;
      case STALLED -> Transition.STAND_BACK;
      case LEADER_YIELDED -> Transition.FOLLOW;
      case STARTUP, ADOPT, ACTIVE_DOWN_TIMER, PREEMPT, LEAVING_TIMER -> Transition.IGNORE;
    };
  }

  /**
   * The router that it preempts serves until it hears our first advert. That comes with the
   * kernel's answer, or with the first that would be due after it.
   */
  private static Transition arriving(Event event) {
    return switch (event) {
      case ADDRESSES_CONFIRMED -> Transition.ASSERT;
      case ADVER_TIMER, ADVERT_ZERO -> Transition.ADVERTISE;
      case ADVERT_HIGHER, ADVERT_EQUAL_HIGHER_ADDRESS -> Transition.YIELD;
      case SHUTDOWN, DEPART -> Transition.GO;
      case RELINQUISH, OUTRANKED, ADDRESSES_CONTESTED, LEADER_YIELDED -> Transition.WITHDRAW;
      case ADDRESSES_LOST -> Transition.RESTORE;
      case STALLED -> Transition.STAND_BACK;
      case STARTUP,
          ADOPT,
          ACTIVE_DOWN_TIMER,
          PREEMPT,
          ADVERT_EQUAL_LOWER_ADDRESS,
          ADVERT_LOWER,
          LEAVING_TIMER ->
          Transition.IGNORE;
    };
  }

  /** It is silent: what it would say as an Active router would keep the others from taking over. */
  private static Transition leaving(Event event, Leave leave) {
    boolean toBetter = leave == Leave.TO_BETTER;
    Transition row =
        switch (event) {
          case STARTUP -> Transition.STAY;
          case SHUTDOWN -> toBetter ? Transition.RELEASE : Transition.GO;
          case ADVERT_HIGHER, ADVERT_EQUAL_HIGHER_ADDRESS -> Transition.MAKE_WAY;
          case ADVERT_EQUAL_LOWER_ADDRESS, ADVERT_LOWER ->
              toBetter ? Transition.STAY : Transition.MAKE_WAY;
          case LEADER_YIELDED, ADDRESSES_CONTESTED -> Transition.MAKE_WAY_TOO;
          case LEAVING_TIMER -> toBetter ? Transition.STAY : Transition.LAPSE;
          case RELINQUISH -> toBetter ? Transition.LEAVE : Transition.IGNORE;
          case ADDRESSES_CONFIRMED -> Transition.CONFIRM;
          case ADDRESSES_LOST -> Transition.RESTORE;
          case STALLED -> Transition.STAND_BACK;
          case ADOPT, DEPART, ACTIVE_DOWN_TIMER, PREEMPT, ADVER_TIMER, ADVERT_ZERO, OUTRANKED ->
              Transition.IGNORE;
        };
    return leave == Leave.FOR_GOOD && row.next() != null ? Transition.GO : row;
  }
}
