package io.vipd.daemon.hooks;

import java.time.Instant;

/**
 * What came of a hook when it was run last.
 *
 * @param hook its key in the configuration, such as {@code active}
 * @param state what the group had become: ACTIVE, BACKUP or FAULT; null where it is only known that
 *     a run would not start
 * @param end how it ended
 * @param outcome one sentence
 * @param output the end of what it printed, one line of at most 512 characters; may be empty
 * @param tries how often it was tried, at least 1
 * @param durationNanos how long the last try took
 * @param at when it ended
 */
public record HookRun(
    String hook,
    String state,
    End end,
    String outcome,
    String output,
    int tries,
    long durationNanos,
    Instant at) {

  /** How a run of a hook ends. */
  public enum End {
    /** It did what it was asked. */
    SUCCEEDED,
    /** It said that it did not, or what it was to be given did not arrive. */
    FAILED,
    /** It took longer than it may. */
    TIMED_OUT,
    /** It never ran. */
    NOT_STARTED
  }

  /** Whether it did what it was asked. */
  public boolean succeeded() {
    return end == End.SUCCEEDED;
  }
}
