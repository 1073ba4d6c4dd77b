package io.vipd.health;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import jnr.constants.platform.Errno;
import jnr.constants.platform.Fcntl;
import jnr.constants.platform.OpenFlags;

/**
 * A pipe for a child's output whose reading end never blocks.
 *
 * <p>The pipe that {@link Process} brings along would not do. Whoever inherits its writing end, say
 * a daemon that a script started, keeps a reader waiting for ever; and at the child's exit the JDK
 * reads whatever still comes into memory, without a limit.
 */
final class OutputPipe implements AutoCloseable {
  /** Most that one call takes, so that a flood cannot keep the reader from looking at the clock. */
  private static final int MAX_READS = 16;

  private static final int FD_CLOEXEC = 1;

  private final int readEnd;
  private int writeEnd;
  private final byte[] buffer = new byte[16 * 1024];

  private OutputPipe(int readEnd, int writeEnd) {
    this.readEnd = readEnd;
    this.writeEnd = writeEnd;
  }

  static OutputPipe open() throws IOException {
    int[] ends = new int[2];
    if (Native.POSIX.pipe(ends) != 0) {
      throw new IOException(
          "no pipe for its output: " + Native.POSIX.strerror(Native.POSIX.errno()));
    }
    OutputPipe pipe = new OutputPipe(ends[0], ends[1]);
    boolean set =
        Native.POSIX.fcntlInt(ends[0], Fcntl.F_SETFL, OpenFlags.O_NONBLOCK.intValue()) == 0
            && Native.POSIX.fcntlInt(ends[0], Fcntl.F_SETFD, FD_CLOEXEC) == 0
            && Native.POSIX.fcntlInt(ends[1], Fcntl.F_SETFD, FD_CLOEXEC) == 0;
    if (!set) {
      String why = Native.POSIX.strerror(Native.POSIX.errno());
      pipe.close();
      throw new IOException("no pipe for its output: " + why);
    }
    return pipe;
  }

  /** What the child's output is redirected to. Valid until {@link #closeWriteEnd}. */
  File writeEnd() {
    return Path.of("/proc/self/fd/" + writeEnd).toFile();
  }

  /** To be called when the child has its own. */
  void closeWriteEnd() {
    if (writeEnd >= 0) {
      Native.POSIX.close(writeEnd);
      writeEnd = -1;
    }
  }

  /**
   * Takes what has come, up to a limit, without waiting.
   *
   * @return whether anything had come
   */
  boolean drainTo(OutputTail tail) throws IOException {
    boolean any = false;
    for (int i = 0; i < MAX_READS; i++) {
      int read = Native.POSIX.read(readEnd, buffer, buffer.length);
      if (read <= 0) {
        int errno = read == 0 ? 0 : Native.POSIX.errno();
        if (errno == Errno.EINTR.intValue()) {
          continue;
        }
        if (errno != 0 && errno != Errno.EAGAIN.intValue()) {
          throw new IOException("its output cannot be read: " + Native.POSIX.strerror(errno));
        }
        return any;
      }
      any = true;
      tail.add(buffer, read);
    }
    return any;
  }

  @Override
  public void close() {
    closeWriteEnd();
    Native.POSIX.close(readEnd);
  }
}
