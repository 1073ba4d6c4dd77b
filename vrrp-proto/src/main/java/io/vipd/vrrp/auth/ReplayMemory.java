package io.vipd.vrrp.auth;

/**
 * The newest sequence number of each sender: few senders, found without creating an object, and
 * bounded. When it is full, the one that was silent for longest goes.
 */
final class ReplayMemory {
  private final long[] sourceHigh;
  private final long[] sourceLow;
  private final long[] newest;
  private final long[] heardAtNanos;
  private int size;

  /** A memory of at most this many senders. */
  ReplayMemory(int capacity) {
    sourceHigh = new long[capacity];
    sourceLow = new long[capacity];
    newest = new long[capacity];
    heardAtNanos = new long[capacity];
  }

  /** Where the sender with this address is remembered; -1 if it is not. */
  int find(long high, long low) {
    for (int i = 0; i < size; i++) {
      if (sourceLow[i] == low && sourceHigh[i] == high) {
        return i;
      }
    }
    return -1;
  }

  /** The newest number of the sender found there. */
  long newest(int index) {
    return newest[index];
  }

  /** Remembers a number of the sender with this address, found at this index or new where -1. */
  void accept(int index, long high, long low, long sequence, long nowNanos) {
    int slot = index >= 0 ? index : size < newest.length ? size++ : stalest();
    sourceHigh[slot] = high;
    sourceLow[slot] = low;
    newest[slot] = sequence;
    heardAtNanos[slot] = nowNanos;
  }

  /** Remembers all that another one does, or as much as fits. */
  void take(ReplayMemory other) {
    for (int i = 0; i < other.size; i++) {
      accept(-1, other.sourceHigh[i], other.sourceLow[i], other.newest[i], other.heardAtNanos[i]);
    }
  }

  private int stalest() {
    int stalest = 0;
    for (int i = 1; i < size; i++) {
      if (heardAtNanos[i] - heardAtNanos[stalest] < 0) {
        stalest = i;
      }
    }
    return stalest;
  }
}
