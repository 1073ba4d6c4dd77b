package io.vipd.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Follows a path as the kernel would, symbolic links included, so that somebody can judge all that
 * it comes through. Costs one system call for each part of the path.
 */
public final class PathWalk {
  /** As many as the kernel follows. */
  private static final int MAX_LINKS = 40;

  private PathWalk() {}

  /**
   * Follows a path.
   *
   * @param path an absolute path
   * @param onTheWay is told of everything on the way, in its order: directories, symbolic links,
   *     and whatever stands where a directory should
   * @return what is at its end, which {@code onTheWay} is not told of; never a symbolic link
   * @throws IOException if a part of it is missing or cannot be reached, or if it has more symbolic
   *     links than the kernel follows
   */
  public static FileStatus follow(Path path, Consumer<FileStatus> onTheWay) throws IOException {
    Deque<Path> ahead = new ArrayDeque<>();
    path.forEach(ahead::addLast);
    FileStatus here = FileStatus.of(path.getRoot());
    boolean told = false;
    int links = 0;
    while (!ahead.isEmpty()) {
      String name = ahead.removeFirst().toString();
      if (name.equals(".")) {
        continue;
      }
      if (!told) {
        onTheWay.accept(here);
        told = true;
      }
      if (name.equals("..")) {
        Path parent = here.path().getParent();
        here = parent == null ? here : FileStatus.of(parent);
        continue;
      }
      FileStatus next = FileStatus.of(here.path().resolve(name));
      if (!next.isSymbolicLink()) {
        here = next;
        told = false;
        continue;
      }
      if (++links > MAX_LINKS) {
        throw new IOException("more than " + MAX_LINKS + " symbolic links");
      }
      onTheWay.accept(next);
      Path target = Files.readSymbolicLink(next.path());
      List<Path> parts = new ArrayList<>();
      target.forEach(parts::add);
      parts.reversed().forEach(ahead::addFirst);
      here = target.isAbsolute() ? FileStatus.of(target.getRoot()) : here;
    }
    return here;
  }
}
