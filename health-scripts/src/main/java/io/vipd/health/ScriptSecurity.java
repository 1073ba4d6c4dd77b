package io.vipd.health;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Who could put another program in a script's place? Nobody but root and the daemon's own user may:
 * they must own the file and every directory above it, symbolic links on the way included, and
 * nobody else may write to any of them. A directory such as {@code /tmp}, where everybody may write
 * and only the sticky bit guards names that exist already, does not qualify.
 *
 * <p>Meant to be asked before each run: it costs one system call for each part of the path.
 */
public final class ScriptSecurity {
  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final int WRITABLE_BY_GROUP = 0020;
  private static final int WRITABLE_BY_ALL = 0002;

  private final ScriptIdentity identity;
  private final Path trusted;

  /**
   * @param identity who will execute the script
   */
  public ScriptSecurity(ScriptIdentity identity) {
    this(identity, null);
  }

  /**
   * @param trusted this directory and those above it are taken as they are; null for none
   */
  ScriptSecurity(ScriptIdentity identity, Path trusted) {
    this.identity = identity;
    this.trusted = trusted;
  }

  /**
   * What speaks against running a script, each with path, owner, mode and the mend.
   *
   * @param script the program's path
   * @return empty when nothing does
   */
  public List<String> complaints(Path script) {
    if (!script.isAbsolute()) {
      return List.of("script " + script + " must be given by its absolute path");
    }
    List<String> complaints = new ArrayList<>();
    try {
      FileStatus end = PathWalk.follow(script, passed -> examine(passed, false, complaints));
      examine(end, true, complaints);
    } catch (NoSuchFileException e) {
      complaints.add(
          e.getFile().equals(script.toString())
              ? "script " + script + " does not exist"
              : "script " + script + " does not exist: there is no " + e.getFile());
    } catch (IOException e) {
      complaints.add("script " + script + " cannot be examined: " + e);
    }
    return List.copyOf(complaints);
  }

  private void examine(FileStatus file, boolean last, List<String> complaints) {
    if (file.isSymbolicLink()) {
      // A link's mode means nothing, and who may replace it was asked of its directory.
      complainOfOwner(file, complaints);
      return;
    }
    Path path = file.path();
    if (trusted != null && trusted.startsWith(path)) {
      return;
    }
    if (last && !file.isRegular()) {
      complaints.add(path + " is not a regular file; name a program");
      return;
    }
    if (!last && !file.isDirectory()) {
      complaints.add(path + " is not a directory");
      return;
    }
    complainOfOwner(file, complaints);
    if (file.isWritableByOthers()) {
      complaints.add(
          path
              + " is writable by "
              + writers(file.mode())
              + " ("
              + file.described()
              + "): "
              + (last ? "chmod go-w " + path : mendOfDirectory(file)));
    }
    if (!identity.mayExecute(file.uid(), file.gid(), file.mode())) {
      complaints.add(
          path
              + (last ? " is not executable" : " cannot be entered")
              + " by user "
              + identity.user()
              + " ("
              + file.described()
              + "): chmod a+"
              + (last ? "rx " : "x ")
              + path);
    }
  }

  private static String mendOfDirectory(FileStatus directory) {
    return directory.isSticky()
        ? "keep scripts somewhere else, such as /etc/vipd"
        : "chmod go-w " + directory.path();
  }

  private static String writers(int mode) {
    return switch (mode & WRITABLE_BY_OTHERS) {
      case WRITABLE_BY_GROUP -> "its group";
      case WRITABLE_BY_ALL -> "others";
      default -> "its group and others";
    };
  }

  private void complainOfOwner(FileStatus file, List<String> complaints) {
    if (file.uid() != 0 && file.uid() != identity.daemonUid()) {
      complaints.add(
          file.path()
              + " belongs neither to root nor to the daemon's user ("
              + file.described()
              + "): chown "
              + (file.isSymbolicLink() ? "-h " : "")
              + "root "
              + file.path());
    }
  }
}
