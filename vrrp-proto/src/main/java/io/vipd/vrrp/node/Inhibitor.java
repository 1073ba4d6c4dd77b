package io.vipd.vrrp.node;

import java.util.EnumSet;
import java.util.Set;

/**
 * A reason why a router may not take part. As long as one stands, it is in Initialize; an Active
 * router goes there at once, or, if the reason can wait, when another router has taken over.
 */
public enum Inhibitor {
  /** The interface does not exist. */
  INTERFACE_MISSING("interface is missing"),
  /** The interface is down or has no carrier. */
  LINK_DOWN("link is down"),
  /** There is no address to send adverts from. */
  NO_SOURCE_ADDRESS("interface has no address to send from"),
  /** The socket for adverts cannot be opened or used. */
  SOCKET_FAILED("adverts cannot be exchanged"),
  /** A check of weight 0 has no verdict yet. */
  CHECK_WAITING("waiting for a check"),
  /** A check of weight 0 is down. */
  CHECK_DOWN("check is down"),
  /** The kernel refused an address; tried again with a back-off. */
  KERNEL_REFUSED("kernel refused an address"),
  /** Another router that it moves with is held up; see {@link Node#tie}. */
  SIBLING("another router that it moves with is held up"),
  /** An operator keeps it out; can wait. */
  MAINTENANCE("in maintenance"),
  /** The daemon is stopping; can wait. */
  STOPPING("vipd is stopping"),
  /** The router is not configured any more. */
  REMOVED("it is no longer configured");

  private final String words;

  Inhibitor(String words) {
    this.words = words;
  }

  /** The reason in words. */
  public String words() {
    return words;
  }

  /** Those that these bits stand for. */
  static Set<Inhibitor> set(int bits) {
    Set<Inhibitor> set = EnumSet.noneOf(Inhibitor.class);
    for (Inhibitor inhibitor : values()) {
      if ((bits & inhibitor.bit()) != 0) {
        set.add(inhibitor);
      }
    }
    return set;
  }

  /** The bits of all of these. */
  static int bits(Set<Inhibitor> set) {
    int bits = 0;
    for (Inhibitor inhibitor : set) {
      bits |= inhibitor.bit();
    }
    return bits;
  }

  int bit() {
    return 1 << ordinal();
  }
}
