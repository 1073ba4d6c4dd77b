package io.vipd.daemon.cli;

import io.vipd.arp.MacAddress;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** The network interfaces of this host. */
final class Interfaces {
  private Interfaces() {}

  /** The names of the Ethernet interfaces that are up. */
  static List<String> ethernet() throws SocketException {
    List<String> names = new ArrayList<>();
    for (NetworkInterface link : NetworkInterface.networkInterfaces().toList()) {
      byte[] mac = link.getHardwareAddress();
      if (link.isUp() && !link.isLoopback() && mac != null && mac.length == MacAddress.LENGTH) {
        names.add(link.getName());
      }
    }
    return names.stream().sorted().toList();
  }

  static NetworkInterface named(String name) throws IOException {
    NetworkInterface link = NetworkInterface.getByName(name);
    if (link == null) {
      throw new IOException(name + ": No such device exists");
    }
    return link;
  }

  static MacAddress mac(NetworkInterface link) throws IOException {
    byte[] mac = link.getHardwareAddress();
    if (mac == null || mac.length != MacAddress.LENGTH) {
      throw new IOException(link.getName() + " is no Ethernet interface");
    }
    return MacAddress.of(mac);
  }

  /** Whether the interface has this address itself. */
  static boolean has(NetworkInterface link, InetAddress address) {
    return link.inetAddresses().anyMatch(address::equals);
  }

  /** Its first link-local IPv6 address; null if it has none. */
  static Inet6Address linkLocal(NetworkInterface link) {
    return link.inetAddresses()
        .filter(address -> address instanceof Inet6Address && address.isLinkLocalAddress())
        .map(Inet6Address.class::cast)
        .findFirst()
        .orElse(null);
  }
}
