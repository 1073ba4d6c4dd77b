package io.vipd.daemon.kernel;

import io.vipd.daemon.kernel.Native.Failure;
import java.nio.ByteBuffer;

/** A netlink socket that never blocks, with one buffer in each direction. */
sealed class NetlinkSocket extends Descriptor permits LinkMonitor {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int NETLINK_ROUTE = 0;
  private static final int MSG_TRUNC = 0x20;

  // struct sockaddr_nl { short family, padding; int port, groups }, an int for its length behind
  private static final int SENDER_PORT = 4;
  private static final int SENDER_SIZE = 12;
  private static final int SENDER_LENGTH = 12;

  /** What a call answers that failed with {@link Failure#UNEXPLAINED}. */
  static final int UNEXPLAINED = -1;

  // SO_MEMINFO: nine ints, the last of which counts what was dropped; an int for their length
  // behind
  private static final int SOL_SOCKET = 1;
  private static final int SO_MEMINFO = 55;
  private static final int MEMINFO_DROPS = 32;
  private static final int MEMINFO_SIZE = 36;

  private final Block meminfo = new Block(MEMINFO_SIZE + Integer.BYTES);
  private int drops;

  private final Block address = new Block(SENDER_SIZE + Integer.BYTES);
  private final int capacity;
  private final Block in;
  private Block out;

  /** Opens one for route netlink; parameters as below. */
  NetlinkSocket(int groups, int inBytes, int outBytes) throws KernelException {
    this(NETLINK_ROUTE, groups, inBytes, outBytes);
  }

  /**
   * The same over memory that was used before.
   *
   * @param in as {@link #roomFor} made it for this many bytes; nobody else's as long as this lives
   */
  NetlinkSocket(int groups, int inBytes, Block in, int outBytes) throws KernelException {
    this(NETLINK_ROUTE, groups, inBytes, in, outBytes);
  }

  /**
   * Opens one.
   *
   * @param protocol which part of the kernel to talk to
   * @param groups the multicast groups to hear, one bit each; 0 for none
   * @param inBytes room for one received datagram
   * @param outBytes room for one request
   */
  NetlinkSocket(int protocol, int groups, int inBytes, int outBytes) throws KernelException {
    this(protocol, groups, inBytes, roomFor(inBytes), outBytes);
  }

  private NetlinkSocket(int protocol, int groups, int inBytes, Block in, int outBytes)
      throws KernelException {
    super(
        Native.socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol),
        "open a netlink socket",
        "");
    this.capacity = inBytes;
    this.in = in;
    this.out = new Block(outBytes);
    address.bytes().putShort(0, (short) AF_NETLINK).putInt(8, groups);
    int result = Native.bind(number(), address, 0, SENDER_SIZE);
    if (result < 0) {
      close();
      throw new KernelException("subscribe to netlink groups " + groups, -result);
    }
  }

  /** Memory for datagrams of this size; the sender's address stands behind, for the same call. */
  static Block roomFor(int inBytes) {
    return new Block(inBytes + SENDER_SIZE + Integer.BYTES);
  }

  /** Makes room for a request of this size. */
  final void room(int outBytes) throws KernelException {
    if (out.size() < outBytes) {
      options().sendQueue(outBytes);
      out = new Block(outBytes);
    }
  }

  final SocketOptions options() {
    return new SocketOptions(number());
  }

  /** Where to write a request, from 0 on. */
  final ByteBuffer out() {
    return out.bytes();
  }

  /** The last received datagram, from 0 on. */
  final ByteBuffer in() {
    return in.bytes();
  }

  /** Sends the first bytes of {@link #out} to the kernel; answers 0 or a positive error number. */
  final int send(int length) {
    int result = Native.sendto(number(), out, 0, length, 0, 0, 0);
    return result < 0 ? -result : 0;
  }

  /**
   * Takes the next datagram into {@link #in}.
   *
   * @return its length; 0 for one that the kernel did not send; a negative error number, {@code
   *     -EAGAIN} where nothing is waiting, {@code -ENOBUFS} where something was lost, also because
   *     it was longer than the buffer
   */
  final int receive() {
    return receive(Failure.EXPLAINED);
  }

  /** The same; a failure that is not to be explained is {@link #UNEXPLAINED}. */
  final int receive(Failure failure) {
    int senderLength = capacity + SENDER_LENGTH;
    in.bytes().putInt(senderLength, SENDER_SIZE);
    int length =
        Native.recvfrom(number(), in, 0, capacity, MSG_TRUNC, capacity, senderLength, failure);
    if (length > capacity) {
      return -Errno.ENOBUFS;
    }
    if (length > 0 && in.bytes().getInt(capacity + SENDER_PORT) != 0) {
      return 0;
    }
    return length;
  }

  /** Whether the kernel has dropped datagrams, for want of room, since this was last asked. */
  final boolean lostSome() {
    meminfo.bytes().putInt(MEMINFO_SIZE, MEMINFO_SIZE);
    Native.getsockopt(
        number(), SOL_SOCKET, SO_MEMINFO, meminfo, 0, MEMINFO_SIZE, Failure.UNEXPLAINED);
    int before = drops;
    drops = meminfo.bytes().getInt(MEMINFO_DROPS);
    return drops != before;
  }
}
