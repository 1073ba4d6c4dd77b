package io.vipd.daemon.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Sets options of one socket; used while it is made. */
final class SocketOptions {
  private static final int SOL_SOCKET = 1;
  private static final int SO_SNDBUF = 7;
  private static final int SO_RCVBUF = 8;
  private static final int SO_PRIORITY = 12;
  private static final int SO_BINDTODEVICE = 25;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SO_DETACH_FILTER = 27;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_RCVBUFFORCE = 33;

  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_CAP_ACK = 10;

  private static final int TC_PRIO_CONTROL = 7;

  // bpf(4), and linux/filter.h for where to find the header
  private static final int BPF_LOAD_BYTE = 0x30;
  private static final int BPF_LOAD_SHORT = 0x28;
  private static final int BPF_LOAD_INT = 0x20;
  private static final int BPF_JUMP_IF_EQUAL = 0x15;
  private static final int BPF_JUMP_IF_BITS = 0x45;
  private static final int BPF_RETURN = 0x06;
  private static final int BPF_NETWORK_HEADER = -0x100000;

  private final int fd;
  private final Block block = new Block(16);

  SocketOptions(int fd) {
    this.fd = fd;
  }

  void bindToInterface(String name) throws KernelException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > 15) { // IFNAMSIZ with its final zero
      throw new KernelException("bind to interface " + name, Errno.ENODEV);
    }
    block.bytes().putLong(0, 0).putLong(8, 0).put(0, bytes);
    check(
        Native.setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, block, 0, 16),
        "bind to interface ",
        name);
  }

  /** A filter that lets no packet in. */
  void refuseEverything() throws KernelException {
    filter(new int[] {BPF_RETURN, 0, 0, 0});
  }

  /** A filter that lets no IPv6 packet in that was sent to a group: a destination in ff00::/8. */
  void refuseIpv6Groups() throws KernelException {
    filter(
        new int[] {BPF_LOAD_BYTE, 0, 0, BPF_NETWORK_HEADER + 24},
        new int[] {BPF_JUMP_IF_EQUAL, 0, 1, 0xFF},
        new int[] {BPF_RETURN, 0, 0, 0},
        new int[] {BPF_RETURN, 0, 0, -1});
  }

  /**
   * A filter for a netlink socket that lets no message of this type in that was caused by a request
   * from this port with any of these bits in its sequence number.
   */
  void refuseNetlink(int type, int port, int sequenceBits) throws KernelException {
    filter(
        new int[] {BPF_LOAD_SHORT, 0, 0, NetlinkMessages.TYPE},
        new int[] {BPF_JUMP_IF_EQUAL, 0, 5, loaded((short) type)},
        new int[] {BPF_LOAD_INT, 0, 0, NetlinkMessages.PORT},
        new int[] {BPF_JUMP_IF_EQUAL, 0, 3, loaded(port)},
        new int[] {BPF_LOAD_INT, 0, 0, NetlinkMessages.SEQUENCE},
        new int[] {BPF_JUMP_IF_BITS, 0, 1, loaded(sequenceBits)},
        new int[] {BPF_RETURN, 0, 0, 0},
        new int[] {BPF_RETURN, 0, 0, -1});
  }

  /** What a filter makes of a number in the host's order: it takes all for network order. */
  private int loaded(int value) {
    return Block.networkOrder(block.bytes(), value);
  }

  private int loaded(short value) {
    boolean same = block.bytes().order() == ByteOrder.BIG_ENDIAN;
    return Short.toUnsignedInt(same ? value : Short.reverseBytes(value));
  }

  /** Attaches a program in place of the one there may be. */
  private void filter(int[]... instructions) throws KernelException {
    // struct sock_fprog { short length; struct sock_filter *filter }, and from 16 on as many
    // struct sock_filter { short code; char jumps if true, if false; int constant }
    Block program = new Block(16 + 8 * instructions.length);
    ByteBuffer bytes = program.bytes();
    bytes.putShort(0, (short) instructions.length);
    bytes.putLong(8, program.address(16, 8 * instructions.length));
    int at = 16;
    for (int[] instruction : instructions) {
      bytes.putShort(at, (short) instruction[0]);
      bytes.put(at + 2, (byte) instruction[1]).put(at + 3, (byte) instruction[2]);
      bytes.putInt(at + 4, instruction[3]);
      at += 8;
    }
    check(Native.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, program, 0, 16), "set a filter", "");
  }

  void acceptEverything() throws KernelException {
    set(SOL_SOCKET, SO_DETACH_FILTER, 0, "remove a filter");
  }

  /** Sets the room for one request; above the host's limit where we are allowed. */
  void sendQueue(int bytes) throws KernelException {
    block.bytes().putInt(0, bytes);
    if (Native.setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, block, 0, 4) < 0) {
      set(SOL_SOCKET, SO_SNDBUF, bytes, "set the send queue");
    }
  }

  /** Sets the room for what was not received yet; above the host's limit where we are allowed. */
  void receiveQueue(int bytes) throws KernelException {
    block.bytes().putInt(0, bytes);
    if (Native.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, block, 0, 4) < 0) {
      set(SOL_SOCKET, SO_RCVBUF, bytes, "set the receive queue");
    }
  }

  /** Lets packets pass those that wait in the queues of this host. */
  void controlPriority() throws KernelException {
    set(SOL_SOCKET, SO_PRIORITY, TC_PRIO_CONTROL, "set the priority");
  }

  /** Has netlink's refusals carry the head of the request only, not all of it. */
  void shortAcknowledgements() throws KernelException {
    set(SOL_NETLINK, NETLINK_CAP_ACK, 1, "ask for short acknowledgements");
  }

  /** Sets an option that is an {@code int}. */
  void set(int level, int option, int value, String operation) throws KernelException {
    block.bytes().putInt(0, value);
    check(Native.setsockopt(fd, level, option, block, 0, Integer.BYTES), operation, "");
  }

  /** Sets an option that is a structure, all of the block. */
  void set(int level, int option, Block value, String operation, Object subject)
      throws KernelException {
    check(Native.setsockopt(fd, level, option, value, 0, value.size()), operation, subject);
  }

  private static void check(int result, String operation, Object subject) throws KernelException {
    if (result < 0) {
      throw new KernelException(operation + subject, -result);
    }
  }
}
