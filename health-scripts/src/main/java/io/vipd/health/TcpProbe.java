package io.vipd.health;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Passes when a TCP connection is accepted, and answered as expected where that is said. */
final class TcpProbe implements Probe {
  /** Further into an answer than this nobody looks. */
  static final int MAX_ANSWER_BYTES = 4096;

  private static final int QUOTED_CHARS = 40;

  private final CheckSpec.Tcp spec;
  private final byte[] send;
  private final String expect;

  TcpProbe(CheckSpec.Tcp spec) {
    if (spec.port() < 1 || spec.port() > 65535) {
      throw new IllegalArgumentException("port " + spec.port() + " is outside 1..65535");
    }
    this.spec = spec;
    this.send = spec.send().getBytes(StandardCharsets.UTF_8);
    this.expect =
        new String(spec.expect().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  @Override
  public Finding look(long timeoutNanos) throws IOException {
    long deadlineNanos = System.nanoTime() + timeoutNanos;
    try (Socket socket = Dial.connect(spec.host(), spec.port(), deadlineNanos);
        Connection connection = new SocketConnection(socket)) {
      String peer = Dial.text((InetSocketAddress) socket.getRemoteSocketAddress());
      if (send.length > 0) {
        connection.write(send);
      }
      return expect.isEmpty()
          ? Finding.pass("connection accepted by " + peer)
          : answered(connection, peer, deadlineNanos, timeoutNanos / 1_000_000);
    } catch (SocketException e) {
      throw new IOException("connection to " + spec.host() + " broke: " + e.getMessage(), e);
    }
  }

  private Finding answered(Connection connection, String peer, long deadlineNanos, long millis)
      throws IOException {
    byte[] bytes = new byte[MAX_ANSWER_BYTES];
    String answer = "";
    int length = 0;
    String end = " and then more than " + MAX_ANSWER_BYTES + " bytes";
    while (length < bytes.length) {
      int read;
      try {
        read = connection.read(bytes, length, bytes.length - length, deadlineNanos);
      } catch (SocketTimeoutException _) {
        end = " within " + millis + " ms";
        break;
      }
      if (read < 0) {
        end = " and closed the connection";
        break;
      }
      length += read;
      answer = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
      if (answer.contains(expect)) {
        return Finding.pass(peer + " answered as expected");
      }
    }
    String shown = answer.substring(0, Math.min(answer.length(), QUOTED_CHARS));
    return Finding.fail(
        peer
            + " did not answer \""
            + spec.expect().strip()
            + "\"; it sent "
            + (shown.isEmpty() ? "nothing" : "\"" + OutputTail.clean(shown) + "\"")
            + end);
  }
}
