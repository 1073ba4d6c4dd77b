package io.vipd.arp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {
  private static final byte[] BYTES = {(byte) 0xfe, 0x00, 0x5e, 0x10, (byte) 0x80, 0x01};

  @Test
  void bytesTextAndNumberAreOneAddress() {
    assertEquals(new MacAddress(0xfe00_5e10_8001L), MacAddress.of(BYTES));
    assertEquals(new MacAddress(0xfe00_5e10_8001L), MacAddress.parse("fe:00:5e:10:80:01"));
    assertArrayEquals(BYTES, new MacAddress(0xfe00_5e10_8001L).toBytes());
    assertEquals("fe:00:5e:10:80:01", MacAddress.of(BYTES).toString());
  }

  @Test
  void upperCaseIsRead() {
    assertEquals(new MacAddress(0xfe00_5e10_8001L), MacAddress.parse("FE:00:5E:10:80:01"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fe:00:5e:10:80",
        "fe:00:5e:10:80:01:02",
        "fe-00-5e-10-80-01",
        "fe:0:5e:10:80:1"
      })
  void otherTextIsRefusedByName(String text) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> MacAddress.parse(text));
    assertEquals(
        "'" + text + "' is not a MAC address such as 02:00:5e:10:00:01", refusal.getMessage());
  }

  @Test
  void anInterfaceWithoutEthernetAddressIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> MacAddress.of(new byte[0]));
    assertThrows(IllegalArgumentException.class, () -> MacAddress.of(new byte[20]));
  }

  @Test
  void moreThan48BitsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new MacAddress(1L << 48));
    assertThrows(IllegalArgumentException.class, () -> new MacAddress(-1));
  }

  @Test
  void theLowestBitOfTheFirstByteMakesAGroup() {
    assertTrue(MacAddress.parse("01:00:5e:00:00:12").isGroup());
    assertTrue(MacAddress.parse("ff:ff:ff:ff:ff:ff").isGroup());
    assertFalse(MacAddress.parse("02:01:01:01:01:01").isGroup());
  }
}
