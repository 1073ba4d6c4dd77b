package io.vipd.daemon.doctor;

import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;

/**
 * What a firewall sees of an advert.
 *
 * @param family of its IP header
 * @param interfaceName where it comes in or goes out
 * @param group where it goes to; null by unicast
 */
record AdvertPacket(Family family, String interfaceName, IpAddress group) {
  static AdvertPacket of(VirtualRouter router) {
    return new AdvertPacket(
        router.family(),
        router.interfaceName(),
        router.multicast() ? AdvertCodec.group(router.family()) : null);
  }
}
