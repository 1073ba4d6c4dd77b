package io.vipd.daemon.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Messages about network interfaces (rtnetlink(7), {@code struct ifinfomsg}). Pure functions. */
final class LinkMessages {
  static final int RTM_NEWLINK = 16;
  static final int RTM_DELLINK = 17;
  static final int RTM_GETLINK = 18;

  private static final int IFLA_ADDRESS = 1;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_OPERSTATE = 16;

  private static final int IFF_UP = 0x1;
  private static final int IFF_RUNNING = 0x40;
  private static final int IFF_LOWER_UP = 0x10000;

  /** Administratively up, operational (no 802.1X or bond waiting), and the carrier is there. */
  private static final int UP = IFF_UP | IFF_RUNNING | IFF_LOWER_UP;

  // struct ifinfomsg { char family, padding; short type; int index, flags, change }
  private static final int BODY_SIZE = 16;
  private static final int INDEX = 4;
  private static final int INTERFACE_FLAGS = 8;

  private static final byte[] NO_ADDRESS = {};

  private LinkMessages() {}

  /** Writes a request for all interfaces; answers where it ends. */
  static int putDump(ByteBuffer out, int at, int sequence) {
    int body =
        NetlinkMessages.begin(
            out,
            at,
            RTM_GETLINK,
            NetlinkMessages.NLM_F_REQUEST | NetlinkMessages.NLM_F_DUMP,
            sequence);
    out.putLong(body, 0).putLong(body + 8, 0);
    return NetlinkMessages.finish(out, at, body + BODY_SIZE);
  }

  /** Writes the question about one interface; answers where it ends. */
  static int putQuestion(ByteBuffer out, int at, int sequence, String interfaceName) {
    int body = NetlinkMessages.begin(out, at, RTM_GETLINK, NetlinkMessages.NLM_F_REQUEST, sequence);
    out.putLong(body, 0).putLong(body + 8, 0);
    byte[] name = interfaceName.getBytes(StandardCharsets.UTF_8);
    int value = NetlinkMessages.beginAttribute(out, body + BODY_SIZE, IFLA_IFNAME, name.length + 1);
    out.put(value, name).put(value + name.length, (byte) 0);
    return NetlinkMessages.finish(out, at, value + name.length + 1);
  }

  /** The same by its index. */
  static int putQuestion(ByteBuffer out, int at, int sequence, int index) {
    int body = NetlinkMessages.begin(out, at, RTM_GETLINK, NetlinkMessages.NLM_F_REQUEST, sequence);
    out.putLong(body, 0).putLong(body + 8, 0).putInt(body + INDEX, index);
    return NetlinkMessages.finish(out, at, body + BODY_SIZE);
  }

  /** The index of the interface of an {@code RTM_NEWLINK}. */
  static int index(ByteBuffer in, int at) {
    return in.getInt(at + NetlinkMessages.HEADER_SIZE + INDEX);
  }

  /** The name of the interface of an {@code RTM_NEWLINK}; empty where it has none. */
  static String name(ByteBuffer in, int at, int length) {
    int attributes = at + NetlinkMessages.HEADER_SIZE + BODY_SIZE;
    return text(in, NetlinkMessages.attribute(in, attributes, at + length, IFLA_IFNAME, 1));
  }

  /** Whether the interface of an {@code RTM_NEWLINK} carries traffic. */
  static boolean isUp(ByteBuffer in, int at) {
    return (in.getInt(at + NetlinkMessages.HEADER_SIZE + INTERFACE_FLAGS) & UP) == UP;
  }

  /**
   * Tells the listener what an {@code RTM_NEWLINK} or {@code RTM_DELLINK} says. Nothing for what is
   * not about the interface itself: a bridge says with the same types, {@code RTM_DELLINK} too,
   * that a port left it, and wireless drivers send events without a name.
   */
  static void deliver(ByteBuffer in, int at, int length, LinkMonitor.Listener listener) {
    int body = at + NetlinkMessages.HEADER_SIZE;
    int attributes = body + BODY_SIZE;
    int end = at + length;
    if (end < attributes || in.get(body) != 0) {
      return;
    }
    int name = NetlinkMessages.attribute(in, attributes, end, IFLA_IFNAME, 1);
    if (name < 0) {
      return;
    }
    int index = in.getInt(body + INDEX);
    if (NetlinkMessages.type(in, at) == RTM_DELLINK) {
      listener.linkRemoved(index, text(in, name));
      return;
    }
    boolean up = isUp(in, at);
    int state = NetlinkMessages.attribute(in, attributes, end, IFLA_OPERSTATE, 1);
    listener.linkChanged(
        index,
        text(in, name),
        up,
        bytes(in, NetlinkMessages.attribute(in, attributes, end, IFLA_ADDRESS, 0)),
        state < 0 ? LinkMonitor.OPERSTATE_UNKNOWN : in.get(state));
  }

  private static byte[] bytes(ByteBuffer in, int valueAt) {
    if (valueAt < 0) {
      return NO_ADDRESS;
    }
    byte[] value = new byte[NetlinkMessages.attributeLength(in, valueAt)];
    in.get(valueAt, value);
    return value;
  }

  private static String text(ByteBuffer in, int valueAt) {
    byte[] value = bytes(in, valueAt);
    int length = 0;
    while (length < value.length && value[length] != 0) {
      length++;
    }
    return new String(value, 0, length, StandardCharsets.UTF_8);
  }
}
