package io.vipd.health;

import static io.vipd.health.AnsweringServer.answer;
import static io.vipd.health.AnsweringServer.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.health.AnsweringServer.Treatment;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class HttpProbeTest {
  private static final long AMPLE = 10_000_000_000L;
  private static final long SHORT = 200_000_000L;

  private static Probe.Finding look(String url, long timeoutNanos) {
    try {
      return new HttpProbe(new CheckSpec.Http(URI.create(url))).look(timeoutNanos);
    } catch (IOException e) {
      return Probe.Finding.fail(e.getMessage());
    }
  }

  /** What is found at a server, with its port replaced by PORT. */
  private static Probe.Finding ask(Treatment treatment, long timeoutNanos) throws IOException {
    try (AnsweringServer server = new AnsweringServer(treatment)) {
      var finding = look("http://127.0.0.1:" + server.port() + "/healthz", timeoutNanos);
      return new Probe.Finding(
          finding.passed(), finding.sentence().replace(":" + server.port(), ":PORT"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 204, 301, 399})
  void aStatusFrom200To399Passes(int status) throws IOException {
    var finding = ask(answer("HTTP/1.1 " + status + " Whatever\r\n\r\n"), AMPLE);
    assertTrue(finding.passed());
    assertEquals("HTTP " + status + " from http://127.0.0.1:PORT/healthz", finding.sentence());
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 199, 400, 404, 503})
  void anyOtherStatusFails(int status) throws IOException {
    var finding = ask(answer("HTTP/1.1 " + status + " Whatever\r\n\r\n"), AMPLE);
    assertFalse(finding.passed());
    assertEquals("HTTP " + status + " from http://127.0.0.1:PORT/healthz", finding.sentence());
  }

  @Test
  void anAnswerWithoutAReasonPhraseAndOneOfHttp10AreUnderstood() throws IOException {
    assertTrue(ask(answer("HTTP/1.1 200\r\nServer: x\r\n\r\nbody"), AMPLE).passed());
    assertTrue(ask(answer("HTTP/1.0 200 OK\r\n\r\n"), AMPLE).passed());
  }

  @Test
  void theRequestIsPlainHttp11() throws IOException {
    try (AnsweringServer server = new AnsweringServer(answer("HTTP/1.1 200 OK\r\n\r\n"))) {
      assertTrue(look("http://127.0.0.1:" + server.port() + "/a%20b?c=d#e", AMPLE).passed());
      assertEquals(
          "GET /a%20b?c=d HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nUser-Agent: vipd\r\nAccept: */*\r\n"
              + "Connection: close\r\n\r\n",
          server.request().replace(":" + server.port(), ":PORT"));
    }
  }

  @Test
  void aUrlWithoutAPathAsksForTheRoot() throws IOException {
    try (AnsweringServer server = new AnsweringServer(answer("HTTP/1.1 200 OK\r\n\r\n"))) {
      assertTrue(look("http://127.0.0.1:" + server.port(), AMPLE).passed());
      assertTrue(server.request().startsWith("GET / HTTP/1.1\r\n"));
    }
  }

  @Test
  void anIpv6LiteralKeepsItsBracketsInTheHostHeader() throws IOException {
    try (AnsweringServer server = new AnsweringServer("::1", answer("HTTP/1.1 200 OK\r\n\r\n"))) {
      assertTrue(look("http://[::1]:" + server.port() + "/", AMPLE).passed());
      assertTrue(server.request().contains("\r\nHost: [::1]:" + server.port() + "\r\n"));
    }
  }

  @Test
  void aClosedPortIsARefusedConnection() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = closed.getLocalPort();
    }
    var finding = look("http://127.0.0.1:" + port + "/", AMPLE);
    assertFalse(finding.passed());
    assertEquals("connection refused by 127.0.0.1:" + port, finding.sentence());
  }

  @Test
  void silenceEndsAtTheDeadline() throws IOException {
    var finding = ask(_ -> Thread.sleep(20_000), SHORT);
    assertFalse(finding.passed());
    assertEquals("no answer from http://127.0.0.1:PORT/healthz within 200 ms", finding.sentence());
  }

  @Test
  void drippingBytesDoNotProlongTheDeadline() throws IOException {
    var finding =
        ask(
            connection -> {
              OutputStream out = connection.getOutputStream();
              out.write(bytes("HTTP/1.1 200 OK\r\n"));
              while (true) {
                out.write('x');
                out.flush();
                Thread.sleep(10);
              }
            },
            5 * SHORT);
    assertFalse(finding.passed());
    String start =
        "only a part of an answer from http://127.0.0.1:PORT/healthz within 1000 ms: it sent"
            + " \"HTTP/1.1 200 OK | xx";
    assertEquals(start, finding.sentence().substring(0, start.length()));
  }

  @ParameterizedTest
  @CsvSource({
    "'', http://127.0.0.1:PORT/healthz closed the connection without an answer",
    "'HTTP/1.1 200 OK', 'http://127.0.0.1:PORT/healthz closed the connection within the answer''s"
        + " head: it sent \"HTTP/1.1 200 OK\"'",
    "'SSH-2.0-OpenSSH_9.2', 'http://127.0.0.1:PORT/healthz does not speak HTTP: it sent"
        + " \"SSH-2.0-OpenSSH_9.2\"'",
  })
  void halfAnAnswerAndNoAnswerAreToldApart(String sent, String sentence) throws IOException {
    var finding = ask(answer(sent), AMPLE);
    assertFalse(finding.passed());
    assertEquals(sentence, finding.sentence());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 abc OK",
        "HTTP/1.1 20 OK",
        "HTTP/1.1  200 OK",
        "HTTP/1.1 2000 OK",
        "HTTP/2 200"
      })
  void aMalformedStatusLineFails(String line) throws IOException {
    var finding = ask(answer(line + "\r\n\r\n"), AMPLE);
    assertFalse(finding.passed());
    assertEquals(
        "http://127.0.0.1:PORT/healthz answers with a malformed status line: it sent \""
            + line
            + "\"",
        finding.sentence());
  }

  @Test
  void aHeadWithoutAnEndIsNotReadForEver() throws IOException {
    var finding = ask(answer("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(5000)), AMPLE);
    assertFalse(finding.passed());
    assertEquals(
        "the head of the answer from http://127.0.0.1:PORT/healthz is longer than 16384 bytes",
        finding.sentence());
  }

  @Test
  void aBodyWithoutAnEndDecidesNothing() throws IOException {
    var finding =
        ask(
            connection -> {
              OutputStream out = connection.getOutputStream();
              out.write(bytes("HTTP/1.1 200 OK\r\n\r\n"));
              byte[] body = new byte[4096];
              while (true) {
                out.write(body);
              }
            },
            AMPLE);
    assertTrue(finding.passed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://127.0.0.1/", "/healthz", "http:opaque"})
  void aUrlThatCannotBeAskedIsRefusedAtOnce(String url) {
    var spec = new CheckSpec.Http(URI.create(url));
    assertThrows(IllegalArgumentException.class, () -> new HttpProbe(spec));
  }
}
