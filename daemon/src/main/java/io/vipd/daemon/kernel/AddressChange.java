package io.vipd.daemon.kernel;

import io.vipd.vrrp.wire.IpAddress;

/**
 * One wish about one virtual address; made once, applied as often as needed.
 *
 * <p>An IPv4 address goes onto the interface as {@code ip address add} would put it, network prefix
 * included: inside a network that the interface already has it becomes a secondary address and adds
 * no second route; in a network of its own it brings that network's route. Where the sysctl {@code
 * promote_secondaries} is off, the kernel takes secondary addresses away together with the first
 * one of their network; {@link LinkMonitor} tells, and holding them again mends it.
 *
 * <p>An IPv6 address is there at once, without the second that duplicate address detection takes
 * (RFC 4862 5.4): after a split the other node may well have it still. It is deprecated from the
 * start, so that no connection of the host's own begins from it (RFC 6724 5, rule 3). It brings no
 * route: the kernel keeps one route for all addresses of a network, and would let that of the
 * host's own address expire with the lease. Since an interface has an IPv6 address once, whatever
 * its prefix, holding one that is there renews it with the prefix it has.
 *
 * @param kind hold, renew or remove
 * @param interfaceIndex the interface
 * @param address an address of either family
 * @param prefixLength 0 to 32, for IPv6 to 128
 * @param lifetimeSeconds how long the kernel keeps the address unless it is held again, 1 to {@link
 *     #FOREVER}; counts for holding only
 */
public record AddressChange(
    Kind kind, int interfaceIndex, IpAddress address, int prefixLength, long lifetimeSeconds) {

  /** The lifetime of an address that the kernel never takes away by itself. */
  public static final long FOREVER = 0xFFFF_FFFFL;

  /** What to do. */
  public enum Kind {
    /** Add the address, or renew its lifetime where it is there already. */
    HOLD,
    /** The same, of which {@link LinkMonitor#open(AddressWriter)} need not hear. */
    RENEW,
    /** Take the address away. */
    REMOVE
  }

  /** Refuses what cannot be put into a request. */
  public AddressChange {
    if (prefixLength < 0 || prefixLength > address.family().addressBytes() * Byte.SIZE) {
      throw new IllegalArgumentException(address + " has no prefix of " + prefixLength + " bits");
    }
    if (lifetimeSeconds < 1 || lifetimeSeconds > FOREVER) {
      throw new IllegalArgumentException("a lifetime of " + lifetimeSeconds + " s");
    }
  }

  /** Adds or renews an address. */
  public static AddressChange hold(
      int interfaceIndex, IpAddress address, int prefixLength, long lifetimeSeconds) {
    return new AddressChange(Kind.HOLD, interfaceIndex, address, prefixLength, lifetimeSeconds);
  }

  /** Renews one that is there as we put it, which is nothing new to anybody. */
  public static AddressChange renew(
      int interfaceIndex, IpAddress address, int prefixLength, long lifetimeSeconds) {
    return new AddressChange(Kind.RENEW, interfaceIndex, address, prefixLength, lifetimeSeconds);
  }

  /** Takes an address away. */
  public static AddressChange remove(int interfaceIndex, IpAddress address, int prefixLength) {
    return new AddressChange(Kind.REMOVE, interfaceIndex, address, prefixLength, FOREVER);
  }

  /** The sentence for a change that ended with this error number. */
  public KernelException failure(int errno) {
    String verb =
        switch (kind) {
          case HOLD -> "add ";
          case RENEW -> "renew ";
          case REMOVE -> "remove ";
        };
    return new KernelException(
        verb + address + "/" + prefixLength + " on interface " + interfaceIndex, errno);
  }
}
