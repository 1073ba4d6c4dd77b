package io.vipd.daemon.kernel;

import io.vipd.daemon.kernel.Native.Failure;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;

/**
 * A raw socket for VRRP over one IP version on one interface: what arrives there for protocol 112,
 * and adverts sent with exactly the source address that the caller wants. Never blocks. Belongs to
 * one thread.
 *
 * <p>A flood costs no more than the kernel's receive queue, which is bounded: what does not fit is
 * dropped there. The caller bounds how many packets it takes in one turn.
 *
 * <p>The checksum in a message is the caller's affair in both families; the kernel neither fills it
 * in nor looks at it.
 */
public abstract sealed class VrrpSocket extends Descriptor permits Ipv4VrrpSocket, Ipv6VrrpSocket {
  /** VRRP's number among the IP protocols (RFC 9568 5.1.1.4, 5.1.2.4). */
  public static final int PROTOCOL = 112;

  /** The longest message that can be sent: 255 IPv6 addresses and room for an authentication. */
  public static final int MAX_MESSAGE = 4352;

  /**
   * Room for one of those behind an IP header with all its options. Longer datagrams arrive cut
   * off, which their length field then gives away.
   */
  static final int MAX_PACKET = MAX_MESSAGE + 64;

  /** RFC 9568 5.1.1.3 and 5.1.2.3; also what a sender of unicast has to begin with. */
  static final int TTL = 255;

  /** Type of service, or traffic class, of what keeps the network itself running. */
  static final int INTERNET_CONTROL = 0xC0;

  /** Some hundred small packets: enough for a stall, not so much that a flood delays adverts. */
  private static final int RECEIVE_QUEUE_BYTES = 256 * 1024;

  private static final int SOCK_RAW = 3;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOCK_CLOEXEC = 0x80000;

  private static final int MSG_NOSIGNAL = 0x4000;

  private final Family family;
  private final String interfaceName;
  private final MessageHeader out;

  /** Whether the last call to {@link #receive} took something. */
  private boolean taking;

  /**
   * Makes one that hears nothing yet.
   *
   * @param domain the kernel's number of the family
   * @param out what is sent with, complete but for message and addresses
   */
  VrrpSocket(Family family, int domain, String interfaceName, MessageHeader out)
      throws KernelException {
    super(
        Native.socket(domain, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, PROTOCOL),
        "open a raw socket (it needs CAP_NET_RAW) for ",
        interfaceName);
    this.family = family;
    this.interfaceName = interfaceName;
    this.out = out;
  }

  /**
   * Opens one.
   *
   * @param family the IP version
   * @param interfaceName the interface to receive from and send through
   * @param interfaceIndex the same interface's index
   * @param multicast whether to join VRRP's group there; otherwise only unicast arrives
   * @throws KernelException {@code ENODEV} where there is no such interface, {@code EAFNOSUPPORT}
   *     where the kernel does not know the family
   */
  public static VrrpSocket open(
      Family family, String interfaceName, int interfaceIndex, boolean multicast)
      throws KernelException {
    VrrpSocket socket =
        switch (family) {
          case IPV4 -> new Ipv4VrrpSocket(interfaceName, interfaceIndex);
          case IPV6 -> new Ipv6VrrpSocket(interfaceName, interfaceIndex);
        };
    try {
      socket.configure(interfaceIndex, multicast);
      return socket;
    } catch (KernelException e) {
      socket.close();
      throw e;
    }
  }

  private void configure(int interfaceIndex, boolean multicast) throws KernelException {
    SocketOptions options = new SocketOptions(number());
    // From its first moment the socket hears every interface. Shut it, bind it, empty it, open it.
    options.refuseEverything();
    options.bindToInterface(interfaceName);
    while (receive() >= 0) {
      // of whatever interface it was
    }
    options.receiveQueue(RECEIVE_QUEUE_BYTES);
    setOptions(options);
    if (multicast) {
      join(options, interfaceIndex, interfaceName);
    }
    // Last, because the type of service sets it too.
    options.controlPriority();
    accept(options, multicast);
  }

