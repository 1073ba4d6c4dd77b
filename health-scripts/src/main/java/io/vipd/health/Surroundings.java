package io.vipd.health;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;

/**
 * What checks ask of the kernel, and what it tells them by itself. Every method may be called by
 * any thread and may wait for the kernel, a second at most; what is to run on a change is short and
 * never blocks.
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
