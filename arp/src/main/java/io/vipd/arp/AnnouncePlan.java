package io.vipd.arp;

import java.time.Duration;

/**
 * When the rounds of announcements are due: a burst after each request, then refreshes, until told
 * to stop. Knows no clock; times are on the caller's {@link System#nanoTime} scale. Allocates
 * nothing and is not thread-safe.
 *
 * <p>A round stays due until {@link #roundSent} says that it went out, so one that could not be
 * sent is late, never lost.
 */
public final class AnnouncePlan {
  /** Value of {@link #round} for a refresh. */
  public static final int REFRESH = 0;

  /** Value of {@link #round} when nothing is due at any time. */
  public static final int NONE = -1;

  private final int repeat;
  private final long spacingNanos;
  private final long refreshNanos;
  private final long minimumSpacingNanos;

  private int round = NONE;
  private long dueAtNanos;
  private boolean everSent;
  private long sentAtNanos;

  /**
   * @param settings rounds and the time between them
   * @param minimumSpacing how soon after any round a burst may start, however often it is asked
   *     for; what is asked for sooner is put together
   */
  public AnnouncePlan(AnnounceSettings settings, Duration minimumSpacing) {
    repeat = settings.repeat();
    spacingNanos = settings.spacing().toNanos();
    refreshNanos = settings.refresh().toNanos();
    minimumSpacingNanos = minimumSpacing.toNanos();
  }

  /**
   * Starts a burst, anew if one is under way. Its first round is due at once, or at the minimum
   * spacing after the last round, but never later than the round that was due anyway.
   */
  public void announce(long nowNanos) {
    long startAtNanos = nowNanos;
    if (everSent && sentAtNanos + minimumSpacingNanos - nowNanos > 0) {
      startAtNanos = sentAtNanos + minimumSpacingNanos;
    }
    if (round == NONE || startAtNanos - dueAtNanos < 0) {
      dueAtNanos = startAtNanos;
    }
    round = 1;
  }

  /** Makes the next round due now, one more if there is none: somebody says otherwise. */
  public void repeatNow(long nowNanos) {
    round = round == NONE ? repeat : round;
    dueAtNanos = nowNanos;
  }

  /** Ends it: nothing is due until the next {@link #announce}. */
  public void stop() {
    round = NONE;
  }

  /**
   * What comes next: 1 to {@code repeat} for that round of a burst, {@link #REFRESH} or {@link
   * #NONE}.
   */
  public int round() {
    return round;
  }

  /**
   * Time until the next round is due; 0 when it is due, {@link Long#MAX_VALUE} when none will be.
   */
  public long nanosUntilDue(long nowNanos) {
    return round == NONE ? Long.MAX_VALUE : Math.max(0, dueAtNanos - nowNanos);
  }

  /**
   * The round that was due went out. The next is counted from now, so rounds that a stall delayed
   * do not follow each other at once.
   */
  public void roundSent(long nowNanos) {
    everSent = true;
    sentAtNanos = nowNanos;
    if (round != REFRESH && round < repeat) {
      round++;
      dueAtNanos = nowNanos + spacingNanos;
    } else if (refreshNanos > 0) {
      round = REFRESH;
      dueAtNanos = nowNanos + refreshNanos;
    } else {
      round = NONE;
    }
  }
}
