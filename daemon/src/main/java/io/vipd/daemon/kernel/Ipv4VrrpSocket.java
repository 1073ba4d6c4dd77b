package io.vipd.daemon.kernel;

import io.vipd.daemon.kernel.Native.Failure;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;

/**
 * VRRP over IPv4 (ip(7), raw(7)): datagrams arrive with their header. Messages leave with {@code
 * IP_PKTINFO}, without which the kernel would choose the source itself, and might choose a virtual
 * address.
 */
final class Ipv4VrrpSocket extends VrrpSocket {
  private static final short AF_INET = 2;
  private static final int IPPROTO_IP = 0;
  private static final int IP_TOS = 1;
  private static final int IP_TTL = 2;
  private static final int IP_PKTINFO = 8;
  private static final int IP_MULTICAST_TTL = 33;
  private static final int IP_MULTICAST_LOOP = 34;
  private static final int IP_ADD_MEMBERSHIP = 35;
  private static final int IP_MULTICAST_ALL = 49;

  // struct in_pktinfo { int ifindex; struct in_addr specified destination (on sending: the
  // source), header destination }
  private static final int PKTINFO_SIZE = 12;
  private static final int PKTINFO_SOURCE = MessageHeader.ANCILLARY_HEADER_SIZE + 4;
  private static final int ANCILLARY_SPACE = 32;

  // struct sockaddr_in { short family; port; struct in_addr address; padding }
  private static final int SOCKADDR_ADDRESS = 4;
  private static final int SOCKADDR_SIZE = 16;

  // struct ip_mreqn { struct in_addr group, address; int ifindex }
  private static final int MEMBERSHIP_INTERFACE = 8;
  private static final int MEMBERSHIP_SIZE = 12;

  private final Block in = new Block(MAX_PACKET);
  private final ByteBuffer packet = in.networkView();

  Ipv4VrrpSocket(String interfaceName, int interfaceIndex) throws KernelException {
    super(Family.IPV4, AF_INET, interfaceName, outgoing(interfaceIndex));
  }

  private static MessageHeader outgoing(int interfaceIndex) {
    MessageHeader out = new MessageHeader(ANCILLARY_SPACE, SOCKADDR_SIZE, MAX_MESSAGE);
    ByteBuffer bytes = out.block().bytes();
    int ancillary = out.ancillary();
    bytes.putLong(ancillary, MessageHeader.ANCILLARY_HEADER_SIZE + PKTINFO_SIZE);
    bytes.putInt(ancillary + MessageHeader.ANCILLARY_LEVEL, IPPROTO_IP);
    bytes.putInt(ancillary + MessageHeader.ANCILLARY_TYPE, IP_PKTINFO);
    bytes.putInt(ancillary + MessageHeader.ANCILLARY_HEADER_SIZE, interfaceIndex);
    bytes.putShort(out.address(), AF_INET);
    return out;
  }

  @Override
  void setOptions(SocketOptions options) throws KernelException {
    options.set(IPPROTO_IP, IP_TOS, INTERNET_CONTROL, "set the type of service");
    options.set(IPPROTO_IP, IP_TTL, TTL, "set the TTL");
    options.set(IPPROTO_IP, IP_MULTICAST_TTL, TTL, "set the multicast TTL");
    options.set(IPPROTO_IP, IP_MULTICAST_LOOP, 0, "switch multicast loop-back off");
    options.set(IPPROTO_IP, IP_MULTICAST_ALL, 0, "switch packets of other sockets' groups off");
  }

  @Override
  void join(SocketOptions options, int interfaceIndex, String interfaceName)
      throws KernelException {
    Block membership = new Block(MEMBERSHIP_SIZE);
    membership.putIpv4(0, (int) AdvertCodec.IPV4_GROUP.low());
    membership.bytes().putInt(MEMBERSHIP_INTERFACE, interfaceIndex);
    options.set(IPPROTO_IP, IP_ADD_MEMBERSHIP, membership, "join 224.0.0.18 on ", interfaceName);
  }

  @Override
  void accept(SocketOptions options, boolean multicast) throws KernelException {
    options.acceptEverything();
  }

  @Override
  void address(MessageHeader out, IpAddress source, IpAddress destination) {
    out.block().putIpv4(out.ancillary() + PKTINFO_SOURCE, (int) source.low());
    out.block().putIpv4(out.address() + SOCKADDR_ADDRESS, (int) destination.low());
  }

  @Override
  int take(int descriptor, Failure failure) {
    return Native.recv(descriptor, in, 0, MAX_PACKET, 0, failure);
  }

  @Override
  public ByteBuffer packet() {
    return packet;
  }
}
