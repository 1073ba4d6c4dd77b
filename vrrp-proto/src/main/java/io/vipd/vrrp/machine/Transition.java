package io.vipd.vrrp.machine;

import static io.vipd.vrrp.machine.Action.ANNOUNCE;
import static io.vipd.vrrp.machine.Action.INSTALL_ADDRESSES;
import static io.vipd.vrrp.machine.Action.REMOVE_ADDRESSES;
import static io.vipd.vrrp.machine.Action.REPORT;
import static io.vipd.vrrp.machine.Action.SEND_ADVERT;
import static io.vipd.vrrp.machine.Action.SEND_RELEASE;
import static io.vipd.vrrp.machine.Action.STOP_ANNOUNCING;
import static io.vipd.vrrp.machine.Role.ACTIVE;
import static io.vipd.vrrp.machine.Role.BACKUP;
import static io.vipd.vrrp.machine.Role.INITIALIZE;

import java.util.List;

/**
 * The rows of RFC 9568 6.4: next role, timer, interval, actions. Whoever leaves ACTIVE tells the
 * peers before it gives the addresses up, and gives them up before anybody is told of it. Whoever
 * can wait gives them up when one of the peers has taken over ({@link Leave}).
 */
public enum Transition {
  /** The event means nothing in this role. */
  IGNORE(null, TimerChange.KEEP, Interval.KEEP),
  /** 6.4.1: start as a Backup. */
  LISTEN(BACKUP, TimerChange.ACTIVE_DOWN_INTERVAL, Interval.OWN, REPORT),
  /**
   * 6.4.1 with priority 255, and 6.4.2 on Active_Down_Timer: become Active. Not in the RFC: so does
   * a router that goes on where an earlier life of the daemon ended.
   */
  CLAIM(
      ACTIVE,
      TimerChange.ADVERTISEMENT_INTERVAL,
      Interval.OWN,
      SEND_ADVERT,
      INSTALL_ADDRESSES,
      REPORT),
  /**
   * 6.4.2 where the Active router is well, whose addresses nobody shall miss: become Active, but
   * say so when the kernel has them. The RFC says so first.
   */
  PREEMPT(ACTIVE, TimerChange.ADVERTISEMENT_INTERVAL, Interval.OWN, INSTALL_ADDRESSES, REPORT),
  /** The kernel has them, so that the other router may go. */
  ASSERT(null, TimerChange.ADVERTISEMENT_INTERVAL, Interval.KEEP, SEND_ADVERT, ANNOUNCE),
  /**
   * Not in the RFC: nobody knows yet that it is Active, and it stays Backup of the other router.
   */
  WITHDRAW(BACKUP, TimerChange.ACTIVE_DOWN_INTERVAL, Interval.OWN, REMOVE_ADDRESSES, REPORT),
  /** 6.4.2: stop while Backup. */
  STOP_LISTENING(INITIALIZE, TimerChange.CANCEL, Interval.KEEP, REPORT),
  /** 6.4.2: the Active router is alive. */
  HEAR(null, TimerChange.ACTIVE_DOWN_INTERVAL, Interval.LEARN),
  /** 6.4.2: the Active router leaves; the best Backup fires first. */
  HASTEN(null, TimerChange.SKEW_TIME, Interval.KEEP),
  /** 6.4.3: the next advert is due, or another router leaves. */
  ADVERTISE(null, TimerChange.ADVERTISEMENT_INTERVAL, Interval.KEEP, SEND_ADVERT),
  /**
   * 6.4.3: a router of lower rank claims to be Active. It is told at once; and because hosts may
   * have believed it, the addresses are announced again.
   */
  REASSERT(null, TimerChange.KEEP, Interval.KEEP, SEND_ADVERT, ANNOUNCE),
  /**
   * 6.4.3: a router of higher rank is Active. One more advert, the last, tells it that hosts may
   * have believed us: it answers and announces the addresses again ({@link #REASSERT}). Without it
   * a router that was cut off and came back would never learn that it had been replaced.
   */
  YIELD(
      BACKUP,
      TimerChange.ACTIVE_DOWN_INTERVAL,
      Interval.LEARN,
      SEND_ADVERT,
      REMOVE_ADDRESSES,
      REPORT),
  /** 6.4.3: stop while Active. */
  RELEASE(INITIALIZE, TimerChange.CANCEL, Interval.KEEP, SEND_RELEASE, REMOVE_ADDRESSES, REPORT),
  /**
   * Not in the RFC: tell the others that one of them shall take over, and serve until its first
   * advert is heard. Whoever does announces the addresses, and nobody shall be heard after him.
   */
  LEAVE(null, TimerChange.LEAVING_INTERVAL, Interval.OWN, STOP_ANNOUNCING, SEND_RELEASE),
  /**
   * Not in the RFC: the same in favour of whoever ranks higher. It says its own rank first: nobody
   * of a lower one shall be in a hurry.
   */
  CEDE(
      null, TimerChange.LEAVING_INTERVAL, Interval.OWN, STOP_ANNOUNCING, SEND_ADVERT, SEND_RELEASE),
  /** Not in the RFC: it left, and another one has taken over. */
  MAKE_WAY(BACKUP, TimerChange.ACTIVE_DOWN_INTERVAL, Interval.LEARN, REMOVE_ADDRESSES, REPORT),
  /** Not in the RFC: it left, and so has the router that it follows, to another one. */
  MAKE_WAY_TOO(BACKUP, TimerChange.ACTIVE_DOWN_INTERVAL, Interval.OWN, REMOVE_ADDRESSES, REPORT),
  /**
   * Not in the RFC: it left, and nobody has taken over. As far as its own node is concerned it has
   * left nevertheless, and comes back: who was told to be ready for that shall know.
   */
  LAPSE(BACKUP, TimerChange.SKEW_TIME, Interval.OWN, REMOVE_ADDRESSES, REPORT),
  /**
   * Not in the RFC: it left for good, and another one has taken over, or nobody will; or nobody
   * knew that it was Active.
   */
  GO(INITIALIZE, TimerChange.CANCEL, Interval.KEEP, REMOVE_ADDRESSES, REPORT),
  /**
   * Not in the RFC: it was about to leave, and stays. Whoever is no better and has taken over hears
   * that; because hosts may have believed it, the addresses are announced again.
   */
  STAY(null, TimerChange.ADVERTISEMENT_INTERVAL, Interval.OWN, SEND_ADVERT, ANNOUNCE),
  /** Not in the RFC: hand over to another node at once and stay ready. */
  HAND_OVER(
      BACKUP,
      TimerChange.ACTIVE_DOWN_INTERVAL,
      Interval.OWN,
      SEND_RELEASE,
      REMOVE_ADDRESSES,
      REPORT),
  /**
   * Not in the RFC: the router that this one follows has yielded. One more advert, as in {@link
   * #YIELD}, for a winner that is Active already, then priority 0 for one that is not yet.
   */
  FOLLOW(
      BACKUP,
      TimerChange.ACTIVE_DOWN_INTERVAL,
      Interval.OWN,
      SEND_ADVERT,
      SEND_RELEASE,
      REMOVE_ADDRESSES,
      REPORT),
  /**
   * Not in the RFC: the daemon did not run for so long that the peers may have replaced this
   * router. It gives the addresses up and listens. No advert of its own, since it does not know
   * whether it is Active; and no priority 0, which says that it was until now, and would hurry
   * Backups towards a takeover from the one that they have.
   */
  STAND_BACK(BACKUP, TimerChange.LISTENING_INTERVAL, Interval.OWN, REMOVE_ADDRESSES, REPORT),
  /**
   * Not in the RFC: the silence may be our own deafness; whoever is Active is heard before long.
   */
  LISTEN_ON(null, TimerChange.LISTENING_INTERVAL, Interval.KEEP),
  /** Traffic can be taken now, so it may be attracted. */
  CONFIRM(null, TimerChange.KEEP, Interval.KEEP, ANNOUNCE),
  /** Put back what somebody took away. */
  RESTORE(null, TimerChange.KEEP, Interval.KEEP, INSTALL_ADDRESSES);

  /** What becomes of Active_Adver_Interval. */
  public enum Interval {
    /** It stays. */
    KEEP,
    /** It becomes our Advertisement_Interval. */
    OWN,
    /** It becomes the advert's Max Advertise Interval. */
    LEARN
  }

  private final Role next;
  private final TimerChange timer;
  private final Interval interval;
  private final List<Action> actions;

  Transition(Role next, TimerChange timer, Interval interval, Action... actions) {
    this.next = next;
    this.timer = timer;
    this.interval = interval;
    this.actions = List.of(actions);
  }

  /** The role after it; null where the role stays. */
  public Role next() {
    return next;
  }

  /** What happens to the timer. */
  public TimerChange timer() {
    return timer;
  }

  /** What happens to Active_Adver_Interval. */
  public Interval interval() {
    return interval;
  }

  /** What to do, in order; at most four. */
  public List<Action> actions() {
    return actions;
  }
}
