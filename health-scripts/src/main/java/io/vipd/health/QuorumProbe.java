package io.vipd.health;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Passes while as many processes run as are wanted. Exits are noticed at once, as long as there are
 * not too many to watch; what is new is noticed at the next run.
 */
final class QuorumProbe implements Probe {
  /** Each costs a descriptor. */
  private static final int MAX_WATCHED = 64;

  private final ProcessFinder finder;
  private final CheckSpec.Quorum quorum;
  private final ExitWatcher exits;
  private final Runnable wake;
  private final Map<ProcessTable.Identity, WatchedProcess> watched = new HashMap<>();

  /**
   * @param wake makes the check run at once
   */
  QuorumProbe(ProcessFinder finder, CheckSpec.Quorum quorum, ExitWatcher exits, Runnable wake) {
    this.finder = finder;
    this.quorum = quorum;
    this.exits = exits;
    this.wake = wake;
  }

  @Override
  public Finding look(long timeoutNanos) throws IOException {
    Map<Long, ProcessTable.Entry> found = finder.find();
    watch(found);
    int count = found.size();
    String running =
        (count == 0 ? "no process" : count == 1 ? "1 process" : count + " processes")
            + finder.which()
            + (count <= 1 ? " is running" : " are running");
    if (count < quorum.min()) {
      return Finding.fail(running + ", and at least " + quorum.min() + " must be");
    }
    if (count > quorum.max()) {
      return Finding.fail(running + ", and at most " + quorum.max() + " may be");
    }
    return Finding.pass(running);
  }

  private void watch(Map<Long, ProcessTable.Entry> found) {
    watched
        .entrySet()
        .removeIf(entry -> {
          ProcessTable.Entry now = found.get(entry.getKey().pid());
          boolean gone = now == null || !now.identity().equals(entry.getKey());
          if (gone) {
            entry.getValue().close();
          }
          return gone;
        });
    for (ProcessTable.Entry process : found.values()) {
      if (watched.size() >= MAX_WATCHED) {
        return;
      }
      if (!watched.containsKey(process.identity())) {
        WatchedProcess.start(process, finder.table(), exits, wake)
            .ifPresent(watch -> watched.put(process.identity(), watch));
      }
    }
  }

  @Override
  public void close() {
    watched.values().forEach(WatchedProcess::close);
    watched.clear();
  }
}
