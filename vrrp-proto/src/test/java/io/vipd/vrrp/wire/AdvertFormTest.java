package io.vipd.vrrp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the wire cannot carry is refused before anything is sent. */
class AdvertFormTest {
  private static final IpAddress IPV4 = IpAddress.parse("192.0.2.100");
  private static final IpAddress IPV6 = IpAddress.parse("2001:db8::100");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | 0   | PT1S    | 192.0.2.100   | VRID 0 is outside 1..255",
        "3 | 256 | PT1S    | 2001:db8::100 | VRID 256 is outside 1..255",
        "2 | 51  | PT1S    | 2001:db8::100 | there is no VRRP version 2 over IPV6",
        "1 | 51  | PT1S    | 192.0.2.100   | there is no VRRP version 1 over IPV4",
        "4 | 51  | PT1S    | 2001:db8::100 | there is no VRRP version 4 over IPV6",
        "3 | 51  | PT40.96S| 192.0.2.100   | PT40.96S is not a whole number of centiseconds from 1"
            + " to 4095 (RFC 9568 5.2.7)",
        "3 | 51  | PT0S    | 2001:db8::100 | PT0S is not a whole number of centiseconds from 1 to"
            + " 4095 (RFC 9568 5.2.7)",
        "2 | 51  | PT0S    | 192.0.2.100   | PT0S is not a whole number of seconds from 1 to 255"
            + " (RFC 3768 5.3.7)",
        "2 | 51  | PT0.5S  | 192.0.2.100   | PT0.5S is not a whole number of seconds from 1 to 255"
            + " (RFC 3768 5.3.7)",
        "2 | 51  | PT1.01S | 192.0.2.100   | PT1.01S is not a whole number of seconds from 1 to"
            + " 255 (RFC 3768 5.3.7)",
        "2 | 51  | PT4M16S | 192.0.2.100   | PT4M16S is not a whole number of seconds from 1 to"
            + " 255 (RFC 3768 5.3.7)",
        "2 | 51  | -PT1S   | 192.0.2.100   | PT-1S is not a whole number of seconds from 1 to 255"
            + " (RFC 3768 5.3.7)"
      })
  void whatTheWireCannotCarryIsRefused(
      int version, int vrid, Duration interval, String address, String message) {
    assertRefused(message, version, vrid, interval, List.of(IpAddress.parse(address)));
  }

  @Test
  void addressesAre1To255OfOneFamily() { // RFC 9568 5.2.5, 5.2.9
    Duration second = Duration.ofSeconds(1);
    assertRefused("0 addresses, but 1..255 fit an advert", 3, 51, second, List.of());
    assertRefused(
        "256 addresses, but 1..255 fit an advert", 3, 51, second, Collections.nCopies(256, IPV6));
    assertRefused("addresses of both families in one advert", 3, 51, second, List.of(IPV4, IPV6));
    assertRefused("addresses of both families in one advert", 3, 51, second, List.of(IPV6, IPV4));
    assertEquals(Family.IPV6, form(3, Collections.nCopies(255, IPV6)).family());
    assertEquals(Family.IPV4, form(2, Collections.nCopies(255, IPV4)).family());
  }

  private static void assertRefused(
      String message, int version, int vrid, Duration interval, List<IpAddress> addresses) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new AdvertForm(version, vrid, interval, addresses, ChecksumForm.RFC9568, null))
            .getMessage());
  }

  @Test
  void aPasswordHas1To8Bytes() { // RFC 2338 5.3.10
    assertThrows(IllegalArgumentException.class, () -> new Password(new byte[0]));
    assertThrows(IllegalArgumentException.class, () -> new Password(new byte[9]));
    assertEquals(0x6100000000000000L, new Password(new byte[] {'a'}).bits());
    byte[] eight = new byte[8];
    Arrays.fill(eight, (byte) 0xff);
    assertEquals(-1L, new Password(eight).bits());
  }

  @Test
  void aPasswordNeverShowsItself() {
    assertEquals("a password", new Password(new byte[] {'s', 'e', 'c'}).toString());
  }

  @Test
  void anAdvertWithTheSameAddressesInTheSameOrderIsTold() { // RFC 9568 7.1
    IpAddress low = IpAddress.parse("2001:db8::101");
    IpAddress high = IpAddress.parse("2001:db9::100");
    Advert advert = read(form(3, List.of(IPV6, low)), "2001:db8::1");
    assertTrue(form(3, List.of(IPV6, low)).lists(advert));
    assertFalse(form(3, List.of(low, IPV6)).lists(advert));
    assertFalse(form(3, List.of(IPV6)).lists(advert));
    assertFalse(form(3, List.of(IPV6, high)).lists(advert));
    assertFalse(form(3, List.of(IPV4, IPV4)).lists(advert));
  }

  @Test
  void anIpv4AddressIsNotTheIpv6AddressWithItsBits() { // RFC 9568 5.2.9
    Advert advert = read(form(3, List.of(IPV4)), "192.0.2.1");
    assertTrue(form(2, List.of(IPV4)).lists(advert));
    assertFalse(form(3, List.of(IpAddress.parse("::c000:264"))).lists(advert));
    assertFalse(advert.isFrom(IpAddress.parse("::c000:201")));
  }

  private static AdvertForm form(int version, List<IpAddress> addresses) {
    return new AdvertForm(
        version, 51, Duration.ofSeconds(1), addresses, ChecksumForm.PSEUDO_HEADER, null);
  }

  private static Advert read(AdvertForm form, String source) {
    var packet = Datagram.of(form, 100, IpAddress.parse(source), AdvertCodec.group(form.family()));
    Advert advert = new Advert();
    assertEquals(Verdict.ACCEPTED, AdvertCodec.decode(packet, packet.capacity(), advert));
    return advert;
  }
}
