package io.vipd.vrrp.node;

import io.vipd.vrrp.wire.Centiseconds;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.IpAddress;
import java.time.Duration;
import java.util.List;

/**
 * What is configured for one virtual router.
 *
 * @param name how people call it
 * @param vrid 1 to 255 (RFC 9568 5.2.3)
 * @param priority 1 to 254, 255 for the address owner (5.2.4)
 * @param interval Advertisement_Interval
 * @param addresses the virtual IPv4 addresses, 1 to 255, in the order they are advertised
 * @param peers unicast peers; empty for multicast
 * @param preempt Preempt_Mode; the owner always preempts
 * @param preemptDelay how long to listen after a start before preempting; not negative
 * @param checksum which form to send
 * @param checkWeights for each check its weight: 0 inhibits while down, below 0 is added to the
 *     priority while down, above 0 while up
 */
public record RouterConfig(
    String name,
    int vrid,
    int priority,
    Centiseconds interval,
    List<IpAddress> addresses,
    List<IpAddress> peers,
    boolean preempt,
    Duration preemptDelay,
    ChecksumForm checksum,
    List<Integer> checkWeights) {

  /** The priority of a router that owns its addresses (RFC 9568 5.2.4). */
  public static final int OWNER_PRIORITY = 255;

  /** Copies the lists and refuses what the wire cannot carry. */
  public RouterConfig {
    if (vrid < 1 || vrid > 255) {
      throw new IllegalArgumentException("VRID " + vrid + " is outside 1..255");
    }
    if (priority < 1 || priority > OWNER_PRIORITY) {
      throw new IllegalArgumentException("priority " + priority + " is outside 1..255");
    }
    if (addresses.isEmpty() || addresses.size() > 255) {
      throw new IllegalArgumentException(addresses.size() + " addresses, but 1..255 fit an advert");
    }
    addresses = List.copyOf(addresses);
    peers = List.copyOf(peers);
    checkWeights = List.copyOf(checkWeights);
  }

  /** Whether adverts go to the group address. */
  public boolean multicast() {
    return peers.isEmpty();
  }
}
