package io.vipd.health;

import java.util.Arrays;

/**
 * When which check runs. Pure: it is told the time, and never asks for it. One lock guards it.
 *
 * <p>All checks run at once at the start, so that every verdict is there soon; from then on their
 * beats are spread over their rhythms, so that checks of the same rhythm do not run in step.
 *
 * <p>A check is idle, queued, or running, and never more than one of these. Beats lie on a grid
 * from the start on, so that the rhythm does not drift; those that pass while a run is going on are
 * left out. A run that has not answered when its patience is over counts as failed then, and again
 * each time another beat's length has passed, and whatever it answers later counts no more.
 */
final class Schedule {
  /** Shortest time between two runs that triggers cause: a process that restarts in a loop. */
  static final long TRIGGER_GAP_NANOS = 50_000_000;

  private static final double GOLDEN_RATIO = 0.6180339887498949;

  private enum Phase {
    IDLE,
    QUEUED,
    RUNNING
  }

  private static final class Entry {
    final long everyNanos;
    final long backOffNanos;
    final long patienceNanos;

    /** How much earlier than a whole beat the second run comes. */
    final long stepNanos;

    /** From one beat to the next: longer than usual while the check is down and backs off. */
    long beatNanos;

    long nextBeat;
    Phase phase = Phase.IDLE;
    boolean triggered;
    long triggerNotBefore;
    boolean again;
    long againAt;
    long wantedAt;
    long waited;
    long waitedInAll;
    long overdueAt;
    boolean givenUp;
    boolean ranBefore;
    long skipped;
    boolean removed;

    Entry(long everyNanos, long backOffNanos, long patienceNanos, long stepNanos, long nextBeat) {
      this.everyNanos = everyNanos;
      this.backOffNanos = backOffNanos;
      this.patienceNanos = patienceNanos;
      this.stepNanos = stepNanos;
      this.beatNanos = everyNanos;
      this.nextBeat = nextBeat;
      this.triggerNotBefore = nextBeat;
    }

    long dueAt() {
      long due = triggered && triggerNotBefore - nextBeat < 0 ? triggerNotBefore : nextBeat;
      return again && againAt - due < 0 ? againAt : due;
    }
  }

  private final long firstRunExtraNanos;

  /** By number; null where it is free. */
  private Entry[] entries = {};

  /**
   * No check yet.
   *
   * @param firstRunExtraNanos how much longer a check's first run may take
   */
  Schedule(long firstRunExtraNanos) {
    this.firstRunExtraNanos = firstRunExtraNanos;
  }

  /**
   * Another check, under the smallest free number.
   *
   * @param everyNanos the time between two beats
   * @param backOffNanos the longest time between two beats while it is down
   * @param patienceNanos how long a run may take
   * @param nowNanos its first beat
   */
  int add(long everyNanos, long backOffNanos, long patienceNanos, long nowNanos) {
    int check = free();
    if (check == entries.length) {
      entries = Arrays.copyOf(entries, check + 1);
    }
    long stepNanos = (long) (everyNanos * place(check));
    entries[check] = new Entry(everyNanos, backOffNanos, patienceNanos, stepNanos, nowNanos);
    return check;
  }

  /** The number that the next check will have. */
  int free() {
    int check = 0;
    while (check < entries.length && entries[check] != null) {
      check++;
    }
    return check;
  }

  /**
   * A check is not wanted any more. If it is idle its number is free at once, else when {@link
   * #finished} says so.
   *
   * @return whether it is free
   */
  boolean remove(int check) {
    Entry entry = entries[check];
    entry.removed = true;
    if (entry.phase == Phase.IDLE) {
      entries[check] = null;
      return true;
    }
    return false;
  }

  /** A queued check's run does not begin after all. */
  void withdraw(int check) {
    entries[check].phase = Phase.IDLE;
  }

