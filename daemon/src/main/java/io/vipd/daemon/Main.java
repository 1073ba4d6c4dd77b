package io.vipd.daemon;

import io.vipd.daemon.cli.VipdCommand;

/** The program {@code vipd}. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(VipdCommand.execute(args, Daemon::run, Release::run));
  }
}
