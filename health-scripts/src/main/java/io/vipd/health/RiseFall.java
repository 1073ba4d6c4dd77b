package io.vipd.health;

/**
 * Turns single results into a verdict: so many successes in a row, over so long a time, for up; so
 * many failures in a row, over so long a time, for down. Before the first of the two an initial
 * verdict holds. Not thread-safe.
 */
public final class RiseFall {
  /** {@link #ripeAtNanos} when no time decides anything. */
  static final long NEVER = Long.MIN_VALUE;

  /** What a row of results adds up to. */
  public enum Verdict {
    /** Too few results so far to say. */
    WAITING,
    UP,
    DOWN
  }

  private final int rise;
  private final int fall;
  private final long upDelayNanos;
  private final long downDelayNanos;
  private Verdict verdict;
  private boolean lastPassed;
  private int inARow;
  private long rowSinceNanos;
  private long ripeAtNanos = NEVER;

  /**
   * @param rise successes in a row until up, at least 1
   * @param fall failures in a row until down, at least 1
   * @param initial what holds before either is reached
   * @throws IllegalArgumentException when one of the numbers is below 1
   */
  public RiseFall(int rise, int fall, Verdict initial) {
    this(rise, fall, 0, 0, initial);
  }

  /**
   * As above, with times.
   *
   * @param upDelayNanos how long after the first success of a row it is up at the earliest
   * @param downDelayNanos the same for failures and down
   */
  RiseFall(int rise, int fall, long upDelayNanos, long downDelayNanos, Verdict initial) {
    if (rise < 1 || fall < 1) {
      throw new IllegalArgumentException(
          "rise " + rise + " and fall " + fall + " must both be at least 1");
    }
    this.rise = rise;
    this.fall = fall;
    this.upDelayNanos = upDelayNanos;
    this.downDelayNanos = downDelayNanos;
    this.verdict = initial;
  }

  /**
   * Takes one more result and returns the verdict that now holds.
   *
   * @param atNanos when it came
   */
  public Verdict add(boolean passed, long atNanos) {
    if (inARow == 0 || passed != lastPassed) {
      lastPassed = passed;
      inARow = 1;
      rowSinceNanos = atNanos;
    } else if (inARow < Integer.MAX_VALUE) {
      inARow++;
    }
    ripeAtNanos = NEVER;
    Verdict next = passed ? Verdict.UP : Verdict.DOWN;
    if (next != verdict && inARow >= (passed ? rise : fall)) {
      long ripe = rowSinceNanos + (passed ? upDelayNanos : downDelayNanos);
      if (atNanos - ripe >= 0) {
        verdict = next;
      } else {
        ripeAtNanos = ripe;
      }
    }
    return verdict;
  }

  public Verdict verdict() {
    return verdict;
  }

  /** How many results of the same kind came last; 0 before the first. */
  public int inARow() {
    return inARow;
  }

  /**
   * When one more result like the last would change the verdict, if only a delay has kept it so
   * far; else {@link #NEVER}.
   */
  long ripeAtNanos() {
    return ripeAtNanos;
  }
}
