package io.vipd.arp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.EthernetPacket.EthernetHeader;
import org.pcap4j.packet.IcmpV6CommonPacket;
import org.pcap4j.packet.IcmpV6NeighborAdvertisementPacket;
import org.pcap4j.packet.IcmpV6NeighborAdvertisementPacket.IcmpV6NeighborAdvertisementHeader;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpV6NeighborDiscoveryTargetLinkLayerAddressOption;
import org.pcap4j.packet.namednumber.EtherType;
import org.pcap4j.packet.namednumber.IcmpV6Type;

class NeighborAdvertisementTest {
  private static final MacAddress MAC = MacAddress.parse("02:00:5e:10:00:01");
  private static final Inet6Address VIP = inet6("2001:db8:1::100");
  private static final int ICMP = 54;
  private static final int OPTION = 78;

  /** RFC 4861 4.4; RFC 9568 6.4.1: router, override, not solicited. Scapy makes the same bytes. */
  @Test
  void anAdvertisementIsTheseEightySixBytes() {
    assertArrayEquals(
        bytes(
            """
            33 33 00 00 00 01  02 00 5e 10 00 01  86 dd
            60 00 00 00  00 20  3a  ff
            20 01 0d b8 00 01 00 00 00 00 00 00 00 00 01 00
            ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 01
            88 00 19 1a
            a0 00 00 00
            20 01 0d b8 00 01 00 00 00 00 00 00 00 00 01 00
            02 01 02 00 5e 10 00 01
            """),
        NeighborAdvertisement.frame(MAC, VIP));
  }

  @Test
  void anotherParserReadsTheSameAndFindsTheChecksumRight() throws IllegalRawDataException {
    byte[] frame = NeighborAdvertisement.frame(MAC, VIP);

    EthernetHeader ethernet = EthernetPacket.newPacket(frame, 0, frame.length).getHeader();
    assertEquals("33:33:00:00:00:01", ethernet.getDstAddr().toString());
    assertEquals("02:00:5e:10:00:01", ethernet.getSrcAddr().toString());
    assertEquals(EtherType.IPV6, ethernet.getType());

    IcmpV6CommonPacket icmp = IcmpV6CommonPacket.newPacket(frame, ICMP, frame.length - ICMP);
    assertEquals(IcmpV6Type.NEIGHBOR_ADVERTISEMENT, icmp.getHeader().getType());
    assertTrue(icmp.hasValidChecksum(VIP, inet6("ff02::1"), false));
    IcmpV6NeighborAdvertisementHeader advertisement =
        IcmpV6NeighborAdvertisementPacket.newPacket(frame, ICMP + 4, frame.length - ICMP - 4)
            .getHeader();
    assertTrue(advertisement.getRouterFlag());
    assertFalse(advertisement.getSolicitedFlag());
    assertTrue(advertisement.getOverrideFlag());
    assertEquals(VIP, advertisement.getTargetAddress());
    assertArrayEquals(
        MAC.toBytes(),
        IpV6NeighborDiscoveryTargetLinkLayerAddressOption.newInstance(frame, OPTION, 8)
            .getLinkLayerAddress());
  }

  /** The sum of 16-bit words has carries, and adding them makes another one. */
  @Test
  void aChecksumThatOverflowsTwiceIsRightToo() {
    byte[] frame =
        NeighborAdvertisement.frame(
            MacAddress.parse("fe:ff:ff:ff:db:b3"),
            inet6("fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
    assertEquals("ffeb", HexFormat.of().formatHex(frame, 56, 58));
  }

  @Test
  void aGroupAddressCanNotSend() {
    MacAddress group = MacAddress.parse("33:33:00:00:00:12");
    assertThrows(IllegalArgumentException.class, () -> NeighborAdvertisement.frame(group, VIP));
  }

  private static Inet6Address inet6(String text) {
    return (Inet6Address) InetAddress.ofLiteral(text);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }
}
