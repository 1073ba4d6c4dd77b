package io.vipd.daemon.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
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
 * A file that holds a key. Who could read it, or put another one in its place? Nobody but root and
 * the daemon's own user may: they must own the file and every folder above it, symbolic links on
 * the way included; nobody else may read the file, or write to any of them. A folder such as {@code
 * /tmp}, where only the sticky bit guards names that exist already, does not qualify.
 */
final class KeyFile {
  private static final int TYPE_MASK = 0170000;
  private static final int DIRECTORY = 0040000;
  private static final int REGULAR = 0100000;
  private static final int SYMBOLIC_LINK = 0120000;
  private static final int OPEN_TO_OTHERS = 0066;
  private static final int WRITABLE_BY_OTHERS = 0022;

  /** As many as the kernel follows. */
  private static final int MAX_LINKS = 40;

  private final Mapping key;
  private final Path path;
  private final Machine machine;
  private boolean sound = true;

  /** What is wrong is reported at {@code file} of the key. */
  KeyFile(Mapping key, Path path, Machine machine) {
    this.key = key;
    this.path = path;
    this.machine = machine;
  }

  /** The key; null when something is wrong with it or its file. */
  byte[] read() {
    try {
      if (walk()) {
        byte[] secret = KeyText.readFile(path);
        return sound ? secret : null;
      }
    } catch (Refused e) {
      error(path + " " + e.getMessage());
    } catch (NoSuchFileException e) {
      error(
          path
              + " does not exist"
              + (e.getFile().equals(path.toString()) ? "" : ": there is no " + e.getFile())
              + "; write hex: and what openssl rand -hex 32 prints into it");
    } catch (AccessDeniedException _) {
      error(
          path
              + " cannot be read: permission denied; let it belong to the user that vipd runs as,"
              + " and check it as that user or as root");
    } catch (IOException e) {
      error(path + " cannot be read: " + YamlFile.reason(e) + "; check the file and its disk");
    }
    return null;
  }

  /** Follows the path as the kernel would; whether a regular file is at its end. */
  private boolean walk() throws IOException {
    Deque<Path> ahead = new ArrayDeque<>();
    path.forEach(ahead::addLast);
    Path here = path.getRoot();
    Attributes attributes = Attributes.of(here);
    examineFolder(here, attributes);
    int links = 0;
    while (!ahead.isEmpty()) {
      String name = ahead.removeFirst().toString();
      if (name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        here = here.getParent() == null ? here : here.getParent();
        attributes = Attributes.of(here);
        continue;
      }
      Path next = here.resolve(name);
      attributes = Attributes.of(next);
      if (attributes.is(SYMBOLIC_LINK)) {
        if (++links > MAX_LINKS) {
          throw new IOException("more than " + MAX_LINKS + " symbolic links");
        }
        // A link's mode means nothing, and who may replace it was asked of its folder.
        examineOwner(next, attributes);
        Path target = Files.readSymbolicLink(next);
        List<Path> parts = new ArrayList<>();
        target.forEach(parts::add);
        parts.reversed().forEach(ahead::addFirst);
        here = target.isAbsolute() ? target.getRoot() : here;
        continue;
      }
      here = next;
      if (attributes.is(DIRECTORY)) {
        examineFolder(here, attributes);
      }
    }
    return examineFile(here, attributes);
  }

  private void examineFolder(Path folder, Attributes attributes) {
    if (machine.trusted() != null && machine.trusted().startsWith(folder)) {
      return;
    }
    examineOwner(folder, attributes);
    if ((attributes.mode & WRITABLE_BY_OTHERS) != 0) {
      error(
          folder
              + " is writable by others than its owner ("
              + describe(folder, attributes)
              + "); "
              + (attributes.isSticky()
                  ? "keep keys somewhere else, such as /etc/vipd/keys"
                  : "chmod go-w " + folder));
    }
  }

  private boolean examineFile(Path file, Attributes attributes) {
    if (!attributes.is(REGULAR)) {
      error(file + " is no regular file; name one that holds a key");
      return false;
    }
    examineOwner(file, attributes);
    if ((attributes.mode & OPEN_TO_OTHERS) != 0) {
      error(
          file
              + " is "
              + ((attributes.mode & WRITABLE_BY_OTHERS) == 0 ? "readable" : "writable")
              + " by others than its owner ("
              + describe(file, attributes)
              + "); chmod 600 "
              + file);
    }
    return true;
  }

  /** As whom the daemon will run, only the daemon knows. */
  private void examineOwner(Path file, Attributes attributes) {
    if (attributes.uid == 0 || attributes.uid == machine.uid()) {
      return;
    }
    String owner = describe(file, attributes);
    if (machine.daemon()) {
      error(
          file
              + " belongs neither to root nor to the user that vipd runs as ("
              + owner
              + "); chown "
              + (attributes.is(SYMBOLIC_LINK) ? "-h " : "")
              + "it to one of them");
    } else {
      key.warn(
          "file",
          file
              + " is refused unless vipd runs as its owner ("
              + owner
              + "); see User= of its unit");
    }
  }

  private void error(String message) {
    sound = false;
    key.error("file", message);
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

    boolean isSticky() {
      return (mode & 01000) != 0;
    }
  }
}
