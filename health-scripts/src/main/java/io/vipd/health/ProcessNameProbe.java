package io.vipd.health;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Passes while a process of a name runs that is not merely what another one left behind.
 *
 * <p>Of the processes that bear the name the roots count, those whose parent does not bear it: the
 * master of a server and not its workers. When a master is killed its workers may go on, with a new
 * parent, and look like roots. What was once seen below a root is therefore remembered, and does
 * not count later when it stands alone, with two exceptions. It counts when it has processes of the
 * name below itself: nginx's new master at an upgrade is the child of the old one. And it counts
 * when it had been there for less than a second and in a session of its own: so does a daemon come
 * into being whose launcher exits.
 */
final class ProcessNameProbe implements Probe {
  private static final long RESCAN_NANOS = 10_000_000_000L;
  private static final long YOUNG_NANOS = 1_000_000_000L;
  private static final int PIDS_SHOWN = 5;

  private final ProcessFinder finder;
  private final ProcessTable table;
  private final ExitWatcher exits;
  private final Runnable wake;
  private final LongSupplier nanoTime;

  private final Map<ProcessTable.Identity, Root> roots = new LinkedHashMap<>();
  private final Map<ProcessTable.Identity, Follower> followers = new HashMap<>();
  private long scannedAtNanos;

  /** A root and the children it had when they were last looked at. */
  private static final class Root {
    final WatchedProcess watched;
    long[] children = {};

    Root(WatchedProcess watched) {
      this.watched = watched;
    }
  }

  /** A process below a root. */
  private record Follower(long firstSeenNanos, long rootSession) {}

  /**
   * @param wake makes the check run at once
   */
  ProcessNameProbe(ProcessFinder finder, ExitWatcher exits, Runnable wake, LongSupplier nanoTime) {
    this.finder = finder;
    this.table = finder.table();
    this.exits = exits;
    this.wake = wake;
    this.nanoTime = nanoTime;
  }

  @Override
  public Finding look(long timeoutNanos) throws IOException {
    long nowNanos = nanoTime.getAsLong();
    boolean known =
        !roots.isEmpty()
            && nowNanos - scannedAtNanos < RESCAN_NANOS
            && roots.values().stream().allMatch(root -> root.watched.isAlive(table))
            && rememberChildren(nowNanos);
    return known ? running() : scan(nowNanos);
  }

  private Finding running() {
    return Finding.pass(
        finder.described()
            + " is running: "
            + pids(roots.keySet().stream().mapToLong(ProcessTable.Identity::pid)));
  }

  /**
   * Between two scans, takes note of children that the roots have got meanwhile.
   *
   * @return false when that cannot be told
   */
  private boolean rememberChildren(long nowNanos) {
    for (Root root : roots.values()) {
      ProcessTable.Entry parent = root.watched.process();
      Optional<long[]> children = table.children(parent.pid());
      if (children.isEmpty()) {
        return false;
      }
      if (!Arrays.equals(children.get(), root.children)) {
        root.children = children.get();
        for (long pid : root.children) {
          table
              .find(pid)
              .filter(finder::fits)
              .ifPresent(child -> remember(child, parent.session(), nowNanos));
        }
      }
    }
    return true;
  }

  private void remember(ProcessTable.Entry process, long rootSession, long nowNanos) {
    followers.putIfAbsent(process.identity(), new Follower(nowNanos, rootSession));
  }

  private Finding scan(long nowNanos) throws IOException {
    Map<Long, ProcessTable.Entry> matching = finder.find();
    scannedAtNanos = nowNanos;
    Set<Long> parents =
        matching.values().stream().map(ProcessTable.Entry::parent).collect(Collectors.toSet());

    List<ProcessTable.Entry> standing = new ArrayList<>();
    List<ProcessTable.Entry> orphans = new ArrayList<>();
    for (ProcessTable.Entry process : matching.values()) {
      if (!matching.containsKey(process.parent())) {
        boolean counts = parents.contains(process.pid()) || !isLeftBehind(process, nowNanos);
        (counts ? standing : orphans).add(process);
      }
    }
    watchOnly(standing);
    followers.keySet().retainAll(identities(matching.values()));
    standing.forEach(process -> followers.remove(process.identity()));
    for (ProcessTable.Entry process : matching.values()) {
      if (matching.containsKey(process.parent())) {
        remember(process, top(process, matching).session(), nowNanos);
      }
    }
    return roots.isEmpty() ? missing(orphans) : running();
  }

  private boolean isLeftBehind(ProcessTable.Entry process, long nowNanos) {
    Follower follower = followers.get(process.identity());
    return follower != null
        && !(nowNanos - follower.firstSeenNanos < YOUNG_NANOS
            && process.session() != follower.rootSession);
  }

  private static ProcessTable.Entry top(
      ProcessTable.Entry process, Map<Long, ProcessTable.Entry> matching) {
    ProcessTable.Entry top = process;
    for (int depth = 0; depth < matching.size(); depth++) {
      ProcessTable.Entry parent = matching.get(top.parent());
      if (parent == null) {
        return top;
      }
      top = parent;
    }
    return top;
  }

  private void watchOnly(List<ProcessTable.Entry> standing) {
    Set<ProcessTable.Identity> wanted = identities(standing);
    roots
        .entrySet()
        .removeIf(root -> {
          boolean gone = !wanted.contains(root.getKey());
          if (gone) {
            root.getValue().watched.close();
          }
          return gone;
        });
    for (ProcessTable.Entry process : standing) {
      if (!roots.containsKey(process.identity())) {
        WatchedProcess.start(process, table, exits, wake)
            .ifPresent(watched -> roots.put(process.identity(), new Root(watched)));
      }
    }
  }

  private static Set<ProcessTable.Identity> identities(Iterable<ProcessTable.Entry> processes) {
    Set<ProcessTable.Identity> identities = new HashSet<>();
    processes.forEach(process -> identities.add(process.identity()));
    return identities;
  }

  private Finding missing(List<ProcessTable.Entry> orphans) {
    return Finding.fail(
        orphans.isEmpty()
            ? "no process" + finder.which()
            : "the parent of "
                + finder.described()
                + " has exited and left orphans behind: "
                + pids(orphans.stream().mapToLong(ProcessTable.Entry::pid).sorted()));
  }

  private static String pids(LongStream pids) {
    long[] all = pids.toArray();
    String shown =
        Arrays.stream(all)
            .limit(PIDS_SHOWN)
            .mapToObj(Long::toString)
            .collect(Collectors.joining(", "));
    return (all.length == 1 ? "PID " : "PIDs ")
        + shown
        + (all.length > PIDS_SHOWN ? " and " + (all.length - PIDS_SHOWN) + " more" : "");
  }

  @Override
  public void close() {
    roots.values().forEach(root -> root.watched.close());
    roots.clear();
  }
}
