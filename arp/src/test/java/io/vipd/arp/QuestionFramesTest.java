package io.vipd.arp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.IcmpV6NeighborSolicitationPacket;
import org.pcap4j.packet.IllegalRawDataException;

class QuestionFramesTest {
  private static final MacAddress MAC = MacAddress.parse("02:00:5e:10:00:01");
  private static final Inet4Address VIP = Inet4Address.ofLiteral("192.0.2.210");
  private static final Inet4Address GATEWAY = Inet4Address.ofLiteral("192.0.2.254");
  private static final Inet6Address OWN = (Inet6Address) InetAddress.ofLiteral("fe80::1");
  private static final Inet6Address VIP6 =
      (Inet6Address) InetAddress.ofLiteral("2001:db8::12:3456");

  /** RFC 5227 2.1.1: no sender's address, no target hardware address. */
  @Test
  void aProbeTellsNobodyAnAddress() {
    assertArrayEquals(
        bytes(
            """
            ff ff ff ff ff ff  02 00 5e 10 00 01  08 06
            00 01  08 00  06  04  00 01
            02 00 5e 10 00 01  00 00 00 00
            00 00 00 00 00 00  c0 00 02 d2
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
            """),
        ArpQuestion.probe(MAC, VIP));
  }

  @Test
  void aQuestionInTheNameOfAnAddressNamesItsStation() {
    assertArrayEquals(
        bytes(
            """
            ff ff ff ff ff ff  02 00 5e 10 00 01  08 06
            00 01  08 00  06  04  00 01
            02 00 5e 10 00 01  c0 00 02 d2
            00 00 00 00 00 00  c0 00 02 fe
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
            """),
        ArpQuestion.inNameOf(VIP, MAC, GATEWAY));
  }

  /** RFC 4861 4.3: to the solicited-node group (RFC 4291 2.7.1), its Ethernet group 33:33. */
  @Test
  void aSolicitationIsTheseEightySixBytes() {
    assertArrayEquals(
        bytes(
            """
            33 33 ff 12 34 56  02 00 5e 10 00 01  86 dd
            60 00 00 00  00 20  3a  ff
            fe 80 00 00 00 00 00 00  00 00 00 00 00 00 00 01
            ff 02 00 00 00 00 00 00  00 00 00 01 ff 12 34 56
            87 00 84 82  00 00 00 00
            20 01 0d b8 00 00 00 00  00 00 00 00 00 12 34 56
            01 01  02 00 5e 10 00 01
            """),
        NeighborQuestion.frame(MAC, OWN, VIP6));
  }

  @Test
  void anotherParserReadsTheSameSolicitation() throws IllegalRawDataException {
    byte[] frame = NeighborQuestion.frame(MAC, OWN, VIP6);
    IcmpV6NeighborSolicitationPacket solicitation =
        IcmpV6NeighborSolicitationPacket.newPacket(frame, 58, frame.length - 58);
    assertEquals(VIP6, solicitation.getHeader().getTargetAddress());
  }

  @Test
  void aGroupAddressCanNotAsk() {
    MacAddress group = MacAddress.parse("33:33:00:00:00:01");
    assertThrows(IllegalArgumentException.class, () -> ArpQuestion.probe(group, VIP));
    assertThrows(IllegalArgumentException.class, () -> NeighborQuestion.frame(group, OWN, VIP6));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }
}
