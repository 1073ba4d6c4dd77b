package io.vipd.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Who could put another program in a script's place? Nobody but root and the daemon's own user may:
 * they must own the file and every directory above it, symbolic links on the way included, and
 * nobody else may write to any of them. A directory such as {@code /tmp}, where everybody may write
 * and only the sticky bit guards names that exist already, does not qualify.
 *
 * <p>Meant to be asked before each run: it costs one system call for each part of the path.
 */
public final class ScriptSecurity {
  private static final int TYPE_MASK = 0170000;
  private static final int DIRECTORY = 0040000;
  private static final int REGULAR = 0100000;
  private static final int SYMBOLIC_LINK = 0120000;
  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final int WRITABLE_BY_GROUP = 0020;
  private static final int WRITABLE_BY_ALL = 0002;

  /** As many as the kernel follows. */
  private static final int MAX_LINKS = 40;

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
      walk(script, complaints);
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

  /** Follows the path as the kernel would and looks at everything it comes through. */
  private void walk(Path script, List<String> complaints) throws IOException {
    Deque<Path> ahead = new ArrayDeque<>();
    script.forEach(ahead::addLast);
    Path here = script.getRoot();
    examine(here, Attributes.of(here), ahead.isEmpty(), complaints);
    int links = 0;
    while (!ahead.isEmpty()) {
      String name = ahead.removeFirst().toString();
      if (name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        here = here.getParent() == null ? here : here.getParent();
        continue;
      }
      Path next = here.resolve(name);
      Attributes attributes = Attributes.of(next);
      if (!attributes.is(SYMBOLIC_LINK)) {
        examine(next, attributes, ahead.isEmpty(), complaints);
        here = next;
        continue;
      }
      if (++links > MAX_LINKS) {
        throw new IOException("more than " + MAX_LINKS + " symbolic links");
      }
      // A link's mode means nothing, and who may replace it was asked of its directory.
      complainOfOwner(next, attributes, complaints);
      Path target = Files.readSymbolicLink(next);
      List<Path> parts = new ArrayList<>();
      target.forEach(parts::add);
      parts.reversed().forEach(ahead::addFirst);
      if (target.isAbsolute()) {
        here = target.getRoot();
      }
    }
  }

  private void examine(Path path, Attributes attributes, boolean last, List<String> complaints) {
    if (trusted != null && trusted.startsWith(path)) {
      return;
    }
    if (last && !attributes.is(REGULAR)) {
      complaints.add(path + " is not a regular file; name a program");
      return;
    }
    if (!last && !attributes.is(DIRECTORY)) {
      complaints.add(path + " is not a directory");
      return;
    }
    complainOfOwner(path, attributes, complaints);
    if ((attributes.mode & WRITABLE_BY_OTHERS) != 0) {
      complaints.add(
          path
              + " is writable by "
              + writers(attributes.mode)
              + " ("
              + describe(path, attributes)
              + "): "
              + (last ? "chmod go-w " + path : mendOfDirectory(path, attributes.mode)));
    }
    if (!identity.mayExecute(attributes.uid, attributes.gid, attributes.mode)) {
      complaints.add(
          path
              + (last ? " is not executable" : " cannot be entered")
              + " by user "
              + identity.user()
              + " ("
              + describe(path, attributes)
              + "): chmod a+"
              + (last ? "rx " : "x ")
              + path);
    }
  }

  private static String mendOfDirectory(Path path, int mode) {
    boolean sticky = (mode & 01000) != 0;
    return sticky ? "keep scripts somewhere else, such as /etc/vipd" : "chmod go-w " + path;
  }

  private static String writers(int mode) {
    return switch (mode & WRITABLE_BY_OTHERS) {
      case WRITABLE_BY_GROUP -> "its group";
      case WRITABLE_BY_ALL -> "others";
      default -> "its group and others";
    };
  }

  private void complainOfOwner(Path path, Attributes attributes, List<String> complaints) {
    if (attributes.uid != 0 && attributes.uid != identity.daemonUid()) {
      complaints.add(
          path
              + " belongs neither to root nor to the daemon's user ("
              + describe(path, attributes)
              + "): chown "
              + (attributes.is(SYMBOLIC_LINK) ? "-h " : "")
              + "root "
              + path);
    }
  }

  private static String describe(Path path, Attributes attributes) {
    String owner;
    try {
      var named = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      owner = named.owner().getName() + ":" + named.group().getName();
    } catch (IOException _) {
      owner = attributes.uid + ":" + attributes.gid;
    }
    return "owner " + owner + ", mode " + String.format("%04o", attributes.mode & 07777);
  }

  private record Attributes(int uid, int gid, int mode) {
    static Attributes of(Path path) throws IOException {
      Map<String, Object> values =
          Files.readAttributes(path, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
      return new Attributes(
          (Integer) values.get("uid"), (Integer) values.get("gid"), (Integer) values.get("mode"));
    }

    boolean is(int type) {
      return (mode & TYPE_MASK) == type;
    }
  }
}
