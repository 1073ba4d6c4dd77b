package io.vipd.health;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Surroundings that a test furnishes: empty at first. */
final class FakeSurroundings implements Surroundings {
  final Map<String, LinkState> links = new HashMap<>();
  final Map<String, Integer> routes = new HashMap<>();

  /** States of neighbours on eth0; what is not here is behind a router. */
  final Map<String, NeighbourState> neighbours = new HashMap<>();

  private final List<Watched> watches = new ArrayList<>();

  boolean refuses;

  private record Watched(String what, Runnable onChange) {}

  @Override
  public LinkState link(String name) {
    return links.getOrDefault(name, LinkState.MISSING);
  }

  @Override
  public int route(InetAddress to) {
    return routes.getOrDefault(to.getHostAddress(), NO_ROUTE);
  }

  @Override
  public Neighbour ask(InetAddress neighbour, String by, long timeoutNanos) throws IOException {
    NeighbourState state = neighbours.get(neighbour.getHostAddress());
    if (state == null) {
      throw new IOException("no neighbour");
    }
    return new Neighbour(by == null ? "eth0" : by, state);
  }

  @Override
  public ExitWatcher.Watch watchLinks(Runnable onChange) throws IOException {
    return watch("links", onChange);
  }

  @Override
  public ExitWatcher.Watch watchRoutes(Runnable onChange) throws IOException {
    return watch("routes", onChange);
  }

  @Override
  public ExitWatcher.Watch watchEntry(Path folder, String name, Runnable onChange)
      throws IOException {
    return watch(folder.resolve(name), onChange);
  }

  private ExitWatcher.Watch watch(Object what, Runnable onChange) throws IOException {
    if (refuses) {
      throw new IOException("refused by the test");
    }
    Watched watched = new Watched(what.toString(), onChange);
    watches.add(watched);
    return () -> watches.removeIf(each -> each == watched);
  }

  /** What is watched. */
  Set<String> watched() {
    return watches.stream().map(Watched::what).collect(Collectors.toCollection(TreeSet::new));
  }

  /** Something that is watched has changed. */
  void change(String what) {
    watches.stream()
        .filter(each -> each.what().equals(what))
        .forEach(each -> each.onChange().run());
  }
}
