package io.vipd.daemon.kernel;

import static io.vipd.daemon.kernel.NetlinkMessages.NLM_F_ACK;
import static io.vipd.daemon.kernel.NetlinkMessages.NLM_F_CREATE;
import static io.vipd.daemon.kernel.NetlinkMessages.NLM_F_DUMP;
import static io.vipd.daemon.kernel.NetlinkMessages.NLM_F_REPLACE;
import static io.vipd.daemon.kernel.NetlinkMessages.NLM_F_REQUEST;

import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.nio.ByteBuffer;

/**
 * Messages about addresses of interfaces (rtnetlink(7), {@code struct ifaddrmsg}). Pure but for a
 * small memory of addresses seen, so that the renewals of our own leases, which may come back as
 * events twice a second, are read without creating an object.
 */
final class AddressMessages {
  static final int RTM_NEWADDR = 20;
  static final int RTM_DELADDR = 21;
  static final int RTM_GETADDR = 22;

  /**
   * Marks the sequence number of a renewal, which the kernel repeats in what it tells everybody of
   * an IPv4 address. Of IPv6 addresses it does not tell who asked.
   */
  static final int RENEWAL = 0x4000_0000;

  /** The longest message that {@link #putChange} writes. */
  static final int MAX_CHANGE = 100;

  private static final int AF_UNSPEC = 0;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
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

  private static final int IFA_F_NODAD = 0x002;
  private static final int IFA_F_NOPREFIXROUTE = 0x200;

  // struct ifa_cacheinfo { int preferred, valid, created, updated }
  private static final int CACHEINFO_SIZE = 16;

  private final IpAddress[] seen = new IpAddress[256];

  /** Writes a request for all addresses of all interfaces; answers where it ends. */
  static int putDump(ByteBuffer out, int at, int sequence) {
    int flags = NLM_F_REQUEST | NLM_F_DUMP;
    int body = begin(out, at, RTM_GETADDR, flags, sequence, AF_UNSPEC, 0, 0);
    return NetlinkMessages.finish(out, at, body);
  }

  /**
   * Writes the request for one change; answers where it ends.
   *
   * @param acknowledged whether the kernel is to say when it has done it; it always says when not
   */
  static int putChange(
      ByteBuffer out, int at, int sequence, AddressChange change, boolean acknowledged) {
    int flags = acknowledged ? NLM_F_REQUEST | NLM_F_ACK : NLM_F_REQUEST;
    return switch (change.kind()) {
      case HOLD -> putHold(out, at, flags, sequence, change);
      case RENEW -> putHold(out, at, flags, sequence | RENEWAL, change);
      case REMOVE ->
          NetlinkMessages.finish(
              out, at, putSubject(out, at, RTM_DELADDR, flags, sequence, change));
    };
  }

  private static int putHold(
      ByteBuffer out, int at, int flags, int sequence, AddressChange change) {
    int create = flags | NLM_F_CREATE | NLM_F_REPLACE;
    int next = putSubject(out, at, RTM_NEWADDR, create, sequence, change);
    next = NetlinkMessages.putByteAttribute(out, next, IFA_PROTO, AddressWriter.PROTOCOL_TAG);
    int valid = (int) change.lifetimeSeconds();
    int preferred = valid;
    if (change.address().family() == Family.IPV6) {
      next =
          NetlinkMessages.putIntAttribute(out, next, IFA_FLAGS, IFA_F_NODAD | IFA_F_NOPREFIXROUTE);
      preferred = 0; // deprecated
    }
    int value = NetlinkMessages.beginAttribute(out, next, IFA_CACHEINFO, CACHEINFO_SIZE);
    out.putInt(value, preferred).putInt(value + 4, valid).putLong(value + 8, 0);
    return NetlinkMessages.finish(out, at, value + CACHEINFO_SIZE);
  }

  /** What every change begins with: which address of which interface. */
  private static int putSubject(
      ByteBuffer out, int at, int type, int flags, int sequence, AddressChange change) {
    IpAddress address = change.address();
    int family = address.family() == Family.IPV4 ? AF_INET : AF_INET6;
    int index = change.interfaceIndex();
    int next = begin(out, at, type, flags, sequence, family, change.prefixLength(), index);
    next = putAddress(out, next, IFA_LOCAL, address);
    return putAddress(out, next, IFA_ADDRESS, address);
  }

