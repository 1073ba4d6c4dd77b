package io.vipd.systemtests;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for conditions, never for time to pass. */
final class Await {
  /** How long anything may take that should come about at once. */
  static final Duration LIMIT = Duration.ofSeconds(15);

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private Await() {}

  /** Waits until it holds. */
  static void until(String what, BooleanSupplier condition) {
    until(what, condition::getAsBoolean, holds -> holds);
  }

  /** Waits until the value is as wanted, and returns it. */
  static <T> T until(String what, Supplier<T> value, Predicate<T> wanted) {
    return until(what, LIMIT, value, wanted);
  }

  /** Waits until the value is as wanted, for so long at most, and returns it. */
  static <T> T until(String what, Duration limit, Supplier<T> value, Predicate<T> wanted) {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      T seen = value.get();
      if (wanted.test(seen)) {
        return seen;
      }
      if (System.nanoTime() - end > 0) {
        throw new AssertionError(
            "not within %d s: %s; seen last: %s".formatted(limit.toSeconds(), what, seen));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
