package io.vipd.daemon.loop;

import java.time.Duration;

/** Waiting for threads. */
final class Threads {
  private Threads() {}

  /** Waits for a thread's end, for so long at most; at once if it was never started. */
  static void join(Thread thread, Duration limit) {
    try {
      if (thread.getState() != Thread.State.NEW) {
        thread.join(limit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
