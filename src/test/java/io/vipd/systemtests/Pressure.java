package io.vipd.systemtests;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A machine that has too much to do: two programs for each processor that never rest, and one that
 * wants more memory than there is in the control group that it shares with the daemons. Where no
 * control group can be made, memory stays as it is, and {@link #toString} says so.
 */
final class Pressure {
  private static final int HOGS_PER_PROCESSOR = 2;
  private static final long GROUP_BYTES = 512L << 20;
  private static final String HOG_MEGABYTES = "160";

  /** More than the group has; a hole in a file takes room in the cache and none on the disk. */
  private static final long FILE_BYTES = 4 * GROUP_BYTES;

  private final List<Program> hogs = new ArrayList<>();
  private final Path group;

  private Pressure(Path group) {
    this.group = group;
  }

  /** Begins to be busy, in the client's namespace. */
  static Pressure start(Lab lab) {
    Pressure pressure = new Pressure(memoryGroup());
    for (int i = 0; i < HOGS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors(); i++) {
      pressure.hogs.add(lab.client().start("hog" + i, "sh", "-c", "while :; do :; done"));
    }
    if (pressure.group != null) {
      Program hog =
          lab.client()
              .start(
                  "memory-hog",
                  "python3",
                  Scripts.resource("hog.py"),
                  HOG_MEGABYTES,
                  emptyFile(lab).toString());
      pressure.bear(hog);
      pressure.hogs.add(hog);
    }
    return pressure;
  }

  private static Path emptyFile(Lab lab) {
    Path file = lab.folder("files").resolve("hole");
    try (RandomAccessFile hole = new RandomAccessFile(file.toFile(), "rw")) {
      hole.setLength(FILE_BYTES);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Null where none can be made. */
  private static Path memoryGroup() {
    Path second = Path.of("/sys/fs/cgroup");
    boolean unified = Files.exists(second.resolve("cgroup.controllers"));
    Path root = unified ? second : second.resolve("memory");
    Path group = root.resolve("vipd-soak-" + ProcessHandle.current().pid());
    try {
      if (unified) {
        Files.writeString(root.resolve("cgroup.subtree_control"), "+memory");
      }
      Files.createDirectory(group);
      Files.writeString(
          group.resolve(unified ? "memory.high" : "memory.limit_in_bytes"),
          Long.toString(GROUP_BYTES));
      return group;
    } catch (IOException e) {
      return null;
    }
  }

  /** Puts a program that has just been started under this pressure. */
  void bear(Program program) {
    if (group != null) {
      try {
        Files.writeString(group.resolve("cgroup.procs"), Long.toString(program.pid()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Rests again. Ends whatever runs in the control group. */
  void stop() {
    hogs.forEach(Program::kill);
    if (group != null) {
      Await.until("no process is in " + group, this::cleared);
      try {
        Files.delete(group);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private boolean cleared() {
    try (Stream<String> pids = Files.lines(group.resolve("cgroup.procs"))) {
      List<Long> left = pids.map(Long::valueOf).toList();
      left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
      return left.isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "%d programs that never rest, %s"
        .formatted(
            hogs.size() - (group == null ? 0 : 1),
            group == null
                ? "no control group for memory"
                : "memory of %d MB with one that wants more".formatted(GROUP_BYTES >> 20));
  }
}
