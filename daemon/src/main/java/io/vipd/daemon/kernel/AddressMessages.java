package io.vipd.daemon.kernel;

import static io.vipd.daemon.kernel.NetlinkMessages.NLM_F_ACK;
import static io.vipd.daemon.kernel.NetlinkMessages.NLM_F_CREATE;
import static io.vipd.daemon.kernel.NetlinkMessages.NLM_F_DUMP;
import static io.vipd.daemon.kernel.NetlinkMessages.NLM_F_REPLACE;
import static io.vipd.daemon.kernel.NetlinkMessages.NLM_F_REQUEST;

import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;

/**
 * Messages about IPv4 addresses of interfaces (rtnetlink(7), {@code struct ifaddrmsg}). Pure but
 * for a small memory of addresses seen, so that the renewals of our own leases, which come back as
 * events twice a second, are read without creating an object.
 */
final class AddressMessages {
  static final int RTM_NEWADDR = 20;
  static final int RTM_DELADDR = 21;
  static final int RTM_GETADDR = 22;

  /** The longest message that {@link #putChange} writes. */
  static final int MAX_CHANGE = 68;

  private static final int AF_INET = 2;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_CACHEINFO = 6;
  private static final int IFA_FLAGS = 8;
  private static final int IFA_PROTO = 11;

  // struct ifaddrmsg { char family, prefix length, flags, scope; int index }
  private static final int BODY_SIZE = 8;
  private static final int PREFIX_LENGTH = 1;
  private static final int FLAGS = 2;
  private static final int INDEX = 4;

  // struct ifa_cacheinfo { int preferred, valid, created, updated }
  private static final int CACHEINFO_SIZE = 16;

  private final IpAddress[] seen = new IpAddress[256];

  /** Writes a request for all IPv4 addresses of all interfaces; answers where it ends. */
  static int putDump(ByteBuffer out, int at, int sequence) {
    int body = begin(out, at, RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, sequence, 0, 0);
    return NetlinkMessages.finish(out, at, body);
  }

  /** Writes the request for one change, to be acknowledged; answers where it ends. */
  static int putChange(ByteBuffer out, int at, int sequence, AddressChange change) {
    int flags = NLM_F_REQUEST | NLM_F_ACK;
    int index = change.interfaceIndex();
    int next =
        switch (change.kind()) {
          case HOLD -> {
            flags |= NLM_F_CREATE | NLM_F_REPLACE;
            yield begin(out, at, RTM_NEWADDR, flags, sequence, change.prefixLength(), index);
          }
          case REMOVE -> begin(out, at, RTM_DELADDR, flags, sequence, change.prefixLength(), index);
        };
    next = putAddress(out, next, IFA_LOCAL, change.address());
    next = putAddress(out, next, IFA_ADDRESS, change.address());
    if (change.kind() == AddressChange.Kind.HOLD) {
      next = NetlinkMessages.putByteAttribute(out, next, IFA_PROTO, AddressWriter.PROTOCOL_TAG);
      int lifetime = (int) change.lifetimeSeconds();
      int value = NetlinkMessages.beginAttribute(out, next, IFA_CACHEINFO, CACHEINFO_SIZE);
      out.putInt(value, lifetime).putInt(value + 4, lifetime).putLong(value + 8, 0);
      next = value + CACHEINFO_SIZE;
    }
    return NetlinkMessages.finish(out, at, next);
  }

  /**
   * Writes a request that no kernel can fulfil, and that tells from the way it fails whether the
   * kernel knows {@code IFA_PROTO}: one that does finds the empty value too short, one that does
   * not finds no interface with index 0. Answers where it ends.
   */
  static int putTagProbe(ByteBuffer out, int at, int sequence) {
    int next = begin(out, at, RTM_NEWADDR, NLM_F_REQUEST | NLM_F_ACK, sequence, 32, 0);
    next = NetlinkMessages.putIntAttribute(out, next, IFA_LOCAL, 0);
    next = NetlinkMessages.beginAttribute(out, next, IFA_PROTO, 0);
    return NetlinkMessages.finish(out, at, next);
  }

  private static int begin(
      ByteBuffer out, int at, int type, int flags, int sequence, int prefixLength, int index) {
    int body = NetlinkMessages.begin(out, at, type, flags, sequence);
    out.putInt(body, 0); // flags none, scope universe
    out.put(body, (byte) AF_INET).put(body + PREFIX_LENGTH, (byte) prefixLength);
    out.putInt(body + INDEX, index);
    return body + BODY_SIZE;
  }

  private static int putAddress(ByteBuffer out, int at, int type, IpAddress address) {
    return NetlinkMessages.putIntAttribute(
        out, at, type, Block.networkOrder(out, (int) address.low()));
  }

  /** Tells the listener what an {@code RTM_NEWADDR} or {@code RTM_DELADDR} says. */
  void deliver(ByteBuffer in, int at, int length, LinkMonitor.Listener listener) {
    int body = at + NetlinkMessages.HEADER_SIZE;
    int attributes = body + BODY_SIZE;
    int end = at + length;
    if (end < attributes || in.get(body) != AF_INET) {
      return;
    }
    int local = NetlinkMessages.attribute(in, attributes, end, IFA_LOCAL, Integer.BYTES);
    if (local < 0) {
      return;
    }
    int tag = NetlinkMessages.attribute(in, attributes, end, IFA_PROTO, 1);
    int flags = NetlinkMessages.attribute(in, attributes, end, IFA_FLAGS, Integer.BYTES);
    int index = in.getInt(body + INDEX);
    IpAddress address = address(Block.networkOrder(in, in.getInt(local)));
    int prefixLength = Byte.toUnsignedInt(in.get(body + PREFIX_LENGTH));
    int tagValue = tag < 0 ? 0 : Byte.toUnsignedInt(in.get(tag));
    int flagsValue = flags < 0 ? Byte.toUnsignedInt(in.get(body + FLAGS)) : in.getInt(flags);
    if (NetlinkMessages.type(in, at) == RTM_DELADDR) {
      listener.addressRemoved(index, address, prefixLength, tagValue, flagsValue);
    } else {
      listener.addressAdded(index, address, prefixLength, tagValue, flagsValue);
    }
  }

  private IpAddress address(int bits) {
    int slot = (bits ^ bits >>> 8) & seen.length - 1;
    IpAddress known = seen[slot];
    if (known == null || (int) known.low() != bits) {
      known = IpAddress.ofIpv4(bits);
      seen[slot] = known;
    }
    return known;
  }
}
