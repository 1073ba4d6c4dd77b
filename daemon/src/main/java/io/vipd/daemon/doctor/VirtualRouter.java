package io.vipd.daemon.doctor;

import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.util.List;

/**
 * One address family of a group, from its file or from the daemon.
 *
 * @param group the group's name
 * @param interfaceName its interface
 * @param family of its addresses
 * @param version 2 or 3
 * @param vrid 1 to 255
 * @param addresses the virtual addresses
 * @param peers unicast peers; empty for multicast
 * @param owner whether the addresses are this node's own ones
 * @param signature how its adverts are signed
 * @param live what the daemon says of it; null where no daemon does
 */
record VirtualRouter(
    String group,
    String interfaceName,
    Family family,
    int version,
    int vrid,
    List<VirtualAddress> addresses,
    List<IpAddress> peers,
    boolean owner,
    Signature signature,
    Live live) {

  /** How adverts are signed. */
  enum Signature {
    UNKNOWN,
    NONE,
    MONOTONIC,
    /** The clock counts. */
    TIME
  }

  /**
   * What the daemon says of it.
   *
   * @param role ACTIVE, BACKUP or FAULT
   * @param why a sentence
   * @param peers everybody heard or configured
   */
  record Live(String role, String why, List<Peer> peers) {}

  /**
   * A peer.
   *
   * @param heardAgoMillis age of its last advert; null when it was never heard
   * @param checksum the form of its checksum; null when it was never heard
   * @param warning what is wrong with its adverts; null when nothing is
   */
  record Peer(String address, Long heardAgoMillis, String checksum, String warning) {}

  boolean has(IpAddress address) {
    return addresses.stream().anyMatch(virtual -> virtual.address().equals(address));
  }

  boolean multicast() {
    return peers.isEmpty();
  }
}
