package io.vipd.daemon.cli;

import java.nio.file.Path;

/** What {@code vipd run} runs. */
@FunctionalInterface
public interface DaemonRunner {
  /**
   * Runs the daemon until it is told to stop.
   *
   * @param configFolder the folder that holds {@code vipd.yaml} and {@code groups/}
   * @param runFolder the folder of its socket and its lock
   * @param stateFolder the folder of what outlives it; need not exist, nor be usable
   * @return the process's exit code: 0 when it stopped because it was told to, 1 when it could not
   *     start or go on
   */
  int run(Path configFolder, Path runFolder, Path stateFolder);
}
