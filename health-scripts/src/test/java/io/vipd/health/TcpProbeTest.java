package io.vipd.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TcpProbeTest {
  private static final long AMPLE = 10_000_000_000L;

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void anAcceptedConnectionPasses() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
      var finding = new TcpProbe(new CheckSpec.Tcp("127.0.0.1", server.getLocalPort())).look(AMPLE);
      assertTrue(finding.passed());
      assertEquals("connection accepted by 127.0.0.1:" + server.getLocalPort(), finding.sentence());
    }
  }

  @Test
  void aClosedPortFails() throws IOException {
    int port;
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
      port = server.getLocalPort();
    }
    var probe = new TcpProbe(new CheckSpec.Tcp("127.0.0.1", port));
    var refused = assertThrows(IOException.class, () -> probe.look(AMPLE));
    assertEquals("connection refused by 127.0.0.1:" + port, refused.getMessage());
  }

  @Test
  void anOverfullServerFailsWhenTheTimeoutIsOver() throws IOException {
    List<Socket> waiting = new ArrayList<>();
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
      // Nobody accepts: after two of them the kernel drops what comes.
      var probe = new TcpProbe(new CheckSpec.Tcp("127.0.0.1", server.getLocalPort()));
      for (int i = 0; i < 2; i++) {
        waiting.add(new Socket(LOOPBACK, server.getLocalPort()));
      }
      var silence = assertThrows(IOException.class, () -> probe.look(100_000_000));
      assertTrue(
          silence
              .getMessage()
              .startsWith("no answer from 127.0.0.1:" + server.getLocalPort() + " within "),
          silence.getMessage());
    } finally {
      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }

  @Test
  void aNameThatCannotBeResolvedFails() {
    // A label has at most 63 characters, so nobody is asked.
    String name = "a".repeat(64) + ".invalid";
    var probe = new TcpProbe(new CheckSpec.Tcp(name, 80));
    var unresolved = assertThrows(IOException.class, () -> probe.look(AMPLE));
    assertEquals("host name " + name + " cannot be resolved", unresolved.getMessage());
  }

  @Test
  void aPortThatCannotBeIsRefusedAtOnce() {
    assertThrows(
        IllegalArgumentException.class, () -> new TcpProbe(new CheckSpec.Tcp("127.0.0.1", 0)));
    assertThrows(
        IllegalArgumentException.class, () -> new TcpProbe(new CheckSpec.Tcp("127.0.0.1", 65536)));
  }

  private static String talk(String greeting, String send, String expect) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            try (Socket client = server.accept()) {
              client.getOutputStream().write(AnsweringServer.bytes(greeting));
              byte[] request = client.getInputStream().readNBytes(send.length());
              client.getOutputStream().write(request);
            } catch (IOException _) {
              // The check fails then.
            }
          });
      int port = server.getLocalPort();
      var finding = new TcpProbe(new CheckSpec.Tcp("127.0.0.1", port, send, expect)).look(AMPLE);
      return (finding.passed() ? "passed: " : "failed: ")
          + finding.sentence().replace(":" + port, "");
    }
  }

  @Test
  void whatIsSentAndExpectedDecides() throws IOException {
    assertEquals("passed: 127.0.0.1 answered as expected", talk("", "PING\r\n", "PING"));
    assertEquals("passed: 127.0.0.1 answered as expected", talk("220 ready\r\n", "", "220 "));
    assertEquals(
        "failed: 127.0.0.1 did not answer \"+PONG\"; it sent \"PING\" and closed the connection",
        talk("", "PING\r\n", "+PONG"));
    assertEquals(
        "failed: 127.0.0.1 did not answer \"220\"; it sent nothing and closed the connection",
        talk("", "", "220"));
  }
}
