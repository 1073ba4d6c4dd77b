package io.vipd.daemon.loop;

/**
 * Whose turn it is where not all can have theirs at the same time: some each time, one after the
 * other. Creates no object.
 */
final class Rota {
  private final int most;
  private int next;

  /** So many have their turn at a time, at most. */
  Rota(int most) {
    this.most = most;
  }

  /** How many of so many have their turn now. */
  int count(int all) {
    return Math.min(most, all);
  }

  /**
   * The index of one of them.
   *
   * @param which from 0 to below {@link #count}
   */
  int at(int which, int all) {
    return (next + which) % all;
  }

  /** They have had it. */
  void advance(int all) {
    next = all == 0 ? 0 : (next + count(all)) % all;
  }
}
