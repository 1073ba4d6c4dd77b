package io.vipd.health;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Passes when a TCP connection is accepted. */
final class TcpProbe implements Probe {
  private final String host;
  private final int port;

  TcpProbe(CheckSpec.Tcp spec) {
    if (spec.port() < 1 || spec.port() > 65535) {
      throw new IllegalArgumentException("port " + spec.port() + " is outside 1..65535");
    }
    this.host = spec.host();
    this.port = spec.port();
  }

  @Override
  public Finding look(long timeoutNanos) throws IOException {
    try (Socket socket = Dial.connect(host, port, System.nanoTime() + timeoutNanos)) {
      var peer = (InetSocketAddress) socket.getRemoteSocketAddress();
      return Finding.pass("connection accepted by " + Dial.text(peer));
    }
  }
}
