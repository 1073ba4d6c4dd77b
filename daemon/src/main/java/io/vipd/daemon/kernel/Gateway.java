package io.vipd.daemon.kernel;

import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** The default gateway by an interface, as the kernel's routing sees it at this moment. */
public final class Gateway {
  /** The first unicast address of each family that is not special: nobody has a route to it. */
  private static final IpAddress ANYWHERE_IPV4 = IpAddress.parse("1.0.0.0");

  private static final IpAddress ANYWHERE_IPV6 = IpAddress.parse("2000::");

  private static final String OPERATION = "ask for the default gateway";
  private static final int SEQUENCE = 1;
  private static final long ANSWER_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int DATAGRAM_BYTES = 8 * 1024;
  private static final int REQUEST_BYTES = 128;

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
    try (NetlinkSocket socket = new NetlinkSocket(0, DATAGRAM_BYTES, REQUEST_BYTES)) {
      int errno =
          socket.send(
              RouteMessages.putQuestion(socket.out(), 0, SEQUENCE, anywhere, interfaceIndex));
      if (errno != 0) {
        throw new KernelException(OPERATION, errno);
      }
      return answer(socket, interfaceIndex);
    }
  }

  private static IpAddress answer(NetlinkSocket socket, int interfaceIndex) throws KernelException {
    Poller poller = new Poller();
    poller.add(socket);
    long deadline = System.nanoTime() + ANSWER_TIMEOUT_NANOS;
    while (true) {
      int received = socket.receive();
      if (received < 0 && received != -Errno.EAGAIN) {
        throw new KernelException(OPERATION, -received);
      }
      ByteBuffer in = socket.in();
      int at = 0;
      int length;
      while ((length = NetlinkMessages.length(in, at, received)) > 0) {
        if (NetlinkMessages.sequence(in, at) == SEQUENCE) {
          switch (NetlinkMessages.type(in, at)) {
            case NetlinkMessages.NLMSG_ERROR -> {
              return null; // no route: ENETUNREACH and the like
            }
            case RouteMessages.RTM_NEWROUTE -> {
              return RouteMessages.gateway(in, at, length, interfaceIndex);
            }
            default -> {
              // nothing that we asked for
            }
          }
        }
        at = NetlinkMessages.next(at, length);
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new KernelException(OPERATION, Errno.ETIMEDOUT);
      }
      poller.await(left);
    }
  }
}
