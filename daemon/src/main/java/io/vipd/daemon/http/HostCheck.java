package io.vipd.daemon.http;

import java.net.InetAddress;
import java.util.Locale;

/**
 * Whom a request may be meant for. A browser that was told that {@code evil.example} is 127.0.0.1
 * sends that name along; an address or {@code localhost} cannot be made to mean something else.
 */
final class HostCheck {
  private HostCheck() {}

  /**
   * Whether a server on a loopback address should answer.
   *
   * @param host the Host header; null from clients older than HTTP/1.1, which no browser is
   */
  static boolean isOurs(String host) {
    if (host == null) {
      return true;
    }
    String name = withoutPort(host.strip().toLowerCase(Locale.ROOT));
    return name.equals("localhost") || isAddress(name);
  }

  private static String withoutPort(String host) {
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end < 0 ? "" : host.substring(1, end);
    }
    int colon = host.indexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  private static boolean isAddress(String name) {
    try {
      return InetAddress.ofLiteral(name) != null;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