  /** Sets what both families have, each in its own words, and what only one has. */
  abstract void setOptions(SocketOptions options) throws KernelException;

  abstract void join(SocketOptions options, int interfaceIndex, String interfaceName)
      throws KernelException;

  /** Lets packets in, from now on. */
  abstract void accept(SocketOptions options, boolean multicast) throws KernelException;

  /** Fills in where the next message goes from and to. */
  abstract void address(MessageHeader out, IpAddress source, IpAddress destination);

  /** Takes a datagram into {@link #packet}; answers its length or the failure. */
  abstract int take(int descriptor, Failure failure);

  /**
   * Takes the next datagram into {@link #packet}.
   *
   * @return its length with the IP header, cut off at the buffer's; or -1 when none is waiting
   * @throws KernelException what the interface or the kernel says instead
   */
  public final int receive() throws KernelException {
    int length = take(number(), Failure.UNEXPLAINED);
    if (length < 0 && !taking) {
      length = take(number(), Failure.EXPLAINED);
    } else if (length < 0) {
      length = -Errno.EAGAIN; // anything else the next wait tells of, and the next call asks
    }
    taking = length >= 0;
    if (length >= 0) {
      packet().limit(length).position(0);
      return length;
    }
    if (length == -Errno.EAGAIN) {
      return -1;
    }
    throw new KernelException("receive on " + interfaceName, -length);
  }

  /**
   * The datagram that {@link #receive} took, from the first byte of its IPv4 or IPv6 header, in
   * network byte order; overwritten by the next one. What IPv6 has between its header and VRRP's
   * message, extension headers, is not there.
   */
  public abstract ByteBuffer packet();

  /**
   * Sends one VRRP message with a TTL or hop limit of 255.
   *
   * @param message the message from index 0 on; its position does not count, and nothing of it
   *     changes
   * @param length its length in bytes, up to {@link #MAX_MESSAGE}
   * @param source an address of this host to send from, of the socket's family as the other one
   * @param destination VRRP's group or a peer
   * @return whether the kernel took it; false when its queue is full, which the next advert mends
   * @throws KernelException such as {@code ENETDOWN}; {@code ENETUNREACH} over IPv4 and {@code
   *     EINVAL} over IPv6 for a source that is not this host's, or that is tentative
   */
  public final boolean send(ByteBuffer message, int length, IpAddress source, IpAddress destination)
      throws KernelException {
    out.put(message, length);
    address(out, source, destination);
    if (sendTo(number(), Failure.UNEXPLAINED) >= 0) {
      return true;
    }
    int sent = sendTo(number(), Failure.EXPLAINED);
    if (sent >= 0) {
      return true;
    }
    if (sent == -Errno.EAGAIN || sent == -Errno.ENOBUFS) {
      return false;
    }
    throw new KernelException(
        "send from " + source + " to " + destination + " on " + interfaceName, -sent);
  }

  /**
   * Runs the code of {@link #receive} and {@link #send} up to the kernel's door and sends nothing,
   * so that a takeover does not run it for the first time.
   *
   * @param rounds how often; the compiler begins to look at some hundreds
   */
  public final void rehearse(int rounds) {
    ByteBuffer message = ByteBuffer.allocateDirect(32);
    IpAddress group = AdvertCodec.group(family);
    for (int round = 0; round < rounds; round++) {
      out.put(message, 12);
      address(out, group, group);
      sendTo(-1, Failure.UNEXPLAINED);
      take(-1, Failure.UNEXPLAINED);
    }
  }

  private int sendTo(int descriptor, Failure failure) {
    return Native.sendmsg(descriptor, out.block(), MessageHeader.HEADER, MSG_NOSIGNAL, failure);
  }
}
