package io.vipd.daemon.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a configuration asks of the machine that it is read on.
 *
 * @param daemon whether this process will use the configuration; another one only checks it, maybe
 *     as another user
 * @param uid the user of this process
 * @param credentials the folder of this process's systemd credentials; null where it has none
 * @param hostNames files that hold the machine's name, the first that can be read counts
 * @param trusted this folder and those above it are taken as they are; null for none
 */
record Machine(boolean daemon, int uid, Path credentials, List<Path> hostNames, Path trusted) {
  private static final List<Path> HOST_NAMES =
      List.of(Path.of("/proc/sys/kernel/hostname"), Path.of("/etc/hostname"));

  /** As this process sees it. */
  static Machine of(boolean daemon) {
    String credentials = System.getenv("CREDENTIALS_DIRECTORY");
    return new Machine(
        daemon,
        effectiveUid(),
        credentials == null || credentials.isEmpty() ? null : Path.of(credentials),
        HOST_NAMES,
        null);
  }

  /** Root where the kernel does not say, so that files of root alone are trusted. */
  private static int effectiveUid() {
    // The owner of /proc/self would be shorter, but is root where a process is not dumpable.
    try {
      return Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1).stream()
          .filter(line -> line.startsWith("Uid:"))
          .mapToInt(line -> Integer.parseUnsignedInt(line.split("\t")[2]))
          .findFirst()
          .orElse(0);
    } catch (IOException _) {
      return 0;
    }
  }
}
