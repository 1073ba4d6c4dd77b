package io.vipd.daemon.cli;

import io.vipd.daemon.config.Loaded;
import java.nio.file.Path;

/** Reads a configuration to find what is wrong with it. */
@FunctionalInterface
interface ConfigChecker {
  /**
   * What is there.
   *
   * @param folder holds {@code vipd.yaml} and {@code groups/}
   * @param here whether it is for this machine
   */
  Loaded check(Path folder, boolean here);
}
