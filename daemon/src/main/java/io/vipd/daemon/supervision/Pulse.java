package io.vipd.daemon.supervision;

import io.vipd.daemon.control.NodeStatus;

/** What the core shows of itself while it works; all of it from any thread. */
public interface Pulse {
  /** How many turns it has taken; it takes one every half second, and more when there is work. */
  long turns();

  /** How often one of its groups has changed its role, or the groups were replaced. */
  long changes();

  /** A picture of the node, as the core has it; waits for the core. */
  NodeStatus status();

  /** Where in its code the core is at this moment, for the log. */
  StackTraceElement[] stack();
}
