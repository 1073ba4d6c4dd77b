package io.vipd.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Map;

/**
 * Whose a file is and what others may do to it (lstat(2)); of a symbolic link, the link's own.
 *
 * @param path where it is
 * @param uid its owner's number
 * @param gid its group's number
 * @param mode its type and permissions, as {@code st_mode} has them
 */
public record FileStatus(Path path, int uid, int gid, int mode) {
  private static final int TYPE_MASK = 0170000;
  private static final int DIRECTORY = 0040000;
  private static final int REGULAR = 0100000;
  private static final int SYMBOLIC_LINK = 0120000;
  private static final int STICKY = 01000;
  private static final int WRITABLE_BY_OTHERS = 0022;

  /**
   * Asks the file system.
   *
   * @throws java.nio.file.NoSuchFileException if there is none; another {@code IOException} if it
   *     cannot be reached
   */
  public static FileStatus of(Path path) throws IOException {
    Map<String, Object> values =
        Files.readAttributes(path, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
    return new FileStatus(
        path,
        (Integer) values.get("uid"),
        (Integer) values.get("gid"),
        (Integer) values.get("mode"));
  }

  /** Whether it is a directory. */
  public boolean isDirectory() {
    return (mode & TYPE_MASK) == DIRECTORY;
  }

  /** Whether it is a regular file. */
  public boolean isRegular() {
    return (mode & TYPE_MASK) == REGULAR;
  }

  /** Whether it is a symbolic link. */
  public boolean isSymbolicLink() {
    return (mode & TYPE_MASK) == SYMBOLIC_LINK;
  }

  /** Whether only owners may remove what is in this directory. */
  public boolean isSticky() {
    return (mode & STICKY) != 0;
  }

  /** Whether its group or everybody may write to it. */
  public boolean isWritableByOthers() {
    return (mode & WRITABLE_BY_OTHERS) != 0;
  }

  /** Owner and mode as a message tells them: {@code owner root:root, mode 0644}. */
  public String described() {
    String owner;
    try {
      var named = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      owner = named.owner().getName() + ":" + named.group().getName();
    } catch (IOException _) {
      owner = uid + ":" + gid;
    }
    return "owner " + owner + ", mode " + String.format("%04o", mode & 07777);
  }
}
