package io.vipd.daemon.maintenance;

import java.time.Instant;

/**
 * A group keeps out of the election.
 *
 * @param group the group's name as configured
 * @param since when that was ordered
 * @param until when it ends by itself, by the time of day; null for never
 * @param user who ordered it
 * @param reason why, for people; null where nobody said
 */
public record Order(String group, Instant since, Instant until, String user, String reason) {
  /** Whether it has ended by then. */
  public boolean over(Instant now) {
    return until != null && !now.isBefore(until);
  }

  /**
   * What people are told: {@code in maintenance until 2026-01-01T02:00:00Z (alice: new kernel)}.
   */
  public String sentence() {
    return "in maintenance"
        + (until == null ? "" : " until " + until)
        + " ("
        + user
        + (reason == null ? "" : ": " + reason)
        + ")";
  }
}
