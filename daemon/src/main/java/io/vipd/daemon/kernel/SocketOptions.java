package io.vipd.daemon.kernel;

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

  private static final int IPPROTO_IP = 0;
  private static final int IP_TOS = 1;
  private static final int IP_TTL = 2;
  private static final int IP_MULTICAST_TTL = 33;
  private static final int IP_MULTICAST_LOOP = 34;
  private static final int IP_ADD_MEMBERSHIP = 35;
  private static final int IP_MULTICAST_ALL = 49;

  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_CAP_ACK = 10;

  private static final int TOS_INTERNET_CONTROL = 0xC0;
  private static final int TC_PRIO_CONTROL = 7;
  private static final int BPF_RET_CONSTANT = 0x06;

  private final int fd;
  private final Block block = new Block(32);

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

  /** A filter of one instruction that lets no packet in. */
  void refuseEverything() throws KernelException {
    // struct sock_filter { short code; char jt, jf; int k } of 8 bytes at 16, and at 0
    // struct sock_fprog { short length; struct sock_filter *filter }
    block.bytes().putLong(16, 0).putShort(16, (short) BPF_RET_CONSTANT);
    block.bytes().putLong(0, 1).putLong(8, block.address(16, 8));
    check(Native.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, block, 0, 16), "set a filter", "");
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

  /** Marks packets as internet control, on the wire and for the queues of this host. */
  void internetControl() throws KernelException {
    set(IPPROTO_IP, IP_TOS, TOS_INTERNET_CONTROL, "set the type of service");
    // After IP_TOS, which sets it too.
    set(SOL_SOCKET, SO_PRIORITY, TC_PRIO_CONTROL, "set the priority");
  }

  void unicastTtl(int ttl) throws KernelException {
    set(IPPROTO_IP, IP_TTL, ttl, "set the TTL");
  }

  void multicastTtl(int ttl) throws KernelException {
    set(IPPROTO_IP, IP_MULTICAST_TTL, ttl, "set the multicast TTL");
  }

  void ownMulticastLoopsBack(boolean on) throws KernelException {
    set(IPPROTO_IP, IP_MULTICAST_LOOP, on ? 1 : 0, "switch multicast loop-back");
  }

  /** Whether packets to groups that only other sockets joined arrive too. */
  void othersGroups(boolean on) throws KernelException {
    set(IPPROTO_IP, IP_MULTICAST_ALL, on ? 1 : 0, "switch packets of other sockets' groups");
  }

  void join(int group, int interfaceIndex, String operation, Object subject)
      throws KernelException {
    // struct ip_mreqn { struct in_addr group, address; int ifindex }
    block.putIpv4(0, group);
    block.bytes().putInt(4, 0).putInt(8, interfaceIndex);
    check(Native.setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, block, 0, 12), operation, subject);
  }

  /** Has netlink's refusals carry the head of the request only, not all of it. */
  void shortAcknowledgements() throws KernelException {
    set(SOL_NETLINK, NETLINK_CAP_ACK, 1, "ask for short acknowledgements");
  }

  private void set(int level, int option, int value, String operation) throws KernelException {
    block.bytes().putInt(0, value);
    check(Native.setsockopt(fd, level, option, block, 0, 4), operation, "");
  }

  private static void check(int result, String operation, Object subject) throws KernelException {
    if (result < 0) {
      throw new KernelException(operation + subject, -result);
    }
  }
}
