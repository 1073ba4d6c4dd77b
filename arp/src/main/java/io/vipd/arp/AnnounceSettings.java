package io.vipd.arp;

import java.time.Duration;

/**
 * How often addresses are announced.
 *
 * @param repeat rounds after each request to announce, 1 to 100
 * @param spacing time between those rounds, 10 ms to 1 min
 * @param refresh time between the rounds that follow until told to stop, 1 s to 1 h; zero for none
 */
public record AnnounceSettings(int repeat, Duration spacing, Duration refresh) {

  /** Refuses what is outside the ranges. */
  public AnnounceSettings {
    if (repeat < 1 || repeat > 100) {
      throw new IllegalArgumentException("repeat " + repeat + " is outside 1..100");
    }
    requireWithin("spacing", spacing, Duration.ofMillis(10), Duration.ofMinutes(1));
    if (!refresh.isZero()) {
      requireWithin("refresh", refresh, Duration.ofSeconds(1), Duration.ofHours(1));
    }
  }

  private static void requireWithin(String what, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(what + " " + value + " is outside " + least + ".." + most);
    }
  }
}
