package io.vipd.health;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;

/** Opens a TCP connection before a deadline; every failure is a sentence. */
final class Dial {
  private Dial() {}

  /**
   * Connects to the first of the host's addresses that accepts. The time left is shared among the
   * addresses not yet tried, so that a silent first one cannot use up the time of the second.
   *
   * @param deadlineNanos on the clock of {@link System#nanoTime()}
   * @throws IOException whose message says what happened at which address
   */
  static Socket connect(String host, int port, long deadlineNanos) throws IOException {
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(host);
    } catch (UnknownHostException _) {
      throw new IOException("host name " + host + " cannot be resolved");
    }
    IOException first = null;
    for (int i = 0; i < addresses.length; i++) {
      long share = (deadlineNanos - System.nanoTime()) / (addresses.length - i);
      try {
        return connect(new InetSocketAddress(addresses[i], port), share);
      } catch (IOException e) {
        if (first == null) {
          first = e;
        }
      }
    }
    throw first;
  }

  private static Socket connect(InetSocketAddress to, long nanos) throws IOException {
    // Closed below on every way out that does not hand it over.
    @SuppressWarnings("resource")
    Socket socket = new Socket();
    boolean connected = false;
    try {
      socket.connect(to, millisAtLeastOne(nanos));
      // A port in the ephemeral range that nobody listens on can connect to itself.
      if (socket.getLocalPort() == to.getPort()
          && socket.getLocalAddress().equals(to.getAddress())) {
        throw new ConnectException();
      }
      connected = true;
      return socket;
    } catch (SocketTimeoutException _) {
      throw new IOException(
          "no answer from " + text(to) + " within " + millisAtLeastOne(nanos) + " ms");
    } catch (NoRouteToHostException _) {
      throw new IOException("no route to " + text(to));
    } catch (ConnectException e) {
      String why = e.getMessage() == null ? "" : e.getMessage().toLowerCase(Locale.ROOT);
      throw new IOException(
          why.isEmpty() || why.contains("refused")
              ? "connection refused by " + text(to)
              : "no connection to " + text(to) + ": " + why);
    } catch (IOException e) {
      throw new IOException("no connection to " + text(to) + ": " + e.getMessage(), e);
    } finally {
      if (!connected) {
        socket.close();
      }
    }
  }

  /** {@code 192.0.2.1:80} or {@code [2001:db8::1]:80}. */
  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host)
        + ":"
        + address.getPort();
  }

  /** A time for {@code Socket}'s methods, where 0 would mean for ever. */
  static int millisAtLeastOne(long nanos) {
    return Math.clamp(nanos / 1_000_000, 1, Integer.MAX_VALUE);
  }
}
