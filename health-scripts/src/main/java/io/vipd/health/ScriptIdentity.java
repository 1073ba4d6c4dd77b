package io.vipd.health;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jnr.posix.Passwd;

/**
 * Who scripts run as, and what has to be taken away from a process of the daemon to make it that
 * user.
 */
public final class ScriptIdentity {
  private static final String DEFAULT_UNDER_ROOT = "nobody";
  private static final Path GROUP_FILE = Path.of("/etc/group");

  private final String user;
  private final int uid;
  private final int gid;
  private final Set<Integer> groups;
  private final int daemonUid;

  private ScriptIdentity(String user, int uid, int gid, Set<Integer> groups, int daemonUid) {
    this.user = user;
    this.uid = uid;
    this.gid = gid;
    this.groups = Set.copyOf(groups);
    this.daemonUid = daemonUid;
  }

  /**
   * Looks a user up. The first call in a process loads jnr-posix, which takes about 0.4 s.
   *
   * @param user a user's name; null for {@code nobody} under root and for the daemon's own user
   *     otherwise
   * @throws IOException when there is no such user, or when it is another one than the daemon's and
   *     the daemon is not root; the message says what to do
   */
  public static ScriptIdentity lookUp(String user) throws IOException {
    int daemonUid = Native.POSIX.geteuid();
    if (daemonUid != 0) {
      return ofTheDaemon(user, daemonUid);
    }
    String wanted = user == null ? DEFAULT_UNDER_ROOT : user;
    Passwd entry = Native.POSIX.getpwnam(wanted);
    if (entry == null) {
      throw new IOException(
          "scripts cannot run as user "
              + wanted
              + ": there is no such user; create it or set script-user to one that exists");
    }
    int gid = (int) entry.getGID();
    Set<Integer> groups = supplementaryGroups(wanted);
    groups.add(gid);
    return new ScriptIdentity(wanted, (int) entry.getUID(), gid, groups, daemonUid);
  }

  private static ScriptIdentity ofTheDaemon(String wanted, int daemonUid) throws IOException {
    Passwd own = Native.POSIX.getpwuid(daemonUid);
    String ownName =
        own == null ? "uid " + Integer.toUnsignedString(daemonUid) : own.getLoginName();
    if (wanted != null && !wanted.equals(ownName)) {
      throw new IOException(
          "scripts cannot run as user "
              + wanted
              + ": the daemon runs as "
              + ownName
              + " and only root can become another user; leave script-user out, or start the"
              + " daemon as root");
    }
    int gid = Native.POSIX.getegid();
    Set<Integer> groups = new HashSet<>();
    Arrays.stream(Native.POSIX.getgroups()).forEach(group -> groups.add((int) group));
    groups.add(gid);
    return new ScriptIdentity(ownName, daemonUid, gid, groups, daemonUid);
  }

  /**
   * The groups that {@code /etc/group} lists the user in. They are only needed to tell beforehand
   * whether a script can be executed; setpriv asks the system itself.
   */
  private static Set<Integer> supplementaryGroups(String user) throws IOException {
    Set<Integer> groups = new HashSet<>();
    for (String line : Files.readAllLines(GROUP_FILE, StandardCharsets.ISO_8859_1)) {
      String[] fields = line.split(":", -1);
      if (fields.length == 4
          && fields[2].matches("\\d{1,9}")
          && List.of(fields[3].split(",")).contains(user)) {
        groups.add(Integer.parseInt(fields[2]));
      }
    }
    return groups;
  }

  /** The user's name. */
  public String user() {
    return user;
  }

  /** The uid of the daemon itself; it and root may own scripts. */
  int daemonUid() {
    return daemonUid;
  }

  /**
   * The start of a command line that gives up every capability, and everything by which one could
   * be had again, and becomes the user.
   *
   * @param setpriv the absolute path of util-linux's setpriv
   */
  List<String> launchPrefix(String setpriv) {
    if (daemonUid != 0) {
      // The bounding set cannot be changed without CAP_SETPCAP. Without capabilities to inherit and
      // without new privileges it has nothing left to bound.
      return List.of(setpriv, "--inh-caps=-all", "--ambient-caps=-all", "--no-new-privs", "--");
    }
    return List.of(
        setpriv,
        "--reuid=" + Integer.toUnsignedString(uid),
        "--regid=" + Integer.toUnsignedString(gid),
        "--init-groups",
        "--bounding-set=-all",
        "--inh-caps=-all",
        "--ambient-caps=-all",
        "--no-new-privs",
        "--");
  }

  /** Whether a file's mode lets this user execute it, or search it when it is a directory. */
  boolean mayExecute(int ownerUid, int ownerGid, int mode) {
    // Even uid 0 is held to the mode here: it runs without CAP_DAC_OVERRIDE.
    if (ownerUid == uid) {
      return (mode & 0100) != 0;
    }
    if (groups.contains(ownerGid)) {
      return (mode & 0010) != 0;
    }
    return (mode & 0001) != 0;
  }
}
