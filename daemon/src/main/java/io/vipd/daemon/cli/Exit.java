package io.vipd.daemon.cli;

/** Exit codes; each command's help lists those that it has. */
final class Exit {
  static final int DONE = 0;
  static final int REFUSED = 1;
  static final int USAGE = 2;
  static final int NO_DAEMON = 3;
  static final int CANNOT_LISTEN = 4;

  private Exit() {}
}
