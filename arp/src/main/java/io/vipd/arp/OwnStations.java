package io.vipd.arp;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The MAC addresses of this host, of all of its interfaces: with two of them in one segment the
 * kernel answers for an address at either, and that is no stranger. Belongs to the thread that
 * listens on one interface. Asks the system when it is shown one that it does not know, once a
 * second at most.
 */
final class OwnStations {
  private static final long KNOWN_FOR_NANOS = TimeUnit.SECONDS.toNanos(1);

  private Set<MacAddress> own;
  private long askedAtNanos;

  /** Whether this is a MAC address of the host. */
  boolean has(MacAddress mac, long nowNanos) {
    if (own != null && (own.contains(mac) || nowNanos - askedAtNanos < KNOWN_FOR_NANOS)) {
      return own.contains(mac);
    }
    askedAtNanos = nowNanos;
    own = ask();
    return own.contains(mac);
  }

  private static Set<MacAddress> ask() {
    try {
      return NetworkInterface.networkInterfaces()
          .map(OwnStations::mac)
          .filter(mac -> mac != null)
          .collect(Collectors.toSet());
    } catch (SocketException _) {
      return Set.of(); // a host without interfaces
    }
  }

  private static MacAddress mac(NetworkInterface link) {
    try {
      byte[] mac = link.getHardwareAddress();
      return mac != null && mac.length == MacAddress.LENGTH ? MacAddress.of(mac) : null;
    } catch (SocketException _) {
      return null; // it was there a moment ago
    }
  }
}