  /**
   * Writes a request that no kernel can fulfil, and that tells from the way it fails whether the
   * kernel knows {@code IFA_PROTO}: one that does finds the empty value too short, one that does
   * not finds no interface with index 0. Answers where it ends.
   */
  static int putTagProbe(ByteBuffer out, int at, int sequence) {
    int next = begin(out, at, RTM_NEWADDR, NLM_F_REQUEST | NLM_F_ACK, sequence, AF_INET, 32, 0);
    next = NetlinkMessages.putIntAttribute(out, next, IFA_LOCAL, 0);
    next = NetlinkMessages.beginAttribute(out, next, IFA_PROTO, 0);
    return NetlinkMessages.finish(out, at, next);
  }

  private static int begin(
      ByteBuffer out,
      int at,
      int type,
      int flags,
      int sequence,
      int family,
      int prefixLength,
      int index) {
    int body = NetlinkMessages.begin(out, at, type, flags, sequence);
    out.putInt(body, 0); // flags none, scope universe
    out.put(body, (byte) family).put(body + PREFIX_LENGTH, (byte) prefixLength);
    out.putInt(body + INDEX, index);
    return body + BODY_SIZE;
  }

  /** Writes an attribute that is an address; answers where the next one goes. */
  static int putAddress(ByteBuffer out, int at, int type, IpAddress address) {
    int bytes = address.family().addressBytes();
    int value = NetlinkMessages.beginAttribute(out, at, type, bytes);
    switch (address.family()) {
      case IPV4 -> out.putInt(value, Block.networkOrder(out, (int) address.low()));
      case IPV6 -> {
        out.putLong(value, Block.networkOrder(out, address.high()));
        out.putLong(value + Long.BYTES, Block.networkOrder(out, address.low()));
      }
    }
    return value + bytes;
  }

  /** Tells the listener what an {@code RTM_NEWADDR} or {@code RTM_DELADDR} says. */
  void deliver(ByteBuffer in, int at, int length, LinkMonitor.Listener listener) {
    int body = at + NetlinkMessages.HEADER_SIZE;
    int attributes = body + BODY_SIZE;
    int end = at + length;
    if (end < attributes) {
      return;
    }
    IpAddress address = address(in, in.get(body), attributes, end);
    if (address == null) {
      return;
    }
    int tag = NetlinkMessages.attribute(in, attributes, end, IFA_PROTO, 1);
    int flags = NetlinkMessages.attribute(in, attributes, end, IFA_FLAGS, Integer.BYTES);
    int index = in.getInt(body + INDEX);
    int prefixLength = Byte.toUnsignedInt(in.get(body + PREFIX_LENGTH));
    int tagValue = tag < 0 ? 0 : Byte.toUnsignedInt(in.get(tag));
    int flagsValue = flags < 0 ? Byte.toUnsignedInt(in.get(body + FLAGS)) : in.getInt(flags);
    if (NetlinkMessages.type(in, at) == RTM_DELADDR) {
      listener.addressRemoved(index, address, prefixLength, tagValue, flagsValue);
    } else {
      listener.addressAdded(index, address, prefixLength, tagValue, flagsValue);
    }
  }

  /**
   * The interface's address, or null where the message names none. IPv6 says it in {@code
   * IFA_ADDRESS} but for a point-to-point link, whose other end is there then.
   */
  private IpAddress address(ByteBuffer in, int family, int from, int to) {
    return switch (family) {
      case AF_INET -> {
        int local = NetlinkMessages.attribute(in, from, to, IFA_LOCAL, Integer.BYTES);
        yield local < 0
            ? null
            : known(
                Family.IPV4, 0, Integer.toUnsignedLong(Block.networkOrder(in, in.getInt(local))));
      }
      case AF_INET6 -> {
        int bytes = Family.IPV6.addressBytes();
        int local = NetlinkMessages.attribute(in, from, to, IFA_LOCAL, bytes);
        int value = local < 0 ? NetlinkMessages.attribute(in, from, to, IFA_ADDRESS, bytes) : local;
        yield value < 0
            ? null
            : known(
                Family.IPV6,
                Block.networkOrder(in, in.getLong(value)),
                Block.networkOrder(in, in.getLong(value + Long.BYTES)));
      }
      default -> null;
    };
  }

  private IpAddress known(Family family, long high, long low) {
    long folded = high ^ low;
    int bits = (int) (folded ^ folded >>> 32);
    int slot = (bits ^ bits >>> 8) & seen.length - 1;
    IpAddress known = seen[slot];
    if (known == null || known.family() != family || known.high() != high || known.low() != low) {
      known = new IpAddress(family, high, low);
      seen[slot] = known;
    }
    return known;
  }
}
