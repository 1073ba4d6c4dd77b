package io.vipd.vrrp.auth;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How one group authenticates its adverts. Its text form shows no secret, because keys do not.
 *
 * @param mode what is demanded and what is signed
 * @param keys at least one, each with an id of its own; all of them verify
 * @param signWith id of the key that signs
 * @param freshness what makes an advert a new one
 * @param windowNanos how far a sender's clock may be from ours in {@code TIME} mode, 1 to 300
 *     seconds
 */
public record AuthConfig(
    AuthMode mode, List<HmacKey> keys, int signWith, Freshness freshness, long windowNanos) {

  /** The smallest window. */
  public static final long MIN_WINDOW_NANOS = 1_000_000_000L;

  /** The largest window. */
  public static final long MAX_WINDOW_NANOS = 300_000_000_000L;

  private static final long DEFAULT_WINDOW_NANOS = 5_000_000_000L;

  /** Copies the list and refuses what cannot work. */
  public AuthConfig {
    keys = List.copyOf(keys);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("authentication needs at least one key");
    }
    Set<Integer> ids = new HashSet<>();
    for (HmacKey key : keys) {
      if (!ids.add(key.id())) {
        throw new IllegalArgumentException("two keys have the id " + key.id());
      }
    }
    if (!ids.contains(signWith)) {
      throw new IllegalArgumentException("there is no key " + signWith + " to sign with");
    }
    if (windowNanos < MIN_WINDOW_NANOS || windowNanos > MAX_WINDOW_NANOS) {
      throw new IllegalArgumentException(
          "a window of " + windowNanos + " ns is outside 1..300 seconds");
    }
  }

  /**
   * The window where none is configured: three advertisement intervals, but at least 5 and at most
   * 300 seconds.
   */
  public static long defaultWindowNanos(long intervalNanos) {
    return Math.clamp(3 * intervalNanos, DEFAULT_WINDOW_NANOS, MAX_WINDOW_NANOS);
  }

  /** The key that signs. */
  HmacKey signingKey() {
    for (HmacKey key : keys) {
      if (key.id() == signWith) {
        return key;
      }
    }
    throw new AssertionError("the constructor found key " + signWith);
  }
}
