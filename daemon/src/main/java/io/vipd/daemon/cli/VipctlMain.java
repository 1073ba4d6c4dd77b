package io.vipd.daemon.cli;

import io.vipd.daemon.config.ConfigLoader;

/** Where {@code vipctl} begins. */
public final class VipctlMain {
  private VipctlMain() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    // A lambda, not a method reference: resolving one would load the loader for every command.
    System.exit(
        execute(args, World.ofProcess(), (folder, here) -> ConfigLoader.check(folder, here)));
  }

  static int execute(String[] args, World world, ConfigChecker configChecker) {
    StatusAction status = QuickStatus.understood(args, world);
    int code =
        status != null ? status.run(world) : VipctlCommand.execute(args, world, configChecker);
    return world.finished("vipctl", code);
  }
}
