package io.vipd.health;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.OptionalLong;

/** Passes while the process lives whose PID a file holds. */
final class PidFileProbe implements Probe {
  private static final int MAX_BYTES = 64;

  private final Path file;
  private final ProcessTable table;
  private final ExitWatcher exits;
  private final Runnable wake;

  /** The process that the file named, kept when it has exited; null before there was one. */
  private WatchedProcess watched;

  /** What the file was like then. */
  private Stamp stamp;

  private record Stamp(FileTime modified, Object key) {}

  /**
   * @param wake makes the check run at once
   */
  PidFileProbe(Path file, ProcessTable table, ExitWatcher exits, Runnable wake) {
    this.file = file;
    this.table = table;
    this.exits = exits;
    this.wake = wake;
  }

  @Override
  public Finding look(long timeoutNanos) throws IOException {
    Stamp now = stampOfFile();
    boolean rewritten = !now.equals(stamp);
    if (watched != null && !rewritten && watched.isAlive(table)) {
      return running();
    }
    long pid = readPid();
    Optional<ProcessTable.Entry> found = table.find(pid);
    if (found.isEmpty() || !found.get().isAlive()) {
      return Finding.fail(
          "PID " + pid + " of " + file + (found.isEmpty() ? " is not running" : " has exited"));
    }
    ProcessTable.Entry process = found.get();
    if (watched != null
        && !rewritten
        && watched.process().pid() == pid
        && watched.process().startTicks() != process.startTicks()) {
      return Finding.fail(
          "PID " + pid + " of " + file + " has exited; another process has that PID now");
    }
    Optional<WatchedProcess> next = WatchedProcess.start(process, table, exits, wake);
    if (next.isEmpty()) {
      return Finding.fail("PID " + pid + " of " + file + " has exited");
    }
    close();
    watched = next.get();
    stamp = now;
    return running();
  }

  private Finding running() {
    ProcessTable.Entry process = watched.process();
    return Finding.pass(process.comm() + " is running: PID " + process.pid() + " of " + file);
  }

  private Stamp stampOfFile() throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        throw new IOException("PID file " + file + " is not a regular file");
      }
      return new Stamp(attributes.lastModifiedTime(), attributes.fileKey());
    } catch (NoSuchFileException e) {
      throw new IOException("PID file " + file + " does not exist", e);
    } catch (AccessDeniedException e) {
      throw unreadable(e);
    }
  }

  private IOException unreadable(AccessDeniedException e) {
    return new IOException(
        "PID file " + file + " may not be read by user " + System.getProperty("user.name"), e);
  }

  private long readPid() throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES);
    } catch (AccessDeniedException e) {
      throw unreadable(e);
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    OptionalLong pid = ProcessTable.number(text.lines().findFirst().orElse("").strip());
    if (pid.isEmpty() || pid.getAsLong() == 0) {
      throw new IOException(
          "PID file " + file + " holds no PID but \"" + OutputTail.clean(text) + "\"");
    }
    return pid.getAsLong();
  }

  @Override
  public void close() {
    if (watched != null) {
      watched.close();
    }
  }
}
