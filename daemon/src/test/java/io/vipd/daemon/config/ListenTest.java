package io.vipd.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenTest {
  private static Listen read(String text) throws Refused {
    return Listen.OR_OFF.read(text).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:10112", "0.0.0.0:80", "[::1]:65535", "[2001:db8::1]:9100"})
  void anAddressAndAPortAreShownAsTheyAreWritten(String text) throws Refused {
    assertEquals(text, read(text).toString());
  }

  @Test
  void offIsNowhere() throws Refused {
    assertEquals(Optional.empty(), Listen.OR_OFF.read("off"));
  }

  @Test
  void onlyThisMachineReachesALoopbackAddress() throws Refused {
    assertTrue(read("127.0.0.1:1").isLoopback());
    assertTrue(read("127.1.2.3:1").isLoopback());
    assertTrue(read("[::1]:1").isLoopback());
    assertFalse(read("0.0.0.0:1").isLoopback());
    assertFalse(read("192.0.2.1:1").isLoopback());
    assertFalse(read("[::]:1").isLoopback());
    assertFalse(read("[2001:db8::1]:1").isLoopback());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10112",
        "127.0.0.1",
        "localhost:10112",
        "::1:10112",
        "[127.0.0.1]:10112",
        "[::1:10112",
        ":10112",
        "[]:10112",
        "127.1:10112",
        "true"
      })
  void whatIsNoAddressAndPortIsRefusedWithAnExample(String text) {
    assertEquals(
        "is no IP address and port; write one such as 127.0.0.1:10112 or [::1]:10112, or off",
        assertThrows(Refused.class, () -> read(text)).getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:0, is outside 1..65535; choose a free TCP port",
    "127.0.0.1:65536, is outside 1..65535; choose a free TCP port",
    "127.0.0.1:http, is no whole number in 1..65535; choose a free TCP port"
  })
  void aPortIsANumberInItsRange(String text, String message) {
    assertEquals(message, assertThrows(Refused.class, () -> read(text)).getMessage());
  }
}
