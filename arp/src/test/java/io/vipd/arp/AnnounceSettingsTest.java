package io.vipd.arp;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnnounceSettingsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void theEndsOfTheRangesAreTaken() {
    assertDoesNotThrow(() -> new AnnounceSettings(1, Duration.ofMillis(10), Duration.ZERO));
    assertDoesNotThrow(() -> new AnnounceSettings(100, Duration.ofMinutes(1), SECOND));
    assertDoesNotThrow(() -> new AnnounceSettings(1, SECOND, Duration.ofHours(1)));
  }

  @Test
  void whatLiesOutsideIsRefusedWithTheRange() {
    assertEquals("repeat 0 is outside 1..100", refusal(0, SECOND, SECOND));
    assertEquals("repeat 101 is outside 1..100", refusal(101, SECOND, SECOND));
    assertEquals(
        "spacing PT0.009S is outside PT0.01S..PT1M", refusal(1, Duration.ofMillis(9), SECOND));
    assertEquals(
        "spacing PT1M1S is outside PT0.01S..PT1M", refusal(1, Duration.ofSeconds(61), SECOND));
    assertEquals(
        "refresh PT0.999S is outside PT1S..PT1H", refusal(1, SECOND, Duration.ofMillis(999)));
    assertEquals("refresh PT2H is outside PT1S..PT1H", refusal(1, SECOND, Duration.ofHours(2)));
    assertEquals("refresh PT-1S is outside PT1S..PT1H", refusal(1, SECOND, SECOND.negated()));
  }

  private static String refusal(int repeat, Duration spacing, Duration refresh) {
    return assertThrows(
            IllegalArgumentException.class, () -> new AnnounceSettings(repeat, spacing, refresh))
        .getMessage();
  }
}
