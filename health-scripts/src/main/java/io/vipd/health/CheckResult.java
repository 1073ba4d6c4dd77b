package io.vipd.health;

/**
 * What came of one run of a check.
 *
 * @param passed whether it passed
 * @param number the number that it found, when finding one is what it is for and it passed; else
 *     null
 * @param output one line of at most 512 characters without control characters: a sentence of the
 *     built-in checks, the end of what a script printed; never null, may be empty
 * @param durationNanos how long the run took
 * @param finishedAtNanos when it ended, on the clock of {@link System#nanoTime()}
 */
public record CheckResult(
    boolean passed, Integer number, String output, long durationNanos, long finishedAtNanos) {}