  /**
   * Where in its rhythm a check has its beat, from 0 to below 1. The multiples of the golden ratio
   * keep apart, however many there are; the first check stays on the beat.
   */
  private static double place(int check) {
    return check * GOLDEN_RATIO % 1;
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
      if (entry != null
          && entry.phase == Phase.IDLE
          && nowNanos - entry.dueAt() >= 0
          && (first < 0 || entry.dueAt() - entries[first].dueAt() < 0)) {
        first = i;
      }
    }
    if (first >= 0) {
      Entry entry = entries[first];
      entry.wantedAt = entry.dueAt();
      entry.again &= nowNanos - entry.againAt < 0;
      if (nowNanos - entry.nextBeat >= 0) {
        entry.nextBeat += entry.ranBefore ? entry.beatNanos : entry.beatNanos - entry.stepNanos;
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
      long beats = late / entry.beatNanos + 1;
      entry.nextBeat += beats * entry.beatNanos;
      entry.skipped += beats;
    }
  }

  /** A queued check's run begins. */
  void began(int check, long nowNanos) {
    Entry entry = entries[check];
    entry.phase = Phase.RUNNING;
    entry.givenUp = false;
    entry.waited = nowNanos - entry.wantedAt;
    entry.waitedInAll += entry.waited;
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
      if (isWanted(entry) && entry.phase == Phase.RUNNING && nowNanos - entry.overdueAt >= 0) {
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

  /**
   * A check may run again.
   *
   * @param down whether the run found it down still, so that the next may come later
   * @return false if it was removed meanwhile: its number is free now
   */
  boolean finished(int check, boolean down, long nowNanos) {
    Entry entry = entries[check];
    entry.phase = Phase.IDLE;
    long beatNanos =
        down
            ? Math.max(entry.everyNanos, Math.min(2 * entry.beatNanos, entry.backOffNanos))
            : entry.everyNanos;
    entry.nextBeat += beatNanos - entry.beatNanos;
    entry.beatNanos = beatNanos;
    skipBeatsBefore(entry, nowNanos);
    if (entry.removed) {
      entries[check] = null;
    }
    return !entry.removed;
  }

  private static boolean isWanted(Entry entry) {
    return entry != null && !entry.removed;
  }

  /**
   * Asks for a run beside the beats: at once, or when the run under way has ended. Of a check that
   * was removed there is none.
   */
  void trigger(int check, long nowNanos) {
    Entry entry = entries[check];
    if (!isWanted(entry)) {
      return;
    }
    entry.triggered = true;
    if (nowNanos - entry.triggerNotBefore > 0) {
      entry.triggerNotBefore = nowNanos;
    }
  }

  /** Asks for a run beside the beats at that time, in place of another such time. */
  void lookAgain(int check, long atNanos) {
    if (isWanted(entries[check])) {
      entries[check].again = true;
      entries[check].againAt = atNanos;
    }
  }

  /** The first beat of every check so far is now. */
  void begin(long nowNanos) {
    for (Entry entry : entries) {
      if (entry != null) {
        entry.nextBeat = nowNanos;
        entry.triggerNotBefore = nowNanos;
      }
    }
  }

  /** How long nothing will be due; 0 when something is; at most {@code limitNanos}. */
  long quietNanos(long nowNanos, long limitNanos) {
    long quiet = limitNanos;
    for (Entry entry : entries) {
      if (!isWanted(entry)) {
        continue;
      }
      switch (entry.phase) {
        case IDLE -> quiet = Math.min(quiet, entry.dueAt() - nowNanos);
        case RUNNING -> quiet = Math.min(quiet, entry.overdueAt - nowNanos);
        // It may begin at any moment, which nobody tells whoever waits now.
        case QUEUED -> quiet = Math.min(quiet, entry.patienceNanos);
      }
    }
    return Math.max(0, quiet);
  }

  /** How long a check's last run waited from its time until it began. */
  long waited(int check) {
    return entries[check] == null ? 0 : entries[check].waited;
  }

  /** The same of all its runs together. */
  long waitedInAll(int check) {
    return entries[check] == null ? 0 : entries[check].waitedInAll;
  }

  /** How many beats of a check were left out so far. */
  long skipped(int check) {
    return entries[check] == null ? 0 : entries[check].skipped;
  }
}
