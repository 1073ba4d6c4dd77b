package io.vipd.health;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.function.BooleanSupplier;

/** Waiting for what another thread or process will do, for as long as a slow machine may take. */
final class Eventually {
  private static final long LIMIT_NANOS = 20_000_000_000L;

  private Eventually() {}

  static void holds(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        fail("still not so: " + what);
      }
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
