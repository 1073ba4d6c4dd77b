package io.vipd.arp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pcap4j.core.BpfProgram;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.Pcaps;
import org.pcap4j.packet.namednumber.DataLinkType;

class ListenFilterTest {
  private static final String HEAD = "ffffffffffff02005e1000020806000108000604";

  @Test
  void itIsAboutSendersAndTargetsOfTheAddresses() {
    assertEquals(
        "(arp and (arp[14:4] == 0xc0000201 or arp[14:4] == 0xc0000202))"
            + " or (icmp6 and ip6[40] == 136 and (ip6[60:4] == 0x00000010))"
            + " or (icmp6 and ip6[40] == 135 and (ip6[20:4] == 0x00000010))",
        ListenFilter.of(
            addresses("192.0.2.1", "192.0.2.2", "2001:db8::10", "fe80::10", "192.0.2.1")));
  }

  @Test
  void withoutAddressesItLetsNothingIn() {
    assertEquals("less 0", ListenFilter.of(List.of()));
  }

  @Test
  void itLetsInWhatNamesAnAddressAndNothingElse() throws Exception {
    BpfProgram filter = compiled(addresses("192.0.2.1", "2001:db8::10"));
    assertTrue(lets(filter, HEAD + "0001 02005e100002 c0000201 000000000000 c0000201"));
    assertTrue(lets(filter, HEAD + "0002 02005e100002 c0000201 000000000000 c0000263"));
    assertFalse(lets(filter, HEAD + "0001 02005e100002 c0000263 000000000000 c0000201"), "asks");
    String advertisement =
        "333300000001 02005e100002 86dd 60000000 0020 3aff"
            + "fe800000000000000000000000000002 ff020000000000000000000000000001"
            + "88000000 a0000000 20010db80000000000000000000000%s 0201 02005e100002";
    assertTrue(lets(filter, advertisement.formatted("10")));
    assertFalse(lets(filter, advertisement.formatted("11")), "another target");
    assertFalse(lets(filter, advertisement.formatted("10").replace("3aff", "11ff")), "UDP");
    filter.free();
  }

  @Test
  void manyAddressesAreAllCompared() throws Exception {
    BpfProgram filter = compiled(many(1000));
    assertTrue(lets(filter, HEAD + "0001 02005e100002 0a0103f9 000000000000 0a0103f9"));
    assertFalse(lets(filter, HEAD + "0001 02005e100002 0a0103fa 000000000000 0a0103fa"));
    filter.free();
  }

  @Test
  void moreThanTheKernelsMachineCanCompareAreLeftToTheReader() {
    assertEquals("(arp)", ListenFilter.of(many(1001)));
  }

  private static List<InetAddress> many(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> InetAddress.ofLiteral("10.1." + i / 250 + "." + i % 250))
        .toList();
  }

  private static BpfProgram compiled(List<InetAddress> addresses) throws Exception {
    PcapFrameSender.SOURCE.openDry().close(); // names the library
    try (PcapHandle dead = Pcaps.openDead(DataLinkType.EN10MB, 128)) {
      return dead.compileFilter(
          ListenFilter.of(addresses), BpfCompileMode.OPTIMIZE, PcapHandle.PCAP_NETMASK_UNKNOWN);
    }
  }

  private static boolean lets(BpfProgram filter, String hex) {
    byte[] frame = HexFormat.of().parseHex(hex.replace(" ", ""));
    return filter.applyFilter(frame);
  }

  private static List<InetAddress> addresses(String... texts) {
    return List.of(texts).stream().map(InetAddress::ofLiteral).toList();
  }
}
