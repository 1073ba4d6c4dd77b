package io.vipd.health;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A connection to a Unix socket, which has no timeouts of its own in Java. */
final class UnixConnection implements Connection {
  private final SocketChannel channel;
  private final Selector selector;

  private UnixConnection(SocketChannel channel, Selector selector) {
    this.channel = channel;
    this.selector = selector;
  }

  /**
   * Connects, or fails at once: of a server whose queue is full the kernel says so.
   *
   * @throws IOException whose message says what happened
   */
  static UnixConnection open(Path path) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    Selector selector = null;
    boolean connected = false;
    try {
      channel.configureBlocking(false);
      connected = channel.connect(UnixDomainSocketAddress.of(path));
      if (!connected) {
        throw new IOException("its queue of connections is full");
      }
      selector = Selector.open();
      channel.register(selector, SelectionKey.OP_READ);
      return new UnixConnection(channel, selector);
    } catch (IOException e) {
      connected = false;
      throw new IOException("no connection to " + path + ": " + e.getMessage(), e);
    } finally {
      if (!connected) {
        channel.close();
      }
    }
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    channel.write(buffer);
    if (buffer.hasRemaining()) {
      throw new IOException("the request does not fit into the send buffer");
    }
  }

  @Override
  public int read(byte[] into, int offset, int length, long deadlineNanos) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(into, offset, length);
    int read = channel.read(buffer);
    while (read == 0) {
      long left = deadlineNanos - System.nanoTime();
      if (left <= 0) {
        throw new SocketTimeoutException();
      }
      selector.select(Dial.millisAtLeastOne(left));
      if (Thread.currentThread().isInterrupted()) {
        throw new IOException("interrupted");
      }
      selector.selectedKeys().clear();
      read = channel.read(buffer);
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    selector.close();
    channel.close();
  }
}
