package io.vipd.vrrp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CentisecondsTest { // RFC 9568 5.2.7
  @Test
  void theFieldHolds1To4095() {
    assertEquals(10_000_000L, new Centiseconds(1).toNanos());
    assertEquals(40_950_000_000L, new Centiseconds(4095).toNanos());
    assertThrows(IllegalArgumentException.class, () -> new Centiseconds(0));
    assertThrows(IllegalArgumentException.class, () -> new Centiseconds(4096));
    assertThrows(IllegalArgumentException.class, () -> new Centiseconds(-1));
  }

  @Test
  void aWholeNumberOfCentisecondsIsALength() {
    assertEquals(new Centiseconds(1), Centiseconds.of(Duration.ofMillis(10)));
    assertEquals(new Centiseconds(100), Centiseconds.of(Duration.ofSeconds(1)));
    assertEquals(new Centiseconds(4095), Centiseconds.of(Duration.ofMillis(40_950)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PT0S",
        "PT0.005S",
        "PT1.001S",
        "PT40.96S",
        "-PT1S",
        "-PT42949671.96S",
        "PT2562047788015H",
        "-PT2562047788015H"
      })
  void anyOtherLengthIsRefused(Duration length) {
    assertThrows(IllegalArgumentException.class, () -> Centiseconds.of(length));
  }
}
