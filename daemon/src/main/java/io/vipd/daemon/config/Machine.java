package io.vipd.daemon.config;

import io.vipd.health.ScriptIdentity;
import io.vipd.health.ScriptSecurity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a configuration asks of the machine that it is read on.
 *
 * @param daemon whether this process will use the configuration; another one only checks it, maybe
 *     as another user
 * @param uid the user of this process
 * @param credentials the folder of this process's systemd credentials; null where it has none
 * @param hostNames files that hold the machine's name, the first that can be read counts
 * @param trusted this folder and those above it are taken as they are; null for none
 * @param scripts judges the programs that it names; null where nobody is to look at them
 */
record Machine(
    boolean daemon,
    int uid,
    Path credentials,
    List<Path> hostNames,
    Path trusted,
    ScriptFiles.Judges scripts) {
  private static final List<Path> HOST_NAMES =
      List.of(Path.of("/proc/sys/kernel/hostname"), Path.of("/etc/hostname"));

  /** These belong to the user that vipd runs as, once it has run by its unit. */
  private static final List<Path> ITS_FOLDERS =
      List.of(Path.of("/var/lib/vipd"), Path.of("/run/vipd"));

  /** One where nobody looks at programs. */
  Machine(boolean daemon, int uid, Path credentials, List<Path> hostNames, Path trusted) {
    this(daemon, uid, credentials, hostNames, trusted, null);
  }

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

  /** The same, where programs are looked at, too: as they will be run, or by an outsider. */
  Machine withScripts() {
    return new Machine(
        daemon,
        uid,
        credentials,
        hostNames,
        trusted,
        daemon
            ? user -> new ScriptSecurity(ScriptIdentity.lookUp(user), trusted)
            : _ -> ScriptSecurity.ofOutsider(owners(), trusted));
  }

  /** Whom vipd may run as here, and so whose programs it may run. */
  private Set<Integer> owners() {
    Set<Integer> owners = new HashSet<>(List.of(0, uid));
    for (Path folder : ITS_FOLDERS) {
      try {
        owners.add((Integer) Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS));
      } catch (IOException _) {
        // It has not run here, or elsewhere.
      }
    }
    return owners;
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
