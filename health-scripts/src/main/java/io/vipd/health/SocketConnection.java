package io.vipd.health;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A TCP connection, in the clear or with TLS. */
final class SocketConnection implements Connection {
  private final Socket socket;

  SocketConnection(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  @Override
  public int read(byte[] into, int offset, int length, long deadlineNanos) throws IOException {
    long left = deadlineNanos - System.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException();
    }
    socket.setSoTimeout(Dial.millisAtLeastOne(left));
    return socket.getInputStream().read(into, offset, length);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
