package io.vipd.health;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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
  private static final int EXECUTABLE = 0111;

  private final Set<Integer> owners;
  private final ScriptIdentity identity;
  private final Path trusted;

  /**
   * One thing that speaks against running a script.
   *
   * @param kind what it comes to
   * @param text a sentence with path, owner, mode and the mend
   */
  public record Complaint(Kind kind, String text) {
    /** What it comes to. */
    public enum Kind {
      /** A run is refused, or could not begin. */
      REFUSED,
      /** There is no such file. */
      MISSING,
      /** It is out of sight for this outsider. */
      HIDDEN
    }
  }

  /**
   * For who is going to run scripts.
   *
   * @param identity who will execute them
   */
  public ScriptSecurity(ScriptIdentity identity) {
    this(identity, null);
  }

  /**
   * The same.
   *
   * @param trusted this directory and those above it are taken as they are; null for none
   */
  public ScriptSecurity(ScriptIdentity identity, Path trusted) {
    this(Set.copyOf(List.of(0, identity.daemonUid())), identity, trusted);
  }

  private ScriptSecurity(Set<Integer> owners, ScriptIdentity identity, Path trusted) {
    this.owners = owners;
    this.identity = identity;
    this.trusted = trusted;
  }

  /**
   * For somebody else, who does not know whom the daemon runs scripts as. Nothing native is loaded.
   *
   * @param owners whom scripts may belong to
   * @param trusted this directory and those above it are taken as they are; null for none
   */
  public static ScriptSecurity ofOutsider(Set<Integer> owners, Path trusted) {
    return new ScriptSecurity(Set.copyOf(owners), null, trusted);
  }

  /**
   * What speaks against running a script.
   *
   * @param script the program's path
   * @return empty when nothing does
   */
  public List<Complaint> complaints(Path script) {
    List<Complaint> complaints = new ArrayList<>();
    if (!script.isAbsolute()) {
      refuse("script " + script + " must be given by its absolute path", complaints);
      return complaints;
    }
    try {
      FileStatus end = PathWalk.follow(script, passed -> examine(passed, false, complaints));
      examine(end, true, complaints);
    } catch (NoSuchFileException e) {
      String text = "script " + script + " does not exist";
      complaints.add(
          new Complaint(
              Complaint.Kind.MISSING,
              e.getFile().equals(script.toString())
                  ? text
                  : text + ": there is no " + e.getFile()));
    } catch (AccessDeniedException e) {
      complaints.add(
          new Complaint(
              identity == null ? Complaint.Kind.HIDDEN : Complaint.Kind.REFUSED,
              "script " + script + " cannot be examined: no access to " + e.getFile()));
    } catch (IOException e) {
      refuse("script " + script + " cannot be examined: " + e, complaints);
    }
    return List.copyOf(complaints);
  }

  private static void refuse(String text, List<Complaint> complaints) {
    complaints.add(new Complaint(Complaint.Kind.REFUSED, text));
  }

  private void examine(FileStatus file, boolean last, List<Complaint> complaints) {
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
      refuse(path + " is not a regular file; name a program", complaints);
      return;
    }
    if (!last && !file.isDirectory()) {
      refuse(path + " is not a directory", complaints);
      return;
    }
    complainOfOwner(file, complaints);
    if (file.isWritableByOthers()) {
      refuse(
          path
              + " is writable by "
              + writers(file.mode())
              + " ("
              + file.described()
              + "): "
              + (last ? "chmod go-w " + path : mendOfDirectory(file)),
          complaints);
    }
    if (!mayExecute(file)) {
      refuse(
          path
              + (last ? " is not executable" : " cannot be entered")
              + " by "
              + (identity == null ? "anybody" : "user " + identity.user())
              + " ("
              + file.described()
              + "): chmod a+"
              + (last ? "rx " : "x ")
              + path,
          complaints);
    }
  }

  private boolean mayExecute(FileStatus file) {
    return identity == null
        ? (file.mode() & EXECUTABLE) != 0
        : identity.mayExecute(file.uid(), file.gid(), file.mode());
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

  private void complainOfOwner(FileStatus file, List<Complaint> complaints) {
    if (!owners.contains(file.uid())) {
      refuse(
          file.path()
              + " belongs neither to root nor to the daemon's user ("
              + file.described()
              + "): chown "
              + (file.isSymbolicLink() ? "-h " : "")
              + "root "
              + file.path(),
          complaints);
    }
  }
}
