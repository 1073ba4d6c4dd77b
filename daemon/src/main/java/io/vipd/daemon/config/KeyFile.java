package io.vipd.daemon.config;

import io.vipd.health.FileStatus;
import io.vipd.health.PathWalk;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file that holds a key. Who could read it, or put another one in its place? Nobody but root and
 * the daemon's own user may: they must own the file and every folder above it, symbolic links on
 * the way included; nobody else may read the file, or write to any of them. A folder such as {@code
 * /tmp}, where only the sticky bit guards names that exist already, does not qualify.
 */
final class KeyFile {
  private static final int OPEN_TO_OTHERS = 0066;

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
      if (examineFile(PathWalk.follow(path, this::examineOnTheWay))) {
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

  private void examineOnTheWay(FileStatus passed) {
    if (passed.isSymbolicLink()) {
      // A link's mode means nothing, and who may replace it was asked of its folder.
      examineOwner(passed);
    } else if (passed.isDirectory()
        && (machine.trusted() == null || !machine.trusted().startsWith(passed.path()))) {
      examineFolder(passed);
    }
  }

  private void examineFolder(FileStatus folder) {
    examineOwner(folder);
    if (folder.isWritableByOthers()) {
      error(
          folder.path()
              + " is writable by others than its owner ("
              + folder.described()
              + "); "
              + (folder.isSticky()
                  ? "keep keys somewhere else, such as /etc/vipd/keys"
                  : "chmod go-w " + folder.path()));
    }
  }

  private boolean examineFile(FileStatus file) {
    if (!file.isRegular()) {
      error(file.path() + " is no regular file; name one that holds a key");
      return false;
    }
    examineOwner(file);
    if ((file.mode() & OPEN_TO_OTHERS) != 0) {
      error(
          file.path()
              + " is "
              + (file.isWritableByOthers() ? "writable" : "readable")
              + " by others than its owner ("
              + file.described()
              + "); chmod 600 "
              + file.path());
    }
    return true;
  }

  /** As whom the daemon will run, only the daemon knows. */
  private void examineOwner(FileStatus file) {
    if (file.uid() == 0 || file.uid() == machine.uid()) {
      return;
    }
    String owner = file.described();
    if (machine.daemon()) {
      error(
          file.path()
              + " belongs neither to root nor to the user that vipd runs as ("
              + owner
              + "); chown "
              + (file.isSymbolicLink() ? "-h " : "")
              + "it to one of them");
    } else {
      key.warn(
          "file",
          file.path()
              + " is refused unless vipd runs as its owner ("
              + owner
              + "); see User= of its unit");
    }
  }

  private void error(String message) {
    sound = false;
    key.error("file", message);
  }
}
