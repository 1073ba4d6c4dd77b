package io.vipd.arp;

import java.net.Inet4Address;

/** Ethernet frames that ask which station an IPv4 address lives at. */
public final class ArpQuestion {
  private static final Inet4Address NOBODY = Inet4Address.ofLiteral("0.0.0.0");

  private ArpQuestion() {}

  /**
   * An ARP probe (RFC 5227 2.1.1): asks for an address without telling anybody one, so that nobody
   * learns anything false from it. Whoever has the address answers.
   *
   * @throws IllegalArgumentException if the MAC address is a group's
   */
  public static byte[] probe(MacAddress source, Inet4Address address) {
    return ArpFrame.broadcast(source, ArpFrame.REQUEST, NOBODY, null, address);
  }

  /**
   * A question in the name of an address of ours. Whoever is asked first takes over which station
   * we live at, then answers to it (RFC 826, "Packet Reception"): an answer that arrives proves
   * that it points to us.
   *
   * @throws IllegalArgumentException if the MAC address is a group's
   */
  public static byte[] inNameOf(Inet4Address ours, MacAddress source, Inet4Address asked) {
    return ArpFrame.broadcast(source, ArpFrame.REQUEST, ours, null, asked);
  }
}
