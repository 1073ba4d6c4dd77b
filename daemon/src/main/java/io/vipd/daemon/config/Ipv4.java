package io.vipd.daemon.config;

import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.vrrp.wire.IpAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** IPv4 addresses that one host can have; {@link Addresses} is the way in. */
final class Ipv4 {
  private static final String BYTE = "(0|[1-9][0-9]{0,2})";
  private static final Pattern DOTTED =
      Pattern.compile(BYTE + "\\." + BYTE + "\\." + BYTE + "\\." + BYTE);
  private static final Form<Integer> PREFIX =
      Forms.whole(0, 32, "", "write the prefix length of its network, such as /24");

  private Ipv4() {}

  /** A virtual address; without a prefix length it has that of the address itself. */
  static VirtualAddress virtual(String text) throws Refused {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return new VirtualAddress(unicast(text), 32);
    }
    IpAddress address = unicast(text.substring(0, slash));
    int length;
    try {
      length = PREFIX.read(text.substring(slash + 1));
    } catch (Refused e) {
      throw new Refused("has a prefix length that " + e.getMessage());
    }
    long hostMask = 0xffff_ffffL >>> length;
    long host = address.low() & hostMask;
    // Networks of two addresses and of one have neither (RFC 3021).
    if (length < 31 && (host == 0 || host == hostMask)) {
      long network = address.low() & ~hostMask;
      throw new Refused(
          "is the "
              + (host == 0 ? "network's own" : "broadcast")
              + " address of its /"
              + length
              + "; choose one from "
              + IpAddress.ofIpv4((int) (network + 1))
              + " to "
              + IpAddress.ofIpv4((int) (network + hostMask - 1)));
    }
    return new VirtualAddress(address, length);
  }

  /** Whether this is an IPv4 address as text, of whatever kind. */
  static boolean isLiteral(String text) {
    try {
      bits(text);
      return true;
    } catch (Refused _) {
      return false;
    }
  }

  /** One host's address. */
  static IpAddress unicast(String text) throws Refused {
    int bits = bits(text);
    int first = bits >>> 24;
    String what =
        bits == -1
            ? "the broadcast address"
            : first == 0
                ? "an address of 'this network' (0.0.0.0/8)"
                : first == 127
                    ? "a loopback address"
                    : first >= 224 && first < 240 ? "a multicast address" : null;
    if (what != null) {
      throw new Refused("is " + what + "; write one that a host on the network can have");
    }
    return IpAddress.ofIpv4(bits);
  }

  private static int bits(String text) throws Refused {
    Matcher matcher = DOTTED.matcher(text);
    int bits = 0;
    for (int i = 1; matcher.matches() && i <= 4; i++) {
      int part = Integer.parseInt(matcher.group(i));
      if (part > 255) {
        throw new Refused("is no IPv4 address, for " + part + " is above 255; correct it");
      }
      bits = bits << 8 | part;
    }
    if (!matcher.matches()) {
      throw new Refused("is no IPv4 address; write four numbers from 0 to 255 such as 192.0.2.10");
    }
    return bits;
  }
}
