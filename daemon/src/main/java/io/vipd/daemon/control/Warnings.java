package io.vipd.daemon.control;

import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What is wrong with the node apart from its groups at present, each from one part of the daemon
 * and for as long as it lasts. Any thread.
 */
public final class Warnings {
  private final ConcurrentSkipListMap<String, String> byPart = new ConcurrentSkipListMap<>();

  /**
   * Something is wrong with a part.
   *
   * @param part a short name of the part; it has one warning at a time
   * @param sentence what is wrong, and what to do or what vipd does about it
   */
  public void set(String part, String sentence) {
    byPart.put(part, sentence);
  }

  /** Nothing is wrong with it any more. */
  public void clear(String part) {
    byPart.remove(part);
  }

  /** All present ones, ordered by their part. */
  public List<String> all() {
    return List.copyOf(byPart.values());
  }
}
