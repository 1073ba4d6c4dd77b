package io.vipd.daemon.cli;

import picocli.CommandLine;

/** The option that every command has. */
final class HelpOption {
  @CommandLine.Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;
}
