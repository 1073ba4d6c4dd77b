package io.vipd.daemon.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The right to be the one daemon of a run folder, held from start to exit: a lock on the folder's
 * {@code vipd.pid}, which also says who holds it. The kernel lets go of the lock when the process
 * ends in whatever way, so a daemon that was killed never keeps the next one from starting.
 *
 * <p>Nothing else in the daemon's process may open {@code vipd.pid}: on Linux closing any
 * descriptor of a file drops the process's locks on it. The file is readable to its owner alone,
 * because whoever could open it could keep a daemon from starting by locking it.
 */
public final class RunFolderLock implements AutoCloseable {
  private static final Set<OpenOption> OPEN =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);

  private final Path folder;
  private final FileChannel file;

  private RunFolderLock(Path folder, FileChannel file) {
    this.folder = folder;
    this.file = file;
  }

  /**
   * Takes the folder, which is made if it does not exist.
   *
   * @throws RunFolderInUseException if another daemon has it
   * @throws IOException if the folder cannot be used; the message says what to do
   */
  public static RunFolderLock take(Path folder) throws IOException {
    FileChannel file = open(folder);
    try {
      FileLock lock = tryLock(file);
      if (lock == null) {
        throw new RunFolderInUseException(folder, pidIn(file));
      }
      file.truncate(0);
      String pid = ProcessHandle.current().pid() + "\n";
      file.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
      return new RunFolderLock(folder, file);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** The folder that is held. */
  public Path folder() {
    return folder;
  }

  /**
   * Empties the file and lets go. The file stays: a daemon that starts at this moment may have
   * opened it already, and would then hold a lock on a file that nobody else finds.
   */
  @Override
  public void close() throws IOException {
    try (file) {
      if (file.isOpen()) {
        file.truncate(0);
      }
    }
  }

  private static FileChannel open(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
      return FileChannel.open(
          folder.resolve("vipd.pid"),
          OPEN,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (IOException e) {
      throw new IOException(
          "cannot use the run folder "
              + folder
              + ": "
              + Failures.reason(e)
              + "; it must be a folder that this user may write to",
          e);
    }
  }

  /** Null if somebody else has it, be it another process or another part of this one. */
  private static FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException _) {
      return null;
    }
  }

  private static String pidIn(FileChannel file) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(32);
    file.read(buffer, 0);
    String text =
        new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).strip();
    return text.matches("[0-9]{1,10}") ? text : null;
  }
}
