package io.vipd.health;

/**
 * Turns single results into a verdict: so many successes in a row for up, so many failures in a row
 * for down. Before the first of the two an initial verdict holds. Not thread-safe.
 */
public final class RiseFall {

  /** What a row of results adds up to. */
  public enum Verdict {
    /** Too few results so far to say. */
    WAITING,
    UP,
    DOWN
  }

  private final int rise;
  private final int fall;
  private Verdict verdict;
  private boolean lastPassed;
  private int inARow;

  /**
   * @param rise successes in a row until up, at least 1
   * @param fall failures in a row until down, at least 1
   * @param initial what holds before either is reached
   * @throws IllegalArgumentException when one of the numbers is below 1
   */
  public RiseFall(int rise, int fall, Verdict initial) {
    if (rise < 1 || fall < 1) {
      throw new IllegalArgumentException(
          "rise " + rise + " and fall " + fall + " must both be at least 1");
    }
    this.rise = rise;
    this.fall = fall;
    this.verdict = initial;
  }

  /** Takes one more result and returns the verdict that now holds. */
  public Verdict add(boolean passed) {
    if (inARow == 0 || passed != lastPassed) {
      lastPassed = passed;
      inARow = 1;
    } else if (inARow < Integer.MAX_VALUE) {
      inARow++;
    }
    if (passed && inARow >= rise) {
      verdict = Verdict.UP;
    } else if (!passed && inARow >= fall) {
      verdict = Verdict.DOWN;
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
}
