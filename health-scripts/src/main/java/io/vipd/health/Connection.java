package io.vipd.health;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;

/** Bytes to and from a server. */
interface Connection extends Closeable {
  /**
   * Sends a request, which must be short enough for an empty send buffer: some kilobytes. So it
   * does not block.
   */
  void write(byte[] bytes) throws IOException;

  /**
   * Waits for some bytes.
   *
   * @param deadlineNanos on the clock of {@link System#nanoTime()}
   * @return how many came; -1 at the end
   * @throws SocketTimeoutException if none came before the deadline
   */
  int read(byte[] into, int offset, int length, long deadlineNanos) throws IOException;
}
