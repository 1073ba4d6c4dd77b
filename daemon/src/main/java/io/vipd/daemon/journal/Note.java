package io.vipd.daemon.journal;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Something to be remembered, as whoever knows it writes it down; it is of this moment. Belongs to
 * the journal once it was handed over.
 */
public final class Note {
  /** Longest text of a detail, in characters: the tail of a check's output fits. */
  private static final int LONGEST_TEXT = 2_000;

  private final Instant at = Instant.now();
  private final long monotonicMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  private final String kind;
  private final String group;
  private final String says;
  private final Map<String, Object> details = new LinkedHashMap<>();

  /**
   * A note without details yet.
   *
   * @param group the group's name as configured; null for the whole node
   * @param says one sentence for people, without a full stop
   */
  public Note(Kind kind, String group, String says) {
    this.kind = kind.text();
    this.group = group;
    this.says = shortened(says);
  }

  /** Adds a text; null says that it is not known. */
  public Note with(String key, String value) {
    details.put(key, shortened(value));
    return this;
  }

  /** Adds a number, its unit named by the key; null says that it is not known. */
  public Note with(String key, Number value) {
    details.put(key, value);
    return this;
  }

  /** Adds a yes or no. */
  public Note with(String key, boolean value) {
    details.put(key, value);
    return this;
  }

  /** Adds a list of texts. */
  public Note with(String key, List<String> values) {
    details.put(key, values.stream().map(Note::shortened).toList());
    return this;
  }

  Entry numbered(long sequence, String boot) {
    return new Entry(
        sequence,
        at,
        monotonicMillis,
        boot,
        kind,
        group,
        says,
        Collections.unmodifiableMap(details));
  }

  private static String shortened(String text) {
    return text == null || text.length() <= LONGEST_TEXT
        ? text
        : text.substring(0, LONGEST_TEXT) + "...";
  }
}
