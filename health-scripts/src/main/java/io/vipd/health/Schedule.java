package io.vipd.health;

/**
 * When which check runs. Pure: it is told the time, and never asks for it. One lock guards it.
 *
 * <p>A check is idle, queued, or running, and never more than one of these. Beats lie on a grid
 * from the start on, so that the rhythm does not drift; those that pass while a run is going on are
 * left out. A run that has not answered when its patience is over counts as failed then, and again
 * each time another beat's length has passed, and whatever it answers later counts no more.
 */
final class Schedule {
  /** Shortest time between two runs that triggers cause: a process that restarts in a loop. */
  static final long TRIGGER_GAP_NANOS = 50_000_000;

  private enum Phase {
    IDLE,
    QUEUED,
    RUNNING
  }

  private static final class Entry {
    final long everyNanos;
    final long patienceNanos;
    long nextBeat;
    Phase phase = Phase.IDLE;
    boolean triggered;
    long triggerNotBefore;
    long overdueAt;
    boolean givenUp;
    boolean ranBefore;
    long skipped;

    Entry(long everyNanos, long patienceNanos, long nextBeat) {
      this.everyNanos = everyNanos;
      this.patienceNanos = patienceNanos;
      this.nextBeat = nextBeat;
      this.triggerNotBefore = nextBeat;
    }

    long dueAt() {
      return triggered && triggerNotBefore - nextBeat < 0 ? triggerNotBefore : nextBeat;
    }
  }

  private final Entry[] entries;
  private final long firstRunExtraNanos;

  /**
   * @param everyNanos for each check, the time between two beats
   * @param patienceNanos for each check, how long a run may take
   * @param firstRunExtraNanos how much longer a check's first run may take
   * @param nowNanos the first beat of each
   */
  Schedule(long[] everyNanos, long[] patienceNanos, long firstRunExtraNanos, long nowNanos) {
    this.firstRunExtraNanos = firstRunExtraNanos;
    entries = new Entry[everyNanos.length];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = new Entry(everyNanos[i], patienceNanos[i], nowNanos);
    }
  }

  /**
   * The check whose run is due longest, which counts as queued from now on.
   *
   * @return its index; -1 when none is due
   */
  int takeDue(long nowNanos) {
    int first = -1;
    for (int i = 0; i < entries.length; i++) {
      Entry entry = entries[i];
      if (entry.phase == Phase.IDLE
          && nowNanos - entry.dueAt() >= 0
          && (first < 0 || entry.dueAt() - entries[first].dueAt() < 0)) {
        first = i;
      }
    }
    if (first >= 0) {
      Entry entry = entries[first];
      if (nowNanos - entry.nextBeat >= 0) {
        entry.nextBeat += entry.everyNanos;
        skipBeatsBefore(entry, nowNanos);
      }
      if (entry.triggered) {
        entry.triggered = false;
        entry.triggerNotBefore = nowNanos + TRIGGER_GAP_NANOS;
      }
      entry.phase = Phase.QUEUED;
    }
    return first;
  }

  /** Leaves out the beats that have passed. */
  private static void skipBeatsBefore(Entry entry, long nowNanos) {
    long late = nowNanos - entry.nextBeat;
    if (late >= 0) {
      long beats = late / entry.everyNanos + 1;
      entry.nextBeat += beats * entry.everyNanos;
      entry.skipped += beats;
    }
  }

  /** A queued check's run begins. */
  void began(int check, long nowNanos) {
    Entry entry = entries[check];
    entry.phase = Phase.RUNNING;
    entry.givenUp = false;
    entry.overdueAt = nowNanos + entry.patienceNanos + (entry.ranBefore ? 0 : firstRunExtraNanos);
    entry.ranBefore = true;
  }

  /**
   * A check whose run has used up its patience, once more.
   *
   * @return its index; -1 when there is none
   */
  int takeOverdue(long nowNanos) {
    for (int i = 0; i < entries.length; i++) {
      Entry entry = entries[i];
      if (entry.phase == Phase.RUNNING && nowNanos - entry.overdueAt >= 0) {
        entry.givenUp = true;
        entry.overdueAt = nowNanos + entry.everyNanos;
        return i;
      }
    }
    return -1;
  }

  /**
   * A running check has its answer.
   *
   * @return whether it counts; false when the run was given up before
   */
  boolean answered(int check) {
    Entry entry = entries[check];
    boolean counts = !entry.givenUp;
    // Nobody waits for it any more, and it must not be given up while its answer is published.
    entry.phase = Phase.QUEUED;
    return counts;
  }

  /** A check may run again. */
  void finished(int check, long nowNanos) {
    Entry entry = entries[check];
    entry.phase = Phase.IDLE;
    skipBeatsBefore(entry, nowNanos);
  }

  /** Asks for a run beside the beats: at once, or when the run under way has ended. */
  void trigger(int check, long nowNanos) {
    Entry entry = entries[check];
    entry.triggered = true;
    if (nowNanos - entry.triggerNotBefore > 0) {
      entry.triggerNotBefore = nowNanos;
    }
  }

  /** How long nothing will be due; 0 when something is; at most {@code limitNanos}. */
  long quietNanos(long nowNanos, long limitNanos) {
    long quiet = limitNanos;
    for (Entry entry : entries) {
      switch (entry.phase) {
        case IDLE -> quiet = Math.min(quiet, entry.dueAt() - nowNanos);
        case RUNNING -> quiet = Math.min(quiet, entry.overdueAt - nowNanos);
        case QUEUED -> {}
      }
    }
    return Math.max(0, quiet);
  }

  /** How many beats of a check were left out so far. */
  long skipped(int check) {
    return entries[check].skipped;
  }
}
