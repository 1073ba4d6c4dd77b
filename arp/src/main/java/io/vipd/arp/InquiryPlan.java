package io.vipd.arp;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * When to ask what about some addresses: the witness soon after the announcing and a few times more
 * if it does not answer; everybody, one address after the other, for as long as they are announced.
 * Knows no clock; times are on the caller's {@link System#nanoTime} scale. Not thread-safe.
 */
final class InquiryPlan {
  /** How often a witness is asked before it counts as silent. */
  static final int MOST_QUESTIONS = 5;

  /** By then a former holder has let go, unless it does not mean to. */
  static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long FIRST_PROBE_NANOS = GRACE_NANOS + TimeUnit.MILLISECONDS.toNanos(100);

  /** Between two questions of a takeover, so that many addresses make no burst. */
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** So that all addresses together cause no more than ten probes a second. */
  private static final long LEAST_PROBE_SPACING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /**
   * Probes that are seconds apart fall on the nearest multiple of this, so that a host with
   * hundreds of groups wakes for some together.
   */
  private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final long[] verifyAtNanos;
  private final int[] questionsLeft;
  private final long probeSpacingNanos;
  private boolean begun;
  private int verifying;
  private int probeNext;
  private int firstProbesLeft;
  private long probeAtNanos;

  /**
   * @param addresses how many there are
   * @param probeNanos how often each is to be probed; 0 for never
   */
  InquiryPlan(int addresses, long probeNanos) {
    verifyAtNanos = new long[addresses];
    questionsLeft = new int[addresses];
    probeSpacingNanos =
        probeNanos == 0 ? 0 : Math.max(probeNanos / addresses, LEAST_PROBE_SPACING_NANOS);
  }

  /** The addresses are announced from now on. */
  void begin(long nowNanos) {
    if (!begun) {
      begun = true;
      probeNext = 0;
      firstProbesLeft = verifyAtNanos.length;
      probeAtNanos = nowNanos + FIRST_PROBE_NANOS;
    }
  }

  /** Asks the witness about every address, anew if that is under way. */
  void verify(long nowNanos) {
    for (int i = 0; i < verifyAtNanos.length; i++) {
      verifyAtNanos[i] = nowNanos + i * STEP_NANOS;
    }
    Arrays.fill(questionsLeft, MOST_QUESTIONS);
    verifying = verifyAtNanos.length;
  }

  /** Ends it: nothing is asked. */
  void end() {
    begun = false;
    Arrays.fill(questionsLeft, 0);
    verifying = 0;
  }

  boolean begun() {
    return begun;
  }

  /** Time until {@link #next} is due; 0 when it is, {@link Long#MAX_VALUE} when none will be. */
  long nanosUntilDue(long nowNanos) {
    int verify = nextToVerify();
    long nanos = Long.MAX_VALUE;
    if (verify >= 0) {
      nanos = Math.max(0, verifyAtNanos[verify] - nowNanos);
    }
    return probes() ? Math.min(nanos, Math.max(0, probeAtNanos - nowNanos)) : nanos;
  }

  /** Whether the next question is one to the witness, not one to everybody. */
  boolean nextVerifies() {
    int verify = nextToVerify();
    return verify >= 0 && (!probes() || verifyAtNanos[verify] - probeAtNanos <= 0);
  }

  /** The address that the next question is about, by its index. */
  int next() {
    return nextVerifies() ? nextToVerify() : probeNext;
  }

  /** How often the witness has been asked about an address. */
  int questions(int address) {
    return MOST_QUESTIONS - questionsLeft[address];
  }

  /**
   * The witness was asked about an address.
   *
   * @return how often by now
   */
  int asked(int address, long nowNanos) {
    questionsLeft[address]--;
    verifyAtNanos[address] = nowNanos + PATIENCE_NANOS;
    return questions(address);
  }

  /** Nothing more is to be asked about an address for now. */
  void settled(int address) {
    questionsLeft[address] = -1;
    verifying--;
  }

  /** Whether it is {@link #settled}, or nobody was to be asked. */
  boolean allSettled() {
    return verifying == 0;
  }

  /** Whether all questions about an address were asked and it is time to give up. */
  boolean exhausted(int address) {
    return questionsLeft[address] == 0;
  }

  /**
   * Everybody was asked about the next address.
   *
   * @param stretch by how much the time to the next is longer or shorter, around 1
   */
  void probed(long nowNanos, double stretch) {
    probeNext = (probeNext + 1) % verifyAtNanos.length;
    if (firstProbesLeft > 1) {
      firstProbesLeft--;
      probeAtNanos = nowNanos + STEP_NANOS;
    } else {
      firstProbesLeft = 0;
      probeAtNanos = nowNanos + (long) (probeSpacingNanos * stretch);
      if (probeSpacingNanos >= 4 * BEAT_NANOS) {
        probeAtNanos += BEAT_NANOS / 2;
        probeAtNanos -= Math.floorMod(probeAtNanos, BEAT_NANOS);
      }
    }
  }

  private boolean probes() {
    return begun && probeSpacingNanos > 0;
  }

  private int nextToVerify() {
    int next = -1;
    if (verifying > 0) {
      for (int i = 0; i < verifyAtNanos.length; i++) {
        if (questionsLeft[i] >= 0 && (next < 0 || verifyAtNanos[i] - verifyAtNanos[next] < 0)) {
          next = i;
        }
      }
    }
    return next;
  }
}
