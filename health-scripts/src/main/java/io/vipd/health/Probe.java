package io.vipd.health;

import java.io.IOException;

/** One way to look at something. A probe runs on one thread at a time, not always the same one. */
interface Probe extends AutoCloseable {

  /**
   * Does what is needed before the clock of a run starts, such as loading native code at the first
   * run.
   */
  default void prepare() {}

  /**
   * Looks once.
   *
   * @param timeoutNanos the longest time it may take
   * @throws IOException whose message is the finding; it has failed
   * @throws InterruptedException when the runner is closing
   */
  Finding look(long timeoutNanos) throws IOException, InterruptedException;

  /** Lets go of what it holds. No {@code look} is under way then. */
  @Override
  default void close() {}

  /**
   * What was seen.
   *
   * @param passed whether it is well
   * @param number the number that was looked for; null where there is none
   * @param sentence what a person is told
   */
  record Finding(boolean passed, Integer number, String sentence) {
    Finding(boolean passed, String sentence) {
      this(passed, null, sentence);
    }

    static Finding pass(String sentence) {
      return new Finding(true, sentence);
    }

    static Finding fail(String sentence) {
      return new Finding(false, sentence);
    }
  }
}
