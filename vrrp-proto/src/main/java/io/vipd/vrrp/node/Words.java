package io.vipd.vrrp.node;

import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.util.Arrays;

/**
 * Numbers in a fixed order, written out or read in again. Whoever remembers something lists it
 * once, for both ways: a field becomes what is returned, which is what it was while writing.
 */
final class Words {
  private static final Family[] FAMILIES = Family.values();

  private final boolean reading;
  private long[] words;
  private int at;

  private Words(long[] words, boolean reading) {
    this.words = words;
    this.reading = reading;
  }

  /** To be written to. */
  static Words writing() {
    return new Words(new long[256], false);
  }

  /** To be read from the beginning. */
  static Words reading(long[] words) {
    return new Words(words, true);
  }

  boolean isReading() {
    return reading;
  }

  /** Begins anew. */
  void rewind() {
    at = 0;
  }

  /** How many were written or read. */
  int size() {
    return at;
  }

  long get(int index) {
    return words[index];
  }

  /**
   * The next number.
   *
   * @throws IllegalArgumentException if there is none to read
   */
  long number(long present) {
    if (reading) {
      if (at == words.length) {
        throw new IllegalArgumentException("a state ends too soon");
      }
      return words[at++];
    }
    if (at == words.length) {
      words = Arrays.copyOf(words, 2 * at);
    }
    words[at++] = present;
    return present;
  }

  int number(int present) {
    return Math.toIntExact(number((long) present));
  }

  boolean flag(boolean present) {
    return number(present ? 1L : 0L) != 0;
  }

  /** One of these; null too. */
  <E extends Enum<E>> E constant(E present, E[] all) {
    int code = number(present == null ? -1 : present.ordinal());
    if (code < -1 || code >= all.length) {
      throw new IllegalArgumentException("a state has a number " + code + " that means nothing");
    }
    return code < 0 ? null : all[code];
  }

  /** An address; null too. */
  IpAddress address(IpAddress present) {
    Family family = constant(present == null ? null : present.family(), FAMILIES);
    long high = number(present == null ? 0 : present.high());
    long low = number(present == null ? 0 : present.low());
    return !reading ? present : family == null ? null : new IpAddress(family, high, low);
  }
}
