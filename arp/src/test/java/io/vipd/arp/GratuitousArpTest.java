package io.vipd.arp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.Inet4Address;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.ArpPacket;
import org.pcap4j.packet.ArpPacket.ArpHeader;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.namednumber.ArpHardwareType;
import org.pcap4j.packet.namednumber.ArpOperation;
import org.pcap4j.packet.namednumber.EtherType;

class GratuitousArpTest {
  private static final MacAddress MAC = MacAddress.parse("02:00:5e:10:00:01");
  private static final Inet4Address VIP = Inet4Address.ofLiteral("192.0.2.210");
  private static final int ETHERNET_HEADER = 14;
  private static final int ARP_LENGTH = 28;

  /** RFC 5227 2.3: sender and target protocol address alike, target hardware address zero. */
  @Test
  void theRequestFormIsTheseSixtyBytes() {
    assertArrayEquals(
        bytes(
            """
            ff ff ff ff ff ff  02 00 5e 10 00 01  08 06
            00 01  08 00  06  04  00 01
            02 00 5e 10 00 01  c0 00 02 d2
            00 00 00 00 00 00  c0 00 02 d2
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
            """),
        GratuitousArp.frame(MAC, VIP, GratuitousArp.Form.REQUEST));
  }

  /** RFC 5944 4.6: in a reply the target hardware address is the one to be learnt. */
  @Test
  void theReplyFormIsTheseSixtyBytes() {
    assertArrayEquals(
        bytes(
            """
            ff ff ff ff ff ff  02 00 5e 10 00 01  08 06
            00 01  08 00  06  04  00 02
            02 00 5e 10 00 01  c0 00 02 d2
            02 00 5e 10 00 01  c0 00 02 d2
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
            """),
        GratuitousArp.frame(MAC, VIP, GratuitousArp.Form.REPLY));
  }

  @Test
  void anotherParserReadsTheSame() throws IllegalRawDataException {
    byte[] frame = GratuitousArp.frame(MAC, VIP, GratuitousArp.Form.REPLY);

    var ethernet = EthernetPacket.newPacket(frame, 0, frame.length).getHeader();
    assertEquals("ff:ff:ff:ff:ff:ff", ethernet.getDstAddr().toString());
    assertEquals("02:00:5e:10:00:01", ethernet.getSrcAddr().toString());
    assertEquals(EtherType.ARP, ethernet.getType());

    ArpHeader arp = ArpPacket.newPacket(frame, ETHERNET_HEADER, ARP_LENGTH).getHeader();
    assertEquals(ArpHardwareType.ETHERNET, arp.getHardwareType());
    assertEquals(EtherType.IPV4, arp.getProtocolType());
    assertEquals(ArpOperation.REPLY, arp.getOperation());
    assertEquals("02:00:5e:10:00:01", arp.getSrcHardwareAddr().toString());
    assertEquals("192.0.2.210", arp.getSrcProtocolAddr().getHostAddress());
    assertEquals("02:00:5e:10:00:01", arp.getDstHardwareAddr().toString());
    assertEquals("192.0.2.210", arp.getDstProtocolAddr().getHostAddress());
  }

  @Test
  void aGroupAddressCanNotSend() {
    MacAddress group = MacAddress.parse("01:00:5e:00:00:12");
    assertThrows(
        IllegalArgumentException.class,
        () -> GratuitousArp.frame(group, VIP, GratuitousArp.Form.REQUEST));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }
}
