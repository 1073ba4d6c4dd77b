package io.vipd.daemon.cli;

import java.nio.file.Path;

/**
 * Understands the plain forms of {@code vipctl status}, which people and their monitoring ask for
 * all day, without picocli: loading it takes four times as long as asking the daemon. Whatever is
 * the least unusual, or wrong, is left to picocli; a test holds the two to the same understanding.
 */
final class QuickStatus {
  private static final String RUN_DIR = "--run-dir";

  private QuickStatus() {}

  /** What the arguments ask for; null if picocli should have a look at them. */
  static StatusAction understood(String[] args, World world) {
    Path runFolder = null;
    String group = null;
    boolean status = false;
    boolean json = false;
    boolean watch = false;
    for (int i = 0; i < args.length; i++) {
      String arg = args[i];
      if (arg.equals(RUN_DIR) && runFolder == null && i + 1 < args.length && isPlain(args[i + 1])) {
        runFolder = Path.of(args[++i]);
      } else if (arg.equals("status") && !status) {
        status = true;
      } else if (arg.equals("--json") && status && !json) {
        json = true;
      } else if ((arg.equals("--watch") || arg.equals("-w")) && status && !watch) {
        watch = true;
      } else if (isPlain(arg) && status && group == null) {
        group = arg;
      } else {
        return null;
      }
    }
    return status ? new StatusAction(world.runFolder(runFolder), group, json, watch, false) : null;
  }

  private static boolean isPlain(String arg) {
    return !arg.isEmpty() && !arg.startsWith("-");
  }
}
