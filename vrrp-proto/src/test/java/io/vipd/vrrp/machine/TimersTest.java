package io.vipd.vrrp.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimersTest { // RFC 9568 6.1
  @ParameterizedTest(name = "priority {0}, interval {1} ns")
  @CsvSource({
    // priority, interval, Skew_Time, Active_Down_Interval, all in nanoseconds
    "120,  1_000_000_000,    531_250_000,   3_531_250_000",
    "100,  1_000_000_000,    609_375_000,   3_609_375_000",
    "254,  1_000_000_000,      7_812_500,   3_007_812_500",
    "255,  1_000_000_000,      3_906_250,   3_003_906_250",
    "1,    1_000_000_000,    996_093_750,   3_996_093_750",
    "254,     10_000_000,         78_125,      30_078_125",
    "253,     10_000_000,        117_187,      30_117_187",
    "100,     10_000_000,      6_093_750,      36_093_750",
    "1,   40_950_000_000, 40_790_039_062, 163_640_039_062"
  })
  void skewAndDownIntervalKeepTheirFractions(
      int priority, String interval, String skew, String down) {
    assertEquals(nanos(skew), Timers.skewNanos(priority, nanos(interval)));
    assertEquals(nanos(down), Timers.activeDownNanos(priority, nanos(interval), nanos(interval)));
  }

  @Test
  void versionTwoSkewsByASecondWhateverTheInterval() { // RFC 3768 6.1
    assertEquals(15_609_375_000L, Timers.activeDownNanos(100, 5_000_000_000L, 1_000_000_000L));
  }

  private static long nanos(String literal) {
    return Long.parseLong(literal.replace("_", ""));
  }
}
