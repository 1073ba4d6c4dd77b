package io.vipd.health;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads processes from {@code /proc}. Used by one thread at a time. */
final class ProcessTable {
  /** A PID and the moment it was given out: together they never come twice. */
  record Identity(long pid, long startTicks) {}

  /**
   * One process.
   *
   * @param comm its name, at most 15 bytes, each as one character
   * @param state one letter of proc_pid_stat(5)
   * @param parent its parent's PID; 0 for none that can be seen
   * @param session its session's ID
   * @param startTicks when it started, in clock ticks since boot
   */
  record Entry(long pid, String comm, char state, long parent, long session, long startTicks) {
    boolean isAlive() {
      return state != 'Z' && state != 'X' && state != 'x';
    }

    Identity identity() {
      return new Identity(pid, startTicks);
    }
  }

  private static final int COMM_BYTES = 15;

  /** Fields of {@code stat}, counted from the state, which follows the name. */
  private static final int PARENT = 1;

  private static final int SESSION = 3;
  private static final int START_TICKS = 19;

  /** A line of {@code stat} is some 300 bytes long; its fields cannot make it longer than this. */
  private final byte[] buffer = new byte[4096];

  private final Path proc;

  ProcessTable(Path proc) {
    this.proc = proc;
  }

  /** A name as the kernel keeps it: its first 15 bytes. */
  static String comm(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return new String(bytes, 0, Math.min(bytes.length, COMM_BYTES), StandardCharsets.ISO_8859_1);
  }

  /**
   * Every process of a name, by PID, those that have ended but are not reaped included.
   *
   * @param comm as {@link #comm} makes it; null for every process there is
   * @throws IOException when there is no process table to read
   */
  Map<Long, Entry> named(String comm) throws IOException {
    String[] names = proc.toFile().list();
    if (names == null) {
      throw new IOException(proc + " cannot be read");
    }
    byte[] wanted = comm == null ? null : (comm + "\n").getBytes(StandardCharsets.ISO_8859_1);
    Map<Long, Entry> named = new HashMap<>();
    for (String name : names) {
      OptionalLong pid = number(name);
      // The kernel makes this file with less effort than stat, and most processes end here.
      if (pid.isPresent() && (wanted == null || hasName(name, wanted))) {
        find(pid.getAsLong()).ifPresent(process -> named.put(process.pid(), process));
      }
    }
    return named;
  }

  /** A process's command line, its first 4 KiB, with blanks between the words; empty for none. */
  String commandLine(long pid) {
    int length = read(Long.toString(pid), "cmdline");
    return new String(buffer, 0, length, StandardCharsets.UTF_8).replace('\0', ' ').strip();
  }

  private boolean hasName(String pid, byte[] wanted) {
    int length = read(pid, "comm");
    return Arrays.equals(buffer, 0, length, wanted, 0, wanted.length);
  }

  /** One process; empty when there is none, or when it ends while we look. */
  Optional<Entry> find(long pid) {
    int length = read(Long.toString(pid), "stat");
    return length == 0 ? Optional.empty() : parse(pid, length);
  }

  /**
   * Fills the buffer with a process's file. The kernel hands it out whole at the first read.
   *
   * @return how many bytes there are; 0 when there is no such process
   */
  private int read(String pid, String file) {
    try (InputStream in = new FileInputStream(proc + "/" + pid + "/" + file)) {
      return Math.max(0, in.read(buffer));
    } catch (IOException _) {
      return 0;
    }
  }

  /**
   * A process's children.
   *
   * @return PIDs; empty when the kernel does not tell (built without CONFIG_PROC_CHILDREN) or the
   *     process is gone
   */
  Optional<long[]> children(long pid) {
    String self = Long.toString(pid);
    Path list = proc.resolve(self).resolve("task").resolve(self).resolve("children");
    try {
      String text = Files.readString(list, StandardCharsets.ISO_8859_1).strip();
      return Optional.of(
          text.isEmpty()
              ? new long[0]
              : Arrays.stream(text.split(" +")).mapToLong(Long::parseLong).toArray());
    } catch (IOException | NumberFormatException _) {
      return Optional.empty();
    }
  }

  /** Whether a process is in our network namespace; one that will not tell counts as in ours. */
  boolean isInOurNetwork(long pid) {
    try {
      return network(Long.toString(pid)).equals(network("self"));
    } catch (IOException _) {
      return true;
    }
  }

  private Path network(String process) throws IOException {
    return Files.readSymbolicLink(proc.resolve(process).resolve("ns").resolve("net"));
  }

  /** {@code 12 (na) me) S 1 ...}: the name ends at the last parenthesis, whatever it holds. */
  private Optional<Entry> parse(long pid, int length) {
    String stat = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
    int open = stat.indexOf('(');
    int close = stat.lastIndexOf(')');
    if (open < 0 || close < open) {
      return Optional.empty();
    }
    String[] fields = stat.substring(close + 1).strip().split(" ");
    if (fields.length <= START_TICKS || fields[0].length() != 1) {
      return Optional.empty();
    }
    OptionalLong parent = number(fields[PARENT]);
    OptionalLong session = number(fields[SESSION]);
    OptionalLong start = number(fields[START_TICKS]);
    if (parent.isEmpty() || session.isEmpty() || start.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Entry(
            pid,
            stat.substring(open + 1, close),
            fields[0].charAt(0),
            parent.getAsLong(),
            session.getAsLong(),
            start.getAsLong()));
  }

  /** A number of at most 18 digits; empty for anything else. */
  static OptionalLong number(String text) {
    if (text.isEmpty() || text.length() > 18) {
      return OptionalLong.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return OptionalLong.empty();
      }
    }
    return OptionalLong.of(Long.parseLong(text));
  }
}
