package io.vipd.daemon.cli;

import io.vipd.daemon.config.ConfigLoader;
import io.vipd.daemon.doctor.ThisHost;
import picocli.CommandLine;

/** The models of both command lines, for documents that are made of them. */
public final class CommandModels {
  private CommandModels() {}

  /** {@code vipd} with its subcommands; not to be executed. */
  public static CommandLine vipd() {
    return VipdCommand.line(World.ofProcess(), _ -> {}, (_, _, _) -> Exit.USAGE, _ -> Exit.USAGE);
  }

  /** {@code vipctl} with its subcommands; not to be executed. */
  public static CommandLine vipctl() {
    return VipctlCommand.line(World.ofProcess(), ConfigLoader::check, ThisHost::new);
  }
}
