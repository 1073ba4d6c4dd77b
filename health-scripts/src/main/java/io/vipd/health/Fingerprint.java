package io.vipd.health;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;

/**
 * A number that changes when something in some files and folders does: a name, a size, a time of
 * modification, another file in its place.
 */
final class Fingerprint {
  /** Whoever watches more files than this has named the wrong folder. */
  static final int MAX_FILES = 10_000;

  private Fingerprint() {}

  /**
   * Looks at everything below the paths; links are followed where a path itself is one.
   *
   * @throws IOException whose message says what cannot be looked at; what is not there is not an
   *     error, and that it comes is a change
   */
  static long of(List<Path> paths) throws IOException {
    Walk walk = new Walk();
    for (Path path : paths) {
      if (Files.exists(path)) {
        Files.walkFileTree(path.toRealPath(), walk);
      } else {
        walk.add(path, "absent");
      }
    }
    return walk.sum;
  }

  private static final class Walk extends SimpleFileVisitor<Path> {
    private long sum;
    private int files;

    /** The order in which a folder is read means nothing, so it is a sum. */
    void add(Path path, Object... what) {
      long hash = 0x9E3779B97F4A7C15L * (path.hashCode() + 31L * Objects.hash(what));
      sum += hash ^ hash >>> 29;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      return visitFile(folder, attributes);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (++files > MAX_FILES) {
        throw new IOException(
            "there are more than " + MAX_FILES + " files to watch; name a smaller folder");
      }
      add(file, attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
      if (attributes.isSymbolicLink() && Files.exists(file)) {
        BasicFileAttributes target = Files.readAttributes(file, BasicFileAttributes.class);
        add(file, target.lastModifiedTime(), target.size(), target.fileKey());
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException why) {
      // It vanished meanwhile, or only root may look: both are states like others.
      add(file, why.getClass(), Files.exists(file, LinkOption.NOFOLLOW_LINKS));
      return FileVisitResult.CONTINUE;
    }
  }
}
