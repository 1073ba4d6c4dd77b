package io.vipd.daemon.config;

import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.util.List;

/**
 * What one group's file says, with the places of what is compared across files. What the file has
 * wrong is missing here.
 *
 * @param name the group's name
 * @param findings what is found in it
 * @param config the group; null when the file has an error
 * @param vrid null when missing
 * @param interfaceName null when missing
 * @param priority the default when missing
 * @param addresses in file order
 * @param addressesPlace where they stand
 * @param advertise in file order
 * @param peers in file order
 * @param peersPlace where peers stand; the file's beginning where there are none
 * @param source null when missing
 * @param sourceIpv6 null when missing
 */
record GroupFile(
    String name,
    Findings findings,
    GroupConfig config,
    Located<Integer> vrid,
    Located<String> interfaceName,
    int priority,
    List<Located<VirtualAddress>> addresses,
    Place addressesPlace,
    List<Located<IpAddress>> advertise,
    List<Located<IpAddress>> peers,
    Place peersPlace,
    Located<IpAddress> source,
    Located<IpAddress> sourceIpv6) {

  /** Whether it says something of a family; one whose addresses are not known may be of either. */
  boolean concerns(Family family) {
    return addresses.isEmpty() && advertise.isEmpty()
        || addresses.stream().anyMatch(address -> address.value().address().family() == family)
        || advertise.stream().anyMatch(address -> address.value().family() == family);
  }

  /** Whether adverts of a family go to peers. */
  boolean unicast(Family family) {
    return peers.stream().anyMatch(peer -> peer.value().family() == family);
  }
}
