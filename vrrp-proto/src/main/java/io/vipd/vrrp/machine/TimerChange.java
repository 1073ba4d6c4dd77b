package io.vipd.vrrp.machine;

/** What a transition does to the router's one running timer (RFC 9568 6.2). */
public enum TimerChange {
  /** It runs on. */
  KEEP,
  /** No timer runs. */
  CANCEL,
  /** Adver_Timer is set to Advertisement_Interval. */
  ADVERTISEMENT_INTERVAL,
  /** Active_Down_Timer is set to Active_Down_Interval. */
  ACTIVE_DOWN_INTERVAL,
  /** Not in the RFC: Active_Down_Timer is set to Active_Adver_Interval and Skew_Time. */
  LISTENING_INTERVAL,
  /** Active_Down_Timer is set to Skew_Time. */
  SKEW_TIME,
  /**
   * Not in the RFC: how long a router that leaves waits for another one to take over. Each of them
   * does so within its Skew_Time, which is shorter than Active_Adver_Interval; whoever ranks
   * higher, within a shorter one than its own.
   */
  LEAVING_INTERVAL
}
