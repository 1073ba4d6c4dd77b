package io.vipd.daemon.control;

import java.time.Duration;

/**
 * How much a control server puts up with.
 *
 * @param clients connections served at once
 * @param followers how many of them may follow the events
 * @param requestBytes longest request, its line end included
 * @param requestTime how long a client may take over one request, from the connection or the last
 *     answer to the end of its line
 * @param writeTime how long a client may take to read an answer
 * @param closeTime how long a server that closes waits for answers that are being made
 */
record ControlLimits(
    int clients,
    int followers,
    int requestBytes,
    Duration requestTime,
    Duration writeTime,
    Duration closeTime) {
  static final ControlLimits USUAL =
      new ControlLimits(
          32, 8, 64 * 1024, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(1));

  /** How long a node that handed over does not preempt, unless the request says otherwise. */
  static final Duration DEFAULT_HOLD = Duration.ofSeconds(60);

  static final Duration LONGEST_HOLD = Duration.ofDays(1);

  static final Duration LONGEST_MAINTENANCE = Duration.ofDays(365);

  /** Longest text in a request, in characters; a file name under {@code groups/} is no longer. */
  static final int LONGEST_TEXT = 255;
}
