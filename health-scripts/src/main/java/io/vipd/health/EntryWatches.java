package io.vipd.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Watches whatever decides which file a path leads to: its last entry, and every symbolic link on
 * the way there.
 */
final class EntryWatches implements AutoCloseable {
  /** As many as Linux follows. */
  private static final int MAX_LINKS = 40;

  private static final Path ROOT = Path.of("/");

  /** An entry of a folder. */
  record Entry(Path folder, String name) {}

  private final Path path;
  private final Surroundings surroundings;
  private final Runnable onChange;
  private List<ExitWatcher.Watch> watches = List.of();

  /**
   * Watches nothing before {@link #renew}.
   *
   * @param path an absolute path
   */
  EntryWatches(Path path, Surroundings surroundings, Runnable onChange) {
    this.path = path;
    this.surroundings = surroundings;
    this.onChange = onChange;
  }

  /**
   * Watches what lies on the way now, each time anew: a folder may be another one of the same name.
   * What cannot be watched is left to whoever looks by himself.
   */
  void renew() {
    List<ExitWatcher.Watch> fresh = new ArrayList<>();
    for (Entry entry : onTheWay(path)) {
      try {
        fresh.add(surroundings.watchEntry(entry.folder(), entry.name(), onChange));
      } catch (IOException _) {
        // Perhaps at the next run.
      }
    }
    close();
    watches = fresh;
  }

  /** The entries whose change can make a path lead elsewhere, or to something else. */
  static Set<Entry> onTheWay(Path path) {
    Set<Entry> entries = new LinkedHashSet<>();
    Deque<String> left = new ArrayDeque<>();
    path.forEach(name -> left.add(name.toString()));
    Path folder = ROOT;
    int links = 0;
    while (!left.isEmpty()) {
      String name = left.remove();
      Path here = folder.resolve(name).normalize();
      if (Files.isSymbolicLink(here) && links++ < MAX_LINKS) {
        entries.add(new Entry(folder, name));
        Path target;
        try {
          target = Files.readSymbolicLink(here);
        } catch (IOException _) {
          return entries;
        }
        folder = target.isAbsolute() ? ROOT : folder;
        for (int i = target.getNameCount() - 1; i >= 0; i--) {
          left.addFirst(target.getName(i).toString());
        }
      } else if (left.isEmpty() || !Files.isDirectory(here)) {
        entries.add(new Entry(folder, name));
        return entries;
      } else {
        folder = here;
      }
    }
    return entries;
  }

  @Override
  public void close() {
    watches.forEach(ExitWatcher.Watch::close);
    watches = List.of();
  }
}
