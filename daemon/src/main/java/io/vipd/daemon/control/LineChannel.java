package io.vipd.daemon.control;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Lines over a socket, with a limit on every wait and every length. Unix domain channels know no
 * time-outs of their own, so the channel does not block and a selector waits.
 *
 * <p>Used by one thread at a time; only {@link #wakeUp} and {@link #close} may come from another.
 */
final class LineChannel implements AutoCloseable {
  private static final int FIRST_BUFFER = 4096;

  private final SocketChannel channel;
  private final int maxLineBytes;
  private final Selector selector;
  private final SelectionKey key;
  private byte[] buffer = new byte[FIRST_BUFFER];
  private int filled;
  private int searched;
  private boolean ended;
  private volatile boolean wokenUp;

  /** What reading a line can come to. */
  sealed interface Line {
    /** A whole line, without its end. */
    record Whole(String text) implements Line {}

    /** The other side sends no more, or {@link #wakeUp} was called. */
    record End() implements Line {}

    /** More than the allowed bytes came without a line end. */
    record TooLong() implements Line {}

    /** The time is up. */
    record TooSlow() implements Line {}
  }

  /**
   * Takes over a channel, which is closed with this one.
   *
   * @param maxLineBytes longest line that is read, its end included
   */
  LineChannel(SocketChannel channel, int maxLineBytes) throws IOException {
    this.channel = channel;
    this.maxLineBytes = maxLineBytes;
    channel.configureBlocking(false);
    this.selector = Selector.open();
    this.key = channel.register(selector, 0);
  }

  /** Connects; false if that takes longer than the limit. */
  boolean connect(SocketAddress address, Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    boolean connected = channel.connect(address);
    while (!connected && await(SelectionKey.OP_CONNECT, deadline)) {
      connected = channel.finishConnect();
    }
    return connected;
  }

  /** Reads the next line; what the other side sent after its last line end counts as a line. */
  Line readLine(Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      int end = indexOfLineEnd();
      if (end >= 0) {
        return new Line.Whole(take(end, end + 1));
      }
      if (filled >= maxLineBytes) {
        return new Line.TooLong();
      }
      if (ended) {
        return filled == 0 ? new Line.End() : new Line.Whole(take(filled, filled));
      }
      if (fill()) {
        continue;
      }
      if (wokenUp) {
        return new Line.End();
      }
      if (!await(SelectionKey.OP_READ, deadline) && !wokenUp) {
        return new Line.TooSlow();
      }
    }
  }

  /**
   * Whether the other side has gone, or {@link #wakeUp} was called; never waits. What it sends
   * meanwhile is kept up to a line's length, and more than that counts as going.
   */
  boolean isOver() throws IOException {
    while (!ended && !wokenUp && filled < maxLineBytes && fill()) {
      // Something came; there may be more, or the end.
    }
    return ended || wokenUp || filled >= maxLineBytes;
  }

  /** Sends a text and a line end; false if the other side does not take it within the limit. */
  boolean writeLine(String text, Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0 && !await(SelectionKey.OP_WRITE, deadline)) {
        return false;
      }
    }
    return true;
  }

  /** Ends a wait for a line, now and from now on; a line that has arrived is still read. */
  void wakeUp() {
    wokenUp = true;
    selector.wakeup();
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      selector.close();
    }
  }

  /** True if something came, be it the end. */
  private boolean fill() throws IOException {
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, maxLineBytes));
    }
    int read = channel.read(ByteBuffer.wrap(buffer, filled, buffer.length - filled));
    if (read < 0) {
      ended = true;
    } else {
      filled += read;
    }
    return read != 0;
  }

  private int indexOfLineEnd() {
    for (; searched < filled; searched++) {
      if (buffer[searched] == '\n') {
        return searched;
      }
    }
    return -1;
  }

  private String take(int end, int next) {
    String line = new String(buffer, 0, end, StandardCharsets.UTF_8);
    System.arraycopy(buffer, next, buffer, 0, filled - next);
    filled -= next;
    searched = 0;
    return line;
  }

  /**
   * Waits until the channel is ready; false if the deadline comes first, the wait is for a line and
   * was ended by {@link #wakeUp}, or the thread is interrupted, with which no selector ever waits.
   */
  private boolean await(int operation, long deadline) throws IOException {
    key.interestOps(operation);
    while (true) {
      long left = deadline - System.nanoTime();
      if (left <= 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      if (selector.select(TimeUnit.NANOSECONDS.toMillis(left) + 1) > 0) {
        selector.selectedKeys().clear();
        return true;
      }
      if (wokenUp && operation == SelectionKey.OP_READ) {
        return false;
      }
    }
  }
}
