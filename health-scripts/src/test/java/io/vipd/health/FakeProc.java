package io.vipd.health;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A tree of files like {@code /proc}. Everything in it is in the network namespace 1 at first. */
final class FakeProc {
  private final Path root;

  FakeProc(Path root) {
    this.root = root;
    network("self", "net:[1]");
  }

  Path root() {
    return root;
  }

  /** A process with a session of its own that has started at tick 5000. */
  FakeProc process(long pid, String comm, long parent) {
    return process(pid, comm, 'S', parent, pid, 5000);
  }

  FakeProc process(long pid, String comm, char state, long parent, long session, long startTicks) {
    String stat =
        pid
            + " ("
            + comm
            + ") "
            + state
            + " "
            + parent
            + " "
            + pid
            + " "
            + session
            + " 0 -1 4194560 282 207 3 1 0 0 0 0 20 0 1 0 "
            + startTicks
            + " 2654208 357 18446744073709551615 0 0 0\n";
    write(folder(pid).resolve("stat"), stat);
    write(folder(pid).resolve("comm"), comm + "\n");
    return network(Long.toString(pid), "net:[1]");
  }

  FakeProc command(long pid, String... words) {
    write(folder(pid).resolve("cmdline"), String.join("\0", words) + "\0");
    return this;
  }

  FakeProc children(long pid, long... children) {
    String list =
        Arrays.stream(children).mapToObj(child -> child + " ").collect(Collectors.joining());
    write(folder(pid).resolve("task").resolve(Long.toString(pid)).resolve("children"), list);
    return this;
  }

  FakeProc network(String process, String link) {
    Path file = root.resolve(process).resolve("ns").resolve("net");
    try {
      Files.createDirectories(file.getParent());
      Files.deleteIfExists(file);
      Files.createSymbolicLink(file, Path.of(link));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  FakeProc gone(long pid) {
    try {
      Files.delete(folder(pid).resolve("stat"));
      Files.delete(folder(pid).resolve("comm"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private Path folder(long pid) {
    return root.resolve(Long.toString(pid));
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
