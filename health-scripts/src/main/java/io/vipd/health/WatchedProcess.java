package io.vipd.health;

import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process whose exit wakes its check. */
final class WatchedProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedProcess.class);

  private final ProcessTable.Entry process;

  /** Null when the exit cannot be watched; then it is noticed at the check's next run. */
  private final ExitWatcher.Watch watch;

  private WatchedProcess(ProcessTable.Entry process, ExitWatcher.Watch watch) {
    this.process = process;
    this.watch = watch;
  }

  /**
   * Starts to watch.
   *
   * @param wake what to do at the exit
   * @return empty when the process has exited meanwhile
   */
  static Optional<WatchedProcess> start(
      ProcessTable.Entry process, ProcessTable table, ExitWatcher exits, Runnable wake) {
    ExitWatcher.Watch watch = null;
    IOException refused = null;
    try {
      watch = exits.watch(process.pid(), wake);
    } catch (IOException e) {
      refused = e;
    }
    WatchedProcess watched = new WatchedProcess(process, watch);
    // Only now is it certain that the watch is on this process and not on a successor of its PID.
    if (!watched.isAlive(table)) {
      watched.close();
      return Optional.empty();
    }
    if (refused != null) {
      LOG.warn(
          "A process's exit cannot be watched and is noticed at the next run only. process={}"
              + " pid={} why={}",
          process.comm(),
          process.pid(),
          refused.getMessage());
    }
    return Optional.of(watched);
  }

  ProcessTable.Entry process() {
    return process;
  }

  /** Whether it is still the same process, alive, and running the same program. */
  boolean isAlive(ProcessTable table) {
    return table
        .find(process.pid())
        .filter(now ->
            now.isAlive()
                && now.startTicks() == process.startTicks()
                && now.comm().equals(process.comm()))
        .isPresent();
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
  }
}
