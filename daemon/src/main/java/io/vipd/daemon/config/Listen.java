package io.vipd.daemon.config;

import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.util.Optional;

/**
 * Where a TCP server listens. Written as {@code 127.0.0.1:10112} or {@code [::1]:10112}; a name
 * would have to be looked up, and a node must come up without a name server.
 *
 * @param address the address; the unspecified one for all of its family
 * @param port 1 to 65535
 */
public record Listen(IpAddress address, int port) {
  /** An address and a port, or {@code off}: nothing. */
  static final Form<Optional<Listen>> OR_OFF =
      text -> text.equals("off") ? Optional.empty() : Optional.of(read(text));

  private static final int MAX_PORT = 65_535;
  private static final IpAddress IPV6_LOOPBACK = IpAddress.parse("::1");
  private static final int IPV4_LOOPBACK_NET = 127;

  private static Listen read(String text) throws Refused {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    if (colon < 0 || bracketed != bare.contains(":")) {
      throw unreadable();
    }
    int port =
        Forms.whole(1, MAX_PORT, "", "choose a free TCP port").read(text.substring(colon + 1));
    IpAddress address;
    try {
      address = IpAddress.parse(bare);
    } catch (IllegalArgumentException _) {
      throw unreadable();
    }
    return new Listen(address, port);
  }

  private static Refused unreadable() {
    return new Refused(
        "is no IP address and port; write one such as 127.0.0.1:10112 or [::1]:10112, or off");
  }

  /** Whether only this machine can reach it. */
  public boolean isLoopback() {
    return switch (address.family()) {
      case IPV4 -> (address.low() >>> 24 & 0xFF) == IPV4_LOOPBACK_NET;
      case IPV6 -> address.equals(IPV6_LOOPBACK);
    };
  }

  @Override
  public String toString() {
    return (address.family() == Family.IPV6 ? "[" + address + "]" : address) + ":" + port;
  }
}
