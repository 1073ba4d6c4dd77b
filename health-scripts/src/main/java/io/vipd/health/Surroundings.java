package io.vipd.health;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;

/**
 * What checks ask of the kernel, and what it tells them by itself. Every method may be called by
 * any thread and may wait for the kernel, a second at most where no other time is given; what is to
 * run on a change is short and never blocks.
 */
public interface Surroundings {
  /** What there is to say of an interface. */
  enum LinkState {
    /** It carries traffic. */
    UP,
    DOWN,
    /** There is none of that name. */
    MISSING
  }

  /** What the kernel thinks of a neighbour, in its own words (ip-neighbour(8)). */
  enum NeighbourState {
    /** It is not known. */
    NONE,
    /** Its link-layer address is asked for. */
    INCOMPLETE,
    /** It has answered. */
    REACHABLE,
    STALE,
    DELAY,
    /** It is asked whether it still has the link-layer address that is known. */
    PROBE,
    /** It did not answer. */
    FAILED,
    /** Nobody is asked on this interface. */
    NOARP,
    /** Somebody has written its link-layer address down, so it is never asked for. */
    PERMANENT
  }

  /**
   * What came of asking a neighbour.
   *
   * @param interfaceName where it was asked
   * @param state {@code REACHABLE} if it has answered since it was asked; else what it is in the
   *     end
   */
  record Neighbour(String interfaceName, NeighbourState state) {}

  /** No route. */
  int NO_ROUTE = -1;

  /**
   * Looks an interface up.
   *
   * @throws IOException when the kernel does not answer
   */
  LinkState link(String name) throws IOException;

  /**
   * Looks up which route a packet to this address would take.
   *
   * @return the length of that route's prefix, 0 for a default route; {@link #NO_ROUTE} when there
   *     is none, or only one that goes nowhere
   * @throws IOException when the kernel does not answer
   */
  int route(InetAddress to) throws IOException;

  /**
   * Has the kernel ask a neighbour for its link-layer address, by ARP or neighbour discovery, and
   * waits for the answer. What the kernel knew before is no answer.
   *
   * @param by the interface to ask on; null for the one that the route there leads by
   * @param timeoutNanos the longest time to wait; without an answer the kernel asks again each
   *     second
   * @throws IOException when it cannot be asked: no such interface, one that is down, no route, or
   *     one that leads by another router
   */
  Neighbour ask(InetAddress neighbour, String by, long timeoutNanos) throws IOException;

  /**
   * Tells when interfaces have changed.
   *
   * @throws IOException when the kernel refuses
   */
  ExitWatcher.Watch watchLinks(Runnable onChange) throws IOException;

  /**
   * Tells when routes or interfaces have changed.
   *
   * @throws IOException when the kernel refuses
   */
  ExitWatcher.Watch watchRoutes(Runnable onChange) throws IOException;

  /**
   * Tells when an entry of a folder has been written to, replaced, made or removed.
   *
   * @param folder must exist
   * @param name the entry; it need not exist
   * @throws IOException when there is no such folder, or it may not be read
   */
  ExitWatcher.Watch watchEntry(Path folder, String name, Runnable onChange) throws IOException;
}
