package io.vipd.daemon.kernel;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The writing end of a FIFO, which never waits for a reader. Not for several threads at once. */
public final class Fifo implements AutoCloseable {
  /** Read and write for the owner, read for the group. */
  private static final int MODE = 0640;

  private static final int O_RDWR = 2;
  private static final int O_NONBLOCK = 04000;
  private static final int O_NOFOLLOW = 0400000;
  private static final int O_CLOEXEC = 02000000;
  private static final int CLOSED = -1;

  /** What the kernel writes as a whole or not at all (PIPE_BUF). */
  private static final int LONGEST_LINE = 4096;

  private final Block block = new Block(LONGEST_LINE);
  private final Path path;
  private int number;

  private Fifo(Path path, int number) {
    this.path = path;
    this.number = number;
  }

  /**
   * Opens a FIFO, which is made where there is none. It is opened for reading too, so that it stays
   * open and keeps its lines while its reader is started anew.
   *
   * @throws KernelException if it cannot be made or opened, or is no FIFO
   */
  public static Fifo open(Path path) throws KernelException {
    byte[] name = (path + "\0").getBytes(StandardCharsets.UTF_8);
    Block block = new Block(name.length);
    block.bytes().put(0, name);
    int made = Native.mkfifo(block, 0, name.length, MODE);
    if (made < 0 && made != -Errno.EEXIST) {
      throw new KernelException("make the FIFO " + path, -made);
    }
    int number = Native.open(block, 0, name.length, O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
    if (number < 0) {
      throw new KernelException("open the FIFO " + path, -number);
    }
    // Of all files only pipes and terminals cannot be positioned.
    int position = Native.lseek(number);
    if (position != -Errno.ESPIPE) {
      Native.close(number);
      throw new KernelException("use " + path + ", which is no FIFO", Errno.EEXIST);
    }
    return new Fifo(path, number);
  }

  /**
   * Writes a line as a whole.
   *
   * @param line at most 4096 bytes
   * @return false if the FIFO has no room for it, because nobody reads
   * @throws KernelException if the kernel refuses for another reason
   */
  public boolean write(String line) throws KernelException {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    block.bytes().put(0, bytes);
    int written = Native.write(number, block, 0, bytes.length);
    if (written < 0 && written != -Errno.EAGAIN) {
      throw new KernelException("write to the FIFO " + path, -written);
    }
    return written >= 0;
  }

  /** Closes it; the file stays for its reader. */
  @Override
  public void close() {
    if (number != CLOSED) {
      Native.close(number);
      number = CLOSED;
    }
  }
}
