package io.vipd.arp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vipd.arp.Claim.How;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeardFrameTest {
  private static final String REPLY =
      """
      02 00 5e 10 00 01  02 00 5e 10 00 99  08 06
      00 01  08 00  06  04  00 02
      02 00 5e 10 00 02  c0 00 02 d2
      02 00 5e 10 00 01  c0 00 02 01
      """;

  private static final String ADVERTISEMENT =
      """
      33 33 00 00 00 01  02 00 5e 10 00 99  86 dd
      60 00 00 00  00 20  3a  ff
      fe 80 00 00 00 00 00 00  00 00 00 00 00 00 00 02
      ff 02 00 00 00 00 00 00  00 00 00 00 00 00 00 01
      88 00 00 00  a0 00 00 00
      20 01 0d b8 00 00 00 00  00 00 00 00 00 00 00 10
      02 01  02 00 5e 10 00 02
      """;

  /** What hosts learn is the message's station, whoever has sent the frame (RFC 826). */
  @Test
  void anArpReplyNamesItsSendersStation() {
    assertEquals(
        new HeardFrame(
            How.ARP_REPLY,
            address("192.0.2.210"),
            mac("02:00:5e:10:00:02"),
            address("192.0.2.1"),
            mac("02:00:5e:10:00:01")),
        read(REPLY));
  }

  @Test
  void anArpRequestNamesItsSendersStationToo() {
    HeardFrame heard = read(REPLY.replace("06  04  00 02", "06  04  00 01"));
    assertEquals(How.ARP_REQUEST, heard.how());
    assertEquals(address("192.0.2.210"), heard.address());
  }

  @Test
  void otherOperationsAndKindsOfArpSayNothing() {
    assertNull(read(REPLY.replace("06  04  00 02", "06  04  00 03")), "reverse ARP");
    assertNull(read(REPLY.replace("06  04  00 02", "08  04  00 02")), "longer MAC addresses");
    assertNull(read(REPLY.replace("00 01  08 00", "00 06  08 00")), "not Ethernet");
    assertNull(read(REPLY.replace("00 01  08 00", "00 01  86 dd")), "not IPv4");
  }

  @Test
  void aNeighborAdvertisementNamesTheStationOfItsTarget() {
    assertEquals(
        new HeardFrame(
            How.NEIGHBOR_ADVERTISEMENT,
            address("2001:db8::10"),
            mac("02:00:5e:10:00:02"),
            address("ff02::1"),
            mac("33:33:00:00:00:01")),
        read(ADVERTISEMENT));
  }

  @Test
  void withoutAnOptionTheStationIsTheOneThatSent() {
    String without = ADVERTISEMENT.replace("02 01  02 00 5e 10 00 02", "");
    assertEquals(mac("02:00:5e:10:00:99"), read(without).mac());
  }

  @Test
  void aNeighborSolicitationNamesTheStationOfItsSource() {
    HeardFrame heard =
        read(
            ADVERTISEMENT
                .replace("88 00 00 00  a0", "87 00 00 00  00")
                .replace("02 01  ", "01 01 "));
    assertEquals(How.NEIGHBOR_SOLICITATION, heard.how());
    assertEquals(address("fe80::2"), heard.address());
    assertEquals(mac("02:00:5e:10:00:02"), heard.mac());
  }

  /** RFC 4861 7.1.1 and 7.1.2: what has come through a router is not believed. */
  @Test
  void aForwardedAdvertisementSaysNothing() {
    assertNull(read(ADVERTISEMENT.replace("3a  ff", "3a  fe")));
  }

  @Test
  void aFrameOfAnotherVlanSaysNothing() {
    assertNull(read(REPLY.replace("99  08 06", "99  81 00 00 64 08 06")));
  }

  @Test
  void everyLengthAndNoiseIsRead() {
    byte[] whole = bytes(ADVERTISEMENT);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = new byte[length];
      System.arraycopy(whole, 0, cut, 0, length);
      HeardFrame.read(cut);
    }
    Random random = new Random(20261125);
    for (int i = 0; i < 10_000; i++) {
      byte[] noise = whole.clone();
      noise[random.nextInt(noise.length)] = (byte) random.nextInt();
      HeardFrame.read(noise);
    }
    assertNull(HeardFrame.read(new byte[0]));
  }

  private static HeardFrame read(String hex) {
    return HeardFrame.read(bytes(hex));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }

  private static InetAddress address(String text) {
    return InetAddress.ofLiteral(text);
  }

  private static MacAddress mac(String text) {
    return MacAddress.parse(text);
  }
}
