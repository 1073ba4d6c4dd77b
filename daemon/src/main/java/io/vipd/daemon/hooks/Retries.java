package io.vipd.daemon.hooks;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The pauses between tries: a second, then twice as long each time. They end early when something
 * newer is to be told.
 */
final class Retries {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final long LOOK_NANOS = 50_000_000;

  private Retries() {}

  /**
   * Pauses before another try.
   *
   * @param tries how many there were, at least 1
   * @return false when there is something newer, and no other try therefore
   */
  static boolean pause(int tries, BooleanSupplier superseded) {
    long millis = FIRST.toMillis() << Math.min(tries - 1, 6);
    long endNanos = System.nanoTime() + Math.min(millis, LONGEST.toMillis()) * 1_000_000;
    while (endNanos - System.nanoTime() > 0) {
      if (superseded.getAsBoolean()) {
        return false;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return !superseded.getAsBoolean();
  }
}
