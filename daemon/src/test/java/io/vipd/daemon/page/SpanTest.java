package io.vipd.daemon.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanTest {
  @ParameterizedTest
  @CsvSource({
    "-5, 0 ms",
    "0, 0 ms",
    "999, 999 ms",
    "1000, 1 s",
    "1099, 1 s",
    "2950, 2.9 s",
    "10000, 10 s",
    "59999, 59 s",
    "60000, 1 min 0 s",
    "188000, 3 min 8 s",
    "3600000, 1 h 0 min",
    "172799000, 47 h 59 min",
    "172800000, 2 d 0 h"
  })
  void aTimeIsShownInAtMostTwoUnits(long millis, String words) {
    assertEquals(words, Span.of(Duration.ofMillis(millis)).replace('\u00a0', ' '));
  }
}
