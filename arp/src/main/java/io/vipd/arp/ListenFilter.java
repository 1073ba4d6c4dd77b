package io.vipd.arp;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which frames the kernel lets in, in the words of pcap-filter(7). It lets in what names a station
 * of one of the addresses; of the ARP and neighbor discovery of a busy segment next to nothing.
 */
public final class ListenFilter {
  /** Lets nothing in. */
  static final String NOTHING = "less 0";

  /**
   * The kernel takes 4096 instructions; each address is one or two. With more than so many of them
   * all messages that name a station are let in, and sorted out here.
   */
  static final int MOST_ADDRESSES = 1000;

  private ListenFilter() {}

  /**
   * The filter for these addresses: ours, and those that are asked about us. Of an IPv6 address
   * only the last four bytes are compared, since the kernel compares no more at a time; whoever
   * reads the frame compares all.
   */
  public static String of(Collection<? extends InetAddress> addresses) {
    return of(addresses, false);
  }

  /**
   * The same, and datagrams of IP protocol 112 if they are wanted: the routers that announce
   * themselves by them are who may have such an address.
   */
  public static String of(Collection<? extends InetAddress> addresses, boolean routers) {
    Set<String> ipv4 = new LinkedHashSet<>();
    Set<String> ipv6 = new LinkedHashSet<>();
    for (InetAddress address : addresses) {
      switch (address) {
        case Inet4Address _ -> ipv4.add(lastFourBytes(address));
        case Inet6Address _ -> ipv6.add(lastFourBytes(address));
        default -> throw new IllegalArgumentException(address + " is of no known family");
      }
    }
    Set<String> parts = new LinkedHashSet<>();
    if (!ipv4.isEmpty()) {
      parts.add("arp" + anyOf("arp[14:4]", ipv4));
    }
    if (!ipv6.isEmpty()) {
      parts.add("icmp6 and ip6[40] == 136" + anyOf("ip6[60:4]", ipv6));
      parts.add("icmp6 and ip6[40] == 135" + anyOf("ip6[20:4]", ipv6));
    }
    if (routers) {
      parts.add("ip proto 112");
      parts.add("ip6 proto 112");
    }
    return parts.isEmpty()
        ? NOTHING
        : parts.stream().map(part -> "(" + part + ")").collect(Collectors.joining(" or "));
  }

  private static String anyOf(String field, Set<String> values) {
    return values.size() > MOST_ADDRESSES
        ? ""
        : values.stream()
            .map(value -> field + " == " + value)
            .collect(Collectors.joining(" or ", " and (", ")"));
  }

  private static String lastFourBytes(InetAddress address) {
    byte[] bytes = address.getAddress();
    return "0x%08x".formatted(ByteBuffer.wrap(bytes).getInt(bytes.length - Integer.BYTES));
  }
}
