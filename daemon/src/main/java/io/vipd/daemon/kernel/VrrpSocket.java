package io.vipd.daemon.kernel;

import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;

/**
 * A raw socket for VRRP over IPv4 on one interface: what arrives there for protocol 112, and
 * adverts sent with exactly the source address that the caller wants. Never blocks. Belongs to one
 * thread.
 *
 * <p>A flood costs no more than the kernel's receive queue, which is bounded: what does not fit is
 * dropped there. The caller bounds how many packets it takes in one turn.
 */
public final class VrrpSocket extends Descriptor {
  /** VRRP's number among the IP protocols (RFC 9568 5.1.1.4). */
  public static final int PROTOCOL = 112;

  /** VRRP's multicast group, 224.0.0.18 (RFC 9568 5.1.1.2), in network order. */
  public static final int GROUP = 0xE000_0012;

  /** The longest message that can be sent: 255 addresses and room for an authentication. */
  public static final int MAX_MESSAGE = 2048;

  /** Longer datagrams arrive cut off, which their length field then gives away. */
  private static final int MAX_PACKET = 4096;

  /** Some hundred small packets: enough for a stall, not so much that a flood delays adverts. */
  private static final int RECEIVE_QUEUE_BYTES = 256 * 1024;

  private static final int AF_INET = 2;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOCK_CLOEXEC = 0x80000;

  private static final int MSG_NOSIGNAL = 0x4000;

  private final String interfaceName;
  private final Block in = new Block(MAX_PACKET);
  private final ByteBuffer packet = in.networkView();
  private final VrrpMessageHeader out;

  private VrrpSocket(int numberOrError, String interfaceName, int interfaceIndex)
      throws KernelException {
    super(numberOrError, "open a raw socket (it needs CAP_NET_RAW) for ", interfaceName);
    this.interfaceName = interfaceName;
    this.out = new VrrpMessageHeader(interfaceIndex, MAX_MESSAGE);
  }

  /**
   * Opens one.
   *
   * @param interfaceName the interface to receive from and send through
   * @param interfaceIndex the same interface's index
   * @param multicast whether to join 224.0.0.18 there; otherwise only unicast arrives
   * @throws KernelException {@code ENODEV} where there is no such interface
   */
  public static VrrpSocket open(String interfaceName, int interfaceIndex, boolean multicast)
      throws KernelException {
    int type = SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC;
    VrrpSocket socket =
        new VrrpSocket(Native.socket(AF_INET, type, PROTOCOL), interfaceName, interfaceIndex);
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
    options.internetControl();
    options.unicastTtl(255);
    options.multicastTtl(255);
    options.ownMulticastLoopsBack(false);
    options.othersGroups(false);
    if (multicast) {
      options.join(GROUP, interfaceIndex, "join 224.0.0.18 on ", interfaceName);
    }
    options.acceptEverything();
  }

  /**
   * Takes the next datagram into {@link #packet}.
   *
   * @return its length with the IP header, cut off at the buffer's; or -1 when none is waiting
   * @throws KernelException what the interface or the kernel says instead
   */
  public int receive() throws KernelException {
    int length = receiveFrom(number());
    if (length >= 0) {
      packet.limit(length).position(0);
      return length;
    }
    if (length == -Errno.EAGAIN) {
      return -1;
    }
    throw new KernelException("receive on " + interfaceName, -length);
  }

  /**
   * The datagram that {@link #receive} took, from the first byte of its IPv4 header, in network
   * byte order; overwritten by the next one.
   */
  public ByteBuffer packet() {
    return packet;
  }

  /**
   * Sends one VRRP message with TTL 255.
   *
   * @param vrrpMessage the message from index 0 on; its position does not count, and nothing of it
   *     changes
   * @param length its length in bytes, up to {@link #MAX_MESSAGE}
   * @param sourceIpv4 an address of this host to send from, 32 bits in network order
   * @param destinationIpv4 {@link #GROUP} or a peer's address
   * @return whether the kernel took it; false when its queue is full, which the next advert mends
   * @throws KernelException such as {@code ENETUNREACH}, also for a source that is not this host's,
   *     or {@code ENETDOWN}
   */
  public boolean send(ByteBuffer vrrpMessage, int length, int sourceIpv4, int destinationIpv4)
      throws KernelException {
    out.fill(vrrpMessage, length, sourceIpv4, destinationIpv4);
    int sent = sendTo(number());
    if (sent >= 0) {
      return true;
    }
    if (sent == -Errno.EAGAIN || sent == -Errno.ENOBUFS) {
      return false;
    }
    throw new KernelException(
        "send from "
            + IpAddress.ofIpv4(sourceIpv4)
            + " to "
            + IpAddress.ofIpv4(destinationIpv4)
            + " on "
            + interfaceName,
        -sent);
  }

  /**
   * Runs the code of {@link #receive} and {@link #send} up to the kernel's door and sends nothing,
   * so that a takeover does not run it for the first time.
   *
   * @param rounds how often; the compiler begins to look at some hundreds
   */
  public void rehearse(int rounds) {
    ByteBuffer message = ByteBuffer.allocateDirect(32);
    for (int round = 0; round < rounds; round++) {
      out.fill(message, 12, 0, GROUP);
      sendTo(-1);
      receiveFrom(-1);
    }
  }

  private int receiveFrom(int descriptor) {
    return Native.recv(descriptor, in, 0, MAX_PACKET, 0);
  }

  private int sendTo(int descriptor) {
    return Native.sendmsg(descriptor, out.block(), VrrpMessageHeader.HEADER, MSG_NOSIGNAL);
  }
}
