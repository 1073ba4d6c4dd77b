package io.vipd.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {
  @ParameterizedTest
  @CsvSource({
    "-5, 0 ms",
    "0, 0 ms",
    "999, 999 ms",
    "1000, 1 s",
    "1050, 1.0 s",
    "3599, 3.5 s",
    "10900, 10 s",
    "60000, 60 s",
    "119999, 119 s",
    "120000, 2 min",
    "723000, 12 min 3 s",
    "7199000, 119 min 59 s",
    "18720000, 5 h 12 min",
    "172800000, 2 d",
    "273600000, 3 d 4 h"
  })
  void aTimeThatPassesIsNoMoreExactThanItMatters(long millis, String text) {
    assertEquals(text, Times.passing(Duration.ofMillis(millis)));
  }

  @Test
  void whatIsNotKnownIsADash() {
    assertEquals("-", Times.passing((Long) null));
  }

  @Test
  void whatWasMeasuredKeepsItsDigits() {
    assertEquals("0.3 ms", Times.taken(Duration.ofNanos(312_000)));
    assertEquals("12.5 ms", Times.taken(Duration.ofNanos(12_500_000)));
    assertEquals("0.53 s", Times.taken(Duration.ofNanos(531_250_000)));
    assertEquals("3.61 s", Times.taken(Duration.ofMillis(3610)));
  }
}
