package io.vipd.daemon.cli;

import java.nio.file.Path;

/**
 * Understands the plain forms of {@code vipd run}, such as the unit's, without picocli: while it
 * loads, an address may have no holder. Whatever is the least unusual, or wrong, is left to
 * picocli; a test holds the two to the same understanding.
 *
 * @param config the folder given, or the usual one
 * @param runFolder null where none is given
 * @param stateFolder null where none is given
 */
record QuickRun(Path config, Path runFolder, Path stateFolder) {
  /** Where the configuration is unless told. */
  static final String USUAL_CONFIG = "/etc/vipd";

  /** What the arguments ask for; null if picocli should have a look at them. */
  static QuickRun understood(String[] args) {
    if (args.length % 2 == 0 || !args[0].equals("run")) {
      return null;
    }
    Path config = null;
    Path runFolder = null;
    Path stateFolder = null;
    for (int i = 1; i < args.length; i += 2) {
      String value = args[i + 1];
      if (value.isEmpty() || value.startsWith("-")) {
        return null;
      } else if (args[i].equals("--config") && config == null) {
        config = Path.of(value);
      } else if (args[i].equals("--run-dir") && runFolder == null) {
        runFolder = Path.of(value);
      } else if (args[i].equals("--state-dir") && stateFolder == null) {
        stateFolder = Path.of(value);
      } else {
        return null;
      }
    }
    return new QuickRun(config == null ? Path.of(USUAL_CONFIG) : config, runFolder, stateFolder);
  }
}
