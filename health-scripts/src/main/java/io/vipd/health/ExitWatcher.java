package io.vipd.health;

import java.io.IOException;

/** Tells of a process's exit the moment it happens, whoever its parent is. */
@FunctionalInterface
public interface ExitWatcher {

  /**
   * Watches one process until it exits or the returned watch is closed.
   *
   * @param pid a process of this host
   * @param onExit called once, on the watcher's own thread, when the process has exited, also when
   *     there is none to begin with; it is short and never blocks. It may still come while {@code
   *     close} is under way.
   * @return closing it ends the watch; more than once is harmless, also after the exit
   * @throws IOException when it cannot be watched
   */
  Watch watch(long pid, Runnable onExit) throws IOException;

  /** A watch that goes on. */
  @FunctionalInterface
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
