package io.vipd.health;

/**
 * A check as it stands at one moment.
 *
 * @param name its name
 * @param verdict what its results add up to
 * @param last its last result; null before the first
 * @param inARow how many results of the last one's kind came in a row; 0 before the first
 * @param runs results since start, those of runs that never answered included
 * @param failures how many of them failed
 * @param skippedBeats runs that were left out because the one before was still going on
 * @param waitedNanos how long the last run that began waited for its turn, because as many checks
 *     as may were under way
 * @param waitedInAllNanos the same of all runs together
 */
public record CheckSnapshot(
    String name,
    RiseFall.Verdict verdict,
    CheckResult last,
    int inARow,
    long runs,
    long failures,
    long skippedBeats,
    long waitedNanos,
    long waitedInAllNanos) {}
