package io.vipd.vrrp.machine;

/** What a transition makes the outside do, in the order it is listed. */
public enum Action {
  /** Send an advert with the router's priority. */
  SEND_ADVERT,
  /** Send an advert of priority 0. */
  SEND_RELEASE,
  /** Ask the kernel for the virtual addresses; its answer comes back as an event. */
  INSTALL_ADDRESSES,
  /** Take the virtual addresses away and stop announcing them. */
  REMOVE_ADDRESSES,
  /** Tell the segment where the virtual addresses are (gratuitous ARP). */
  ANNOUNCE,
  /** Announce them no more; they stay. */
  STOP_ANNOUNCING,
  /** Tell people and programs of the new role. */
  REPORT
}
