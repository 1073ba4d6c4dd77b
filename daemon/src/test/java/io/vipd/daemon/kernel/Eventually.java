package io.vipd.daemon.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;

/** Waiting for what another thread or the kernel brings about, with a limit. */
public final class Eventually {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private Eventually() {}

  /** Something that becomes true. */
  public interface Condition {
    boolean holds() throws Exception;
  }

  /** Looks every few milliseconds, for ten seconds at most. */
  public static void eventually(String what, Condition condition) throws Exception {
    long deadline = System.nanoTime() + LIMIT_NANOS;
    boolean holds = condition.holds();
    while (!holds && deadline - System.nanoTime() > 0) {
      Thread.sleep(2);
      holds = condition.holds();
    }
    assertTrue(holds, what);
  }
}
