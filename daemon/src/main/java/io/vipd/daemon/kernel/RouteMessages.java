package io.vipd.daemon.kernel;

import io.vipd.health.Surroundings;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;

/** Messages about routes (rtnetlink(7), {@code struct rtmsg}). Pure functions. */
final class RouteMessages {
  static final int RTM_NEWROUTE = 24;
  private static final int RTM_GETROUTE = 26;

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int RTA_DST = 1;
  private static final int RTA_OIF = 4;
  private static final int RTA_GATEWAY = 5;

  /** A gateway of the other family. */
  private static final int RTA_VIA = 18;

  // struct rtmsg { char family, destination's and source's length, tos, table, protocol, scope,
  // type; int flags }
  private static final int BODY_SIZE = 12;
  private static final int DESTINATION_LENGTH = 1;
  private static final int TYPE = 7;
  private static final int FLAGS = 8;
  private static final int RTN_UNICAST = 1;

  /** The first address of a network that we are in; between them is what is ours. */
  private static final int RTN_BROADCAST = 3;

  private static final int RTM_F_FIB_MATCH = 0x2000;
  private static final int RTNH_F_DEAD = 1;
  private static final int RTNH_F_LINKDOWN = 16;

  private RouteMessages() {}

  /** Writes the question which way a packet to an address takes by an interface. */
  static int putQuestion(
      ByteBuffer out, int at, int sequence, IpAddress destination, int interfaceIndex) {
    int end = putDestination(out, at, sequence, 0, destination);
    return NetlinkMessages.finish(
        out, at, NetlinkMessages.putIntAttribute(out, end, RTA_OIF, interfaceIndex));
  }

  /** Writes the question which way a packet to an address takes. */
  static int putQuestion(ByteBuffer out, int at, int sequence, IpAddress destination) {
    return NetlinkMessages.finish(out, at, putDestination(out, at, sequence, 0, destination));
  }

  /** Writes the question which route of the tables a packet to an address takes. */
  static int putLookup(ByteBuffer out, int at, int sequence, IpAddress destination) {
    return NetlinkMessages.finish(
        out, at, putDestination(out, at, sequence, RTM_F_FIB_MATCH, destination));
  }

  private static int putDestination(
      ByteBuffer out, int at, int sequence, int flags, IpAddress destination) {
    int body =
        NetlinkMessages.begin(out, at, RTM_GETROUTE, NetlinkMessages.NLM_F_REQUEST, sequence);
    out.putLong(body, 0).putInt(body + FLAGS, flags);
    out.put(body, (byte) (destination.family() == Family.IPV4 ? AF_INET : AF_INET6));
    out.put(body + DESTINATION_LENGTH, (byte) (8 * destination.family().addressBytes()));
    return AddressMessages.putAddress(out, body + BODY_SIZE, RTA_DST, destination);
  }

  /**
   * How long the prefix is of the route that an {@code RTM_NEWROUTE} describes.
   *
   * @return {@link Surroundings#NO_ROUTE} for one that goes nowhere: unreachable, or by an
   *     interface without carrier
   */
  static int prefixLength(ByteBuffer in, int at, int length) {
    int body = at + NetlinkMessages.HEADER_SIZE;
    if (length < NetlinkMessages.HEADER_SIZE + BODY_SIZE
        || in.get(body + TYPE) < RTN_UNICAST
        || in.get(body + TYPE) > RTN_BROADCAST
        || (in.getInt(body + FLAGS) & (RTNH_F_DEAD | RTNH_F_LINKDOWN)) != 0) {
      return Surroundings.NO_ROUTE;
    }
    return Byte.toUnsignedInt(in.get(body + DESTINATION_LENGTH));
  }

  /**
   * The index of the interface by which the route of an {@code RTM_NEWROUTE} reaches its
   * destination itself.
   *
   * @return 0 where it leads by another router, to this host, or nowhere
   */
  static int onLink(ByteBuffer in, int at, int length) {
    int body = at + NetlinkMessages.HEADER_SIZE;
    int attributes = body + BODY_SIZE;
    int end = at + length;
    if (end < attributes
        || in.get(body + TYPE) != RTN_UNICAST
        || NetlinkMessages.attribute(in, attributes, end, RTA_GATEWAY, 0) >= 0
        || NetlinkMessages.attribute(in, attributes, end, RTA_VIA, 0) >= 0) {
      return 0;
    }
    int oif = NetlinkMessages.attribute(in, attributes, end, RTA_OIF, Integer.BYTES);
    return oif < 0 ? 0 : in.getInt(oif);
  }

  /** The gateway that an {@code RTM_NEWROUTE} names by this interface; null where it has none. */
  static IpAddress gateway(ByteBuffer in, int at, int length, int interfaceIndex) {
    int body = at + NetlinkMessages.HEADER_SIZE;
    int attributes = body + BODY_SIZE;
    int end = at + length;
    if (end < attributes || in.get(body + TYPE) != RTN_UNICAST) {
      return null;
    }
    int oif = NetlinkMessages.attribute(in, attributes, end, RTA_OIF, Integer.BYTES);
    Family family = in.get(body) == AF_INET ? Family.IPV4 : Family.IPV6;
    int gateway =
        NetlinkMessages.attribute(in, attributes, end, RTA_GATEWAY, family.addressBytes());
    if (oif < 0 || in.getInt(oif) != interfaceIndex || gateway < 0) {
      return null;
    }
    return switch (family) {
      case IPV4 -> IpAddress.ofIpv4(Block.networkOrder(in, in.getInt(gateway)));
      case IPV6 ->
          new IpAddress(
              Family.IPV6,
              Block.networkOrder(in, in.getLong(gateway)),
              Block.networkOrder(in, in.getLong(gateway + Long.BYTES)));
    };
  }
}
