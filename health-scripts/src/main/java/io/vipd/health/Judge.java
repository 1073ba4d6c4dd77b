package io.vipd.health;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One check and what its results have come to. Its monitor guards it; the snapshot can be read
 * without.
 */
final class Judge {
  private static final Logger LOG = LoggerFactory.getLogger(Judge.class);

  private final int number;
  private final CheckSettings settings;
  private final CheckRunner.Listener listener;
  private final RiseFall riseFall;
  private Integer told;
  private long runs;
  private long failures;
  private boolean removed;
  private volatile CheckSnapshot snapshot;

  /**
   * @param number what the listener knows the check by
   */
  Judge(int number, CheckSettings settings, CheckRunner.Listener listener) {
    this.number = number;
    this.settings = settings;
    this.listener = listener;
    this.riseFall =
        new RiseFall(
            settings.rise(),
            settings.fall(),
            settings.upDelay().toNanos(),
            settings.downDelay().toNanos(),
            settings.initial());
    this.snapshot = new CheckSnapshot(settings.name(), settings.initial(), null, 0, 0, 0, 0, 0, 0);
  }

  int number() {
    return number;
  }

  CheckSettings settings() {
    return settings;
  }

  CheckSnapshot snapshot() {
    return snapshot;
  }

  /** Nothing is told of it any more, nor is anything being told when this returns. */
  synchronized void remove() {
    removed = true;
  }

  /**
   * Takes a result, and tells of it if it changes anything.
   *
   * @return when to look again because a delay will be over; {@link RiseFall#NEVER} for no reason
   */
  synchronized long take(
      CheckResult result, long skippedBeats, long waitedNanos, long waitedInAllNanos) {
    if (removed) {
      return RiseFall.NEVER;
    }
    RiseFall.Verdict before = riseFall.verdict();
    RiseFall.Verdict after = riseFall.add(result.passed(), result.finishedAtNanos());
    runs++;
    failures += result.passed() ? 0 : 1;
    snapshot =
        new CheckSnapshot(
            settings.name(),
            after,
            result,
            riseFall.inARow(),
            runs,
            failures,
            skippedBeats,
            waitedNanos,
            waitedInAllNanos);
    boolean otherNumber =
        after == RiseFall.Verdict.UP && result.passed() && !same(result.number(), told);
    if (before != after || otherNumber) {
      told = result.number();
      tell(after, result);
    }
    return riseFall.ripeAtNanos();
  }

  private static boolean same(Integer one, Integer other) {
    return one == null ? other == null : one.equals(other);
  }

  private void tell(RiseFall.Verdict verdict, CheckResult result) {
    try {
      listener.onVerdict(number, verdict, result);
    } catch (RuntimeException | Error e) {
      LOG.error(
          "The verdict of a health check was not heard; this is a bug in vipd. check={} verdict={}",
          settings.name(),
          verdict,
          e);
    }
  }
}
