package io.vipd.daemon.loop;

import io.vipd.health.ExitWatcher.Watch;
import io.vipd.health.Surroundings;
import java.net.InetAddress;
import java.nio.file.Path;

/** Surroundings in which there is nothing, and nothing happens but what a test says. */
final class NoSurroundings implements Surroundings {
  private volatile Runnable onEntry;

  @Override
  public LinkState link(String name) {
    return LinkState.MISSING;
  }

  @Override
  public int route(InetAddress to) {
    return NO_ROUTE;
  }

  @Override
  public Neighbour ask(InetAddress neighbour, String by, long timeoutNanos) {
    return new Neighbour("eth0", NeighbourState.FAILED);
  }

  @Override
  public Watch watchLinks(Runnable onChange) {
    return () -> {};
  }

  @Override
  public Watch watchRoutes(Runnable onChange) {
    return () -> {};
  }

  @Override
  public Watch watchEntry(Path folder, String name, Runnable onChange) {
    onEntry = onChange;
    return () -> {};
  }

  /** The entry that was watched last has changed. */
  void change() {
    onEntry.run();
  }
}
