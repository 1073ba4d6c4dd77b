/**
 * A look at a network from outside: which virtual routers there are, and which numbers and
 * addresses are free. For {@code vipctl scan}, which runs it in its own process and with its own
 * sockets, daemon or not.
 *
 * <p>{@link io.vipd.daemon.scan.Scan} listens on some interfaces for a time, a thread for each;
 * {@link io.vipd.daemon.scan.Sightings} makes of the frames what {@link
 * io.vipd.daemon.scan.SeenRouter} says of a router; {@link io.vipd.daemon.scan.AddressProbe} asks
 * for one address (RFC 5227 2.1.1). A scan joins VRRP's groups, so that switches which snoop let
 * adverts through, and otherwise sends nothing.
 */
package io.vipd.daemon.scan;
