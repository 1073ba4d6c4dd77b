package io.vipd.daemon.kernel;

import io.vipd.daemon.kernel.Native.Failure;
import io.vipd.vrrp.wire.AdvertCodec;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;

/**
 * VRRP over IPv6 (ipv6(7), RFC 3542). Messages leave with {@code IPV6_PKTINFO}, without which the
 * kernel would choose the source itself; for what arrives see {@link Ipv6Receiver}.
 */
final class Ipv6VrrpSocket extends VrrpSocket {
  private static final short AF_INET6 = 10;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_UNICAST_HOPS = 16;
  private static final int IPV6_MULTICAST_HOPS = 18;
  private static final int IPV6_MULTICAST_LOOP = 19;
  private static final int IPV6_ADD_MEMBERSHIP = 20;
  private static final int IPV6_RECVPKTINFO = 49;
  private static final int IPV6_PKTINFO = 50;
  private static final int IPV6_RECVHOPLIMIT = 51;
  private static final int IPV6_TCLASS = 67;

  // struct in6_pktinfo { struct in6_addr address; int ifindex }
  private static final int PKTINFO_SIZE = 20;
  private static final int PKTINFO_SOURCE = MessageHeader.ANCILLARY_HEADER_SIZE;
  private static final int PKTINFO_INTERFACE = PKTINFO_SOURCE + 16;
  private static final int ANCILLARY_SPACE = 40;

  // struct sockaddr_in6 { short family, port; int flow; struct in6_addr address; int scope }
  private static final int SOCKADDR_ADDRESS = 8;
  private static final int SOCKADDR_SCOPE = 24;
  private static final int SOCKADDR_SIZE = 28;

  // struct ipv6_mreq { struct in6_addr group; int ifindex }
  private static final int MEMBERSHIP_INTERFACE = 16;
  private static final int MEMBERSHIP_SIZE = 20;

  private final Ipv6Receiver in = new Ipv6Receiver(PROTOCOL, MAX_PACKET);

  Ipv6VrrpSocket(String interfaceName, int interfaceIndex) throws KernelException {
    super(Family.IPV6, AF_INET6, interfaceName, outgoing(interfaceIndex));
  }

  private static MessageHeader outgoing(int interfaceIndex) {
    MessageHeader out = new MessageHeader(ANCILLARY_SPACE, SOCKADDR_SIZE, MAX_MESSAGE);
    ByteBuffer bytes = out.block().bytes();
    int ancillary = out.ancillary();
    bytes.putLong(ancillary, MessageHeader.ANCILLARY_HEADER_SIZE + PKTINFO_SIZE);
    bytes.putInt(ancillary + MessageHeader.ANCILLARY_LEVEL, IPPROTO_IPV6);
    bytes.putInt(ancillary + MessageHeader.ANCILLARY_TYPE, IPV6_PKTINFO);
    bytes.putInt(ancillary + PKTINFO_INTERFACE, interfaceIndex);
    bytes.putShort(out.address(), AF_INET6);
    // Counts for link-local destinations and groups of the link only, which need it.
    bytes.putInt(out.address() + SOCKADDR_SCOPE, interfaceIndex);
    return out;
  }

  @Override
  void setOptions(SocketOptions options) throws KernelException {
    options.set(IPPROTO_IPV6, IPV6_TCLASS, INTERNET_CONTROL, "set the traffic class");
    options.set(IPPROTO_IPV6, IPV6_UNICAST_HOPS, TTL, "set the hop limit");
    options.set(IPPROTO_IPV6, IPV6_MULTICAST_HOPS, TTL, "set the multicast hop limit");
    options.set(IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0, "switch multicast loop-back off");
    options.set(IPPROTO_IPV6, IPV6_RECVPKTINFO, 1, "ask for destination addresses");
    options.set(IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1, "ask for hop limits");
  }

  @Override
  void join(SocketOptions options, int interfaceIndex, String interfaceName)
      throws KernelException {
    Block membership = new Block(MEMBERSHIP_SIZE);
    IpAddress group = AdvertCodec.IPV6_GROUP;
    membership.putIpv6(0, group.high(), group.low());
    membership.bytes().putInt(MEMBERSHIP_INTERFACE, interfaceIndex);
    options.set(IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, membership, "join ff02::12 on ", interfaceName);
  }

  /** Who did not join hears what another program on this host did: a raw socket has no choice. */
  @Override
  void accept(SocketOptions options, boolean multicast) throws KernelException {
    if (multicast) {
      options.acceptEverything();
    } else {
      options.refuseIpv6Groups();
    }
  }

  @Override
  void address(MessageHeader out, IpAddress source, IpAddress destination) {
    out.block().putIpv6(out.ancillary() + PKTINFO_SOURCE, source.high(), source.low());
    out.block().putIpv6(out.address() + SOCKADDR_ADDRESS, destination.high(), destination.low());
  }

  @Override
  int take(int descriptor, Failure failure) {
    return in.take(descriptor, failure);
  }

  @Override
  public ByteBuffer packet() {
    return in.packet();
  }
}
