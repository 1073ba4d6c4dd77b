package io.vipd.vrrp.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
  @Test
  void anIpv4AddressIsReadFromText() {
    IpAddress address = IpAddress.parse("192.168.0.230");
    assertEquals(Family.IPV4, address.family());
    assertEquals(0, address.high());
    assertEquals(0xc0a800e6L, address.low());
    assertEquals("192.168.0.230", address.toString());
  }

  @Test
  void anIpv6AddressIsReadFromText() {
    IpAddress address = IpAddress.parse("2001:db8::10");
    assertEquals(Family.IPV6, address.family());
    assertEquals(0x20010db800000000L, address.high());
    assertEquals(0x10L, address.low());
    assertEquals("2001:db8::10", address.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "2001:0DB8:0000:0000:0000:0000:0000:0010, 2001:db8::10",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1", // 4.2.2
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1", // 4.2.3, the longest
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1", // 4.2.3, the first
    "FE80::AB:0, fe80::ab:0",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
    "0:0:3:4:5:6:7:8, ::3:4:5:6:7:8",
    "0:0:0:0:0:0:0:1, ::1",
    "0:0:0:0:0:0:0:0, ::"
  })
  void anIpv6AddressIsWrittenInItsOneShortForm(String text, String written) { // RFC 5952 4
    assertEquals(written, IpAddress.parse(text).toString());
    assertEquals(IpAddress.parse(text), IpAddress.parse(written));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "web",
        "192.0.2",
        "1",
        "192.0.2.256",
        "192.0.2.10.1",
        "192.0.2.010",
        "192.0.2.10/24",
        " 192.0.2.10",
        "0x7f.0.0.1",
        "fe80::1%eth0",
        "[2001:db8::1]",
        "::ffff:192.0.2.10"
      })
  void textThatIsNoPlainAddressIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> IpAddress.parse(text));
  }

  @Test
  void bytesBecomeAnAddressAndComeBack() {
    byte[] four = {(byte) 192, 0, 2, (byte) 200};
    assertEquals("192.0.2.200", IpAddress.of(four).toString());
    assertArrayEquals(four, IpAddress.of(four).toBytes());
    byte[] sixteen = {0x20, 1, 0xd, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x11};
    assertEquals(IpAddress.parse("2001:db8::11"), IpAddress.of(sixteen));
    assertArrayEquals(sixteen, IpAddress.of(sixteen).toBytes());
    assertThrows(IllegalArgumentException.class, () -> IpAddress.of(new byte[5]));
  }

  @Test
  void thirtyTwoBitsAreNotSignExtended() {
    assertEquals(0xffffffffL, IpAddress.ofIpv4(-1).low());
    assertEquals("255.255.255.255", IpAddress.ofIpv4(-1).toString());
  }

  @Test
  void anIpv4AddressOfMoreThan32BitsIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new IpAddress(Family.IPV4, 0, 0x1_0000_0000L));
    assertThrows(IllegalArgumentException.class, () -> new IpAddress(Family.IPV4, 1, 0));
  }

  @Test
  void addressesAreOrderedAsUnsignedNumbers() { // RFC 9568 6.4.3
    assertTrue(IpAddress.parse("9.0.0.1").compareTo(IpAddress.parse("10.0.0.1")) < 0);
    assertTrue(IpAddress.parse("200.0.0.1").compareTo(IpAddress.parse("100.0.0.1")) > 0);
    assertTrue(IpAddress.parse("fe80::1").compareTo(IpAddress.parse("2001:db8::1")) > 0);
    assertTrue(
        IpAddress.parse("2001:db8::f000:0:0:1").compareTo(IpAddress.parse("2001:db8::1")) > 0);
    assertTrue(IpAddress.parse("255.0.0.1").compareTo(IpAddress.parse("::1")) < 0);
    assertEquals(0, IpAddress.parse("192.0.2.1").compareTo(IpAddress.parse("192.0.2.1")));
  }
}
