package io.vipd.arp;

import java.net.InetAddress;
import java.time.Instant;

/** Counts for one address. Only the announce thread writes; anybody may read. */
final class Tally {
  private volatile long framesSent;
  private volatile long failures;
  private volatile long lastSentNanos;

  void sent(long nowNanos) {
    lastSentNanos = nowNanos;
    framesSent = framesSent + 1;
  }

  void failed() {
    failures = failures + 1;
  }

  long framesSent() {
    return framesSent;
  }

  long failures() {
    return failures;
  }

  /**
   * The two times are the same moment on two clocks: the one sends are noted on, and the wall's.
   */
  AddressCounters read(InetAddress address, long nowNanos, Instant now) {
    long sent = framesSent;
    Instant lastSentAt = sent == 0 ? null : now.minusNanos(nowNanos - lastSentNanos);
    return new AddressCounters(address, sent, failures, lastSentAt);
  }
}
