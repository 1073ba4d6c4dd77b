package io.vipd.daemon.loop;

import io.vipd.vrrp.node.Router;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which groups, links and sides of links there are at present. The core thread replaces all of it
 * when the configuration changes, and goes through it by index; other threads may read {@link
 * #groups}.
 */
final class Roster {
  private volatile List<Group> groups = List.of();
  private List<Link> links = List.of();
  private List<Side> sides = List.of();
  private Group[] byRouter = {};
  private final AtomicLong changes = new AtomicLong();

  /** Replaces everything. */
  void set(List<Group> groups, List<Link> links) {
    this.groups = List.copyOf(groups);
    this.links = List.copyOf(links);
    this.sides = links.stream().flatMap(link -> link.sides().stream()).toList();
    int routers = groups.stream().mapToInt(group -> group.router().id() + 1).max().orElse(0);
    byRouter = new Group[routers];
    groups.forEach(group -> byRouter[group.router().id()] = group);
    changed();
  }

  /** Counts a change of a group's role; core thread. */
  void changed() {
    changes.setOpaque(changes.getPlain() + 1);
  }

  /**
   * How many roles have changed, each replacement of the groups counted as one; from any thread.
   */
  long changes() {
    return changes.getOpaque();
  }

  /** Every group in each of its families, ordered as configured; never changes once handed out. */
  List<Group> groups() {
    return groups;
  }

  /** Every link that a group uses. */
  List<Link> links() {
    return links;
  }

  /** Every side of them. */
  List<Side> sides() {
    return sides;
  }

  /** The group of a router that the node has; null for one that it has no longer. */
  Group of(Router router) {
    int id = router.id();
    return id < byRouter.length && byRouter[id] != null && byRouter[id].router() == router
        ? byRouter[id]
        : null;
  }
}
