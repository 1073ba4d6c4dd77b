/**
 * The VRRP packet as RFC 9568 section 5 draws it: values, the codec, and every reason to refuse a
 * packet.
 *
 * <p>Files follow one order: constants, the checks in the order of section 7.1, then writing.
 * {@link io.vipd.vrrp.wire.AdvertCodec} reads a whole IP datagram into a reusable {@link
 * io.vipd.vrrp.wire.Advert} and creates no object, because it runs once per packet that anybody on
 * the segment cares to send. Everything else here is an immutable value.
 *
 * <p>Nothing in this package knows a socket, a clock, a thread or a logger. It speaks VRRPv3 over
 * IPv4.
 */
package io.vipd.vrrp.wire;
