package io.vipd.daemon.journal;

import java.time.Instant;
import java.util.Map;

/**
 * One entry of the journal.
 *
 * @param sequence counts up by one from entry to entry, across restarts
 * @param at the time of day, which somebody may have set meanwhile
 * @param monotonicMillis CLOCK_MONOTONIC, comparable within one {@code boot}
 * @param boot the kernel's boot id; null where it cannot be read
 * @param kind {@link Kind#text}; another word in what a newer vipd wrote
 * @param group the group's name as configured; null for the whole node
 * @param says one sentence for people
 * @param details values are texts, numbers, booleans, lists of texts, or null; unmodifiable
 */
public record Entry(
    long sequence,
    Instant at,
    long monotonicMillis,
    String boot,
    String kind,
    String group,
    String says,
    Map<String, Object> details) {

  /** Whether it is of that kind. */
  public boolean is(Kind wanted) {
    return wanted.text().equals(kind);
  }

  /** A detail that is a text; null when it is not known. */
  public String text(String key) {
    return details.get(key) instanceof String text ? text : null;
  }

  /** A detail that is a number; null when it is not known. */
  public Long number(String key) {
    return details.get(key) instanceof Number number ? (Long) number.longValue() : null;
  }

  Entry renumbered(long by) {
    return new Entry(sequence + by, at, monotonicMillis, boot, kind, group, says, details);
  }
}
