package io.vipd.daemon.scan;

import io.vipd.arp.MacAddress;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.util.List;

/**
 * A virtual router as somebody announced it last.
 *
 * @param interfaceName where it was heard
 * @param protocol which protocol it speaks
 * @param version 2 or 3 for VRRP, 2 for CARP; 0 where that could not be read
 * @param family of the packets
 * @param vrid the virtual router's number, 0 to 255; CARP calls it VHID
 * @param source where its packets come from
 * @param mac the station that sent the frame
 * @param priority 0 to 255; of CARP the advskew, which the lowest wins; -1 where not read
 * @param intervalMillis time between its adverts, as they say; -1 where not read
 * @param addresses its virtual addresses; empty where not read, and of CARP, which hides them
 * @param auth how it authenticates itself: {@code none}, {@code password}, {@code hmac key 1}
 * @param adverts how many were heard
 * @param refused what is wrong with its packets; null for nothing
 */
public record SeenRouter(
    String interfaceName,
    Protocol protocol,
    int version,
    Family family,
    int vrid,
    IpAddress source,
    MacAddress mac,
    int priority,
    long intervalMillis,
    List<IpAddress> addresses,
    String auth,
    long adverts,
    String refused) {

  /** Protocols that have IP protocol number 112. */
  public enum Protocol {
    VRRP,
    CARP
  }

  /** Whether it is the same router, by the same sender. */
  boolean isSame(SeenRouter other) {
    return interfaceName.equals(other.interfaceName)
        && protocol == other.protocol
        && family == other.family
        && vrid == other.vrid
        && source.equals(other.source);
  }

  SeenRouter withAdverts(long count) {
    return new SeenRouter(
        interfaceName,
        protocol,
        version,
        family,
        vrid,
        source,
        mac,
        priority,
        intervalMillis,
        addresses,
        auth,
        count,
        refused);
  }
}
