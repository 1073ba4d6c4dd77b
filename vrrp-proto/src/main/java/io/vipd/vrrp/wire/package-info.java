/**
 * The VRRP packet as RFC 9568 section 5 draws it: values, the codec, and every reason to refuse a
 * packet.
 *
 * <p>{@link io.vipd.vrrp.wire.AdvertCodec} reads a whole IP datagram into a reusable {@link
 * io.vipd.vrrp.wire.Advert}, {@link io.vipd.vrrp.wire.AdvertForm} writes what one router sends.
 * Neither creates an object, because they run once per packet, and anybody on the segment may send
 * packets. Everything else here is an immutable value.
 *
 * <p>Nothing in this package knows a socket, a clock, a thread or a logger. It speaks VRRPv3 over
 * IPv4 and IPv6 (RFC 9568) and VRRPv2 over IPv4 (RFC 3768).
 */
package io.vipd.vrrp.wire;
