package io.vipd.daemon.journal;

import java.util.Locale;

/** What an entry tells of. */
public enum Kind {
  /** The daemon has started: version, process, groups. */
  STARTED,
  /** The daemon is being stopped. */
  STOPPING,
  /** A group changed its role: from, to, cause and what was known at that moment. */
  TRANSITION,
  /** A check's verdict changed: check, verdict, what it said. */
  CHECK,
  /** An operator asked for something: command, user, uid, outcome. */
  COMMAND,
  /** A maintenance ended by itself, at its time. */
  MAINTENANCE,
  /** Another configuration is in use: who asked for it, and each change. */
  RELOADED,
  /** A group is drained before it gives up on purpose: why, and for how long at most. */
  DRAINING,
  /** A hook failed: which, for what state, what came of it, what it said. */
  HOOK,
  /** Somebody removed an address and it was put back. */
  RESTORED,
  /** Somebody else claims an address that this node has, or does so no longer: address, MAC. */
  CONFLICT,
  /** Another router claimed to be Active, and lost: its address and priority. */
  CONTEST,
  /** A router that is none of its peers uses a group's VRID, or does so no longer: who, and how. */
  FOREIGN_ROUTER,
  /** A packet was refused; at most one entry a minute for each rule and interface. */
  REFUSED,
  /** Entries are missing here: why, and how many. */
  LOST;

  /** How it is written, for instance {@code transition}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
