package io.vipd.daemon.kernel;

import static io.vipd.daemon.kernel.NetlinkMessages.NLM_F_ACK;
import static io.vipd.daemon.kernel.NetlinkMessages.NLM_F_CREATE;
import static io.vipd.daemon.kernel.NetlinkMessages.NLM_F_REQUEST;

import io.vipd.health.Surroundings.NeighbourState;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;

/**
 * Messages about entries of the neighbour tables (rtnetlink(7), {@code struct ndmsg}), that is of
 * the ARP table and of IPv6's neighbour cache. Pure functions.
 */
final class NeighbourMessages {
  static final int RTM_NEWNEIGH = 28;
  private static final int RTM_GETNEIGH = 30;

  /** The longest message that is written here. */
  static final int MAX_REQUEST = 48;

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int NDA_DST = 1;
  private static final int NUD_PROBE = 0x10;
  private static final int NTF_USE = 0x01;

  // struct ndmsg { char family; three of padding; int index; short state; char flags, type }
  private static final int BODY_SIZE = 12;
  private static final int INDEX = 4;
  private static final int STATE = 8;
  private static final int FLAGS = 10;

  private NeighbourMessages() {}

  /** Writes the question what the kernel knows of a neighbour; answers where it ends. */
  static int putQuestion(ByteBuffer out, int at, int sequence, int index, IpAddress address) {
    return put(out, at, RTM_GETNEIGH, NLM_F_REQUEST, sequence, index, address, 0, 0);
  }

  /**
   * Writes the order to ask the neighbour of an entry, whose link-layer address is known and stays,
   * whether it is still there; answers where it ends. Without {@code NLM_F_REPLACE}, so that the
   * entry keeps that it is a router.
   */
  static int putProbe(ByteBuffer out, int at, int sequence, int index, IpAddress address) {
    int flags = NLM_F_REQUEST | NLM_F_ACK;
    return put(out, at, RTM_NEWNEIGH, flags, sequence, index, address, NUD_PROBE, 0);
  }

  /**
   * Writes the order to find a neighbour's link-layer address, as if there were a packet for it.
   */
  static int putUse(ByteBuffer out, int at, int sequence, int index, IpAddress address) {
    int flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE;
    return put(out, at, RTM_NEWNEIGH, flags, sequence, index, address, 0, NTF_USE);
  }

  private static int put(
      ByteBuffer out,
      int at,
      int type,
      int flags,
      int sequence,
      int index,
      IpAddress address,
      int state,
      int entryFlags) {
    int body = NetlinkMessages.begin(out, at, type, flags, sequence);
    out.putInt(body, 0).put(body, (byte) family(address)).putInt(body + INDEX, index);
    out.putShort(body + STATE, (short) state).putShort(body + FLAGS, (short) 0);
    out.put(body + FLAGS, (byte) entryFlags);
    return NetlinkMessages.finish(
        out, at, AddressMessages.putAddress(out, body + BODY_SIZE, NDA_DST, address));
  }

  private static int family(IpAddress address) {
    return address.family() == Family.IPV4 ? AF_INET : AF_INET6;
  }

  /** The state that an {@code RTM_NEWNEIGH} tells of this neighbour; null if of another one. */
  static NeighbourState state(ByteBuffer in, int at, int length, int index, IpAddress address) {
    int body = at + NetlinkMessages.HEADER_SIZE;
    int attributes = body + BODY_SIZE;
    int end = at + length;
    if (end < attributes
        || in.get(body) != family(address)
        || in.getInt(body + INDEX) != index
        || !isAbout(address, in, attributes, end)) {
      return null;
    }
    return switch (in.getShort(body + STATE)) {
      case 0x01 -> NeighbourState.INCOMPLETE;
      case 0x02 -> NeighbourState.REACHABLE;
      case 0x04 -> NeighbourState.STALE;
      case 0x08 -> NeighbourState.DELAY;
      case NUD_PROBE -> NeighbourState.PROBE;
      case 0x20 -> NeighbourState.FAILED;
      case 0x40 -> NeighbourState.NOARP;
      case 0x80 -> NeighbourState.PERMANENT;
      default -> NeighbourState.NONE;
    };
  }

  private static boolean isAbout(IpAddress address, ByteBuffer in, int from, int to) {
    int value = NetlinkMessages.attribute(in, from, to, NDA_DST, address.family().addressBytes());
    if (value < 0) {
      return false;
    }
    return switch (address.family()) {
      case IPV4 -> Block.networkOrder(in, in.getInt(value)) == (int) address.low();
      case IPV6 ->
          Block.networkOrder(in, in.getLong(value)) == address.high()
              && Block.networkOrder(in, in.getLong(value + Long.BYTES)) == address.low();
    };
  }
}
