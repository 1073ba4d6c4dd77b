package io.vipd.daemon.kernel;

import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;

/** The default gateway by an interface, as the kernel's routing sees it at this moment. */
public final class Gateway {
  /** The first unicast address of each family that is not special: nobody has a route to it. */
  private static final IpAddress ANYWHERE_IPV4 = IpAddress.parse("1.0.0.0");

  private static final IpAddress ANYWHERE_IPV6 = IpAddress.parse("2000::");

  private static final String OPERATION = "ask for the default gateway";

  private Gateway() {}

  /**
   * Looks up which gateway a packet to nowhere in particular would take by this interface: one look
   * into the table however long it is, not a list of it. Waits for the kernel, a second at most.
   *
   * @param interfaceIndex the interface
   * @return null if there is no way out by that interface, or none that needs a gateway
   * @throws KernelException if the kernel does not answer
   */
  public static IpAddress by(int interfaceIndex, Family family) throws KernelException {
    IpAddress anywhere =
        switch (family) {
          case IPV4 -> ANYWHERE_IPV4;
          case IPV6 -> ANYWHERE_IPV6;
        };
    return NetlinkQuestion.ask(
        OPERATION,
        out ->
            RouteMessages.putQuestion(out, 0, NetlinkQuestion.SEQUENCE, anywhere, interfaceIndex),
        RouteMessages.RTM_NEWROUTE,
        (in, at, length) -> RouteMessages.gateway(in, at, length, interfaceIndex),
        null); // no route: ENETUNREACH and the like
  }
}
