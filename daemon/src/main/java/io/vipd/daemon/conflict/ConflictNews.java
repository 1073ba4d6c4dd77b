package io.vipd.daemon.conflict;

import io.vipd.arp.MacAddress;
import java.net.InetAddress;

/**
 * A conflict has begun or is over.
 *
 * @param begun whether it has begun
 * @param address the address
 * @param mac the other's station
 * @param router the address that a router sends from at that station; null where none is known
 * @param claims how often he claimed the address
 * @param lastedNanos how long it lasted; 0 when it has begun
 */
public record ConflictNews(
    boolean begun,
    InetAddress address,
    MacAddress mac,
    InetAddress router,
    long claims,
    long lastedNanos) {

  /** Who is told; called on a thread that must not wait. */
  @FunctionalInterface
  public interface Listener {
    /** For whoever does not want to know. */
    Listener NOBODY = _ -> {};

    /** Takes it in. */
    void conflict(ConflictNews news);
  }
}
