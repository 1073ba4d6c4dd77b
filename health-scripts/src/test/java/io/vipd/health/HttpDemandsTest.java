package io.vipd.health;

import static io.vipd.health.AnsweringServer.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.health.AnsweringServer.Treatment;
import io.vipd.health.HttpExpectation.StatusRange;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an HTTP check sends and demands beyond the usual. */
@Timeout(30)
class HttpDemandsTest {
  private static final long AMPLE = 10_000_000_000L;
  private static final long SHORT = 200_000_000L;

  private static String look(CheckSpec.Http spec, long timeoutNanos) {
    try {
      Probe.Finding finding = new HttpProbe(spec).look(timeoutNanos);
      return (finding.passed() ? "passed: " : "failed: ") + finding.sentence();
    } catch (IOException e) {
      return "failed: " + e.getMessage();
    }
  }

  private static CheckSpec.Http spec(int port, HttpRequest request, HttpExpectation expectation) {
    URI url = URI.create("http://127.0.0.1:" + port + "/x");
    return new CheckSpec.Http(url, request, expectation, TlsTrust.SYSTEM, null);
  }

  private static String expectBody(String body, Treatment treatment) throws IOException {
    var expectation = new HttpExpectation(HttpExpectation.USUAL.statuses(), body);
    try (AnsweringServer server = new AnsweringServer(treatment)) {
      return look(spec(server.port(), HttpRequest.GET, expectation), SHORT)
          .replace(":" + server.port(), "");
    }
  }

  @Test
  void methodHostAndHeadersAreSentAsConfigured() throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-Check", "vipd");
    headers.put("user-agent", "monitor");
    var request = new HttpRequest("POST", "www.example.org", headers);
    try (AnsweringServer server = new AnsweringServer(answer("HTTP/1.1 200 OK\r\n\r\n"))) {
      look(spec(server.port(), request, HttpExpectation.USUAL), AMPLE);
      assertEquals(
          "POST /x HTTP/1.1\r\nHost: www.example.org\r\nAccept: */*\r\nContent-Length: 0\r\n"
              + "X-Check: vipd\r\nuser-agent: monitor\r\nConnection: close\r\n\r\n",
          server.request());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "204, passed: HTTP 204 from http://127.0.0.1/x",
    "503, passed: HTTP 503 from http://127.0.0.1/x",
    "200, 'failed: HTTP 200 from http://127.0.0.1/x, expected 204, 500-503'",
  })
  void onlyTheStatusesThatAreListedPass(int status, String outcome) throws IOException {
    var statuses = List.of(new StatusRange(204, 204), new StatusRange(500, 503));
    var expectation = new HttpExpectation(statuses, "");
    try (AnsweringServer server =
        new AnsweringServer(answer("HTTP/1.1 " + status + " Whatever\r\n\r\n"))) {
      String found = look(spec(server.port(), HttpRequest.GET, expectation), AMPLE);
      assertEquals(outcome, found.replace(":" + server.port(), ""));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n\r\nall is well",
        "\r\nContent-Length: 11\r\n\r\nall is well",
        "\r\nContent-Length: 11\r\n\r\nall is well and what follows belongs to nobody",
        "\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nall i\r\n6;x=y\r\ns well\r\n0\r\n\r\n",
      })
  void theBodyIsFoundHoweverItIsSent(String rest) throws IOException {
    assertEquals(
        "passed: HTTP 200 from http://127.0.0.1/x",
        expectBody("is well", answer("HTTP/1.1 200 OK" + rest)));
  }

  @Test
  void aBodyWithoutTheTextFails() throws IOException {
    assertEquals(
        "failed: HTTP 200 from http://127.0.0.1/x, but its body of 11 bytes does not contain"
            + " \"fine\"",
        expectBody("fine", answer("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nall is well")));
    assertEquals(
        "failed: HTTP 200 from http://127.0.0.1/x, but its body of 3 bytes does not contain"
            + " \"well\"",
        expectBody(
            "well", answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nwel\r\n")));
  }

  @Test
  void aTextBeyondAsciiIsComparedByItsBytes() throws IOException {
    String page = new String("läuft".getBytes("UTF-8"), "ISO-8859-1");
    assertEquals(
        "passed: HTTP 200 from http://127.0.0.1/x",
        expectBody("läuft", answer("HTTP/1.1 200 OK\r\n\r\n" + page)));
  }

  @Test
  void aBodyThatDoesNotEndInTimeFails() throws IOException {
    assertEquals(
        "failed: only a part of the body from http://127.0.0.1/x within 200 ms",
        expectBody(
            "well",
            connection -> {
              answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nall is").treat(connection);
              Thread.sleep(20_000);
            }));
  }

  @ParameterizedTest
  @ValueSource(strings = {"xyz\r\nall is well", "-5\r\nall i", "\r\nall"})
  void chunksThatAreNoneFail(String chunks) throws IOException {
    assertEquals(
        "failed: the body of the answer from http://127.0.0.1/x has a malformed chunk",
        expectBody(
            "well", answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)));
  }

  @Test
  void beyondItsFirst64KilobytesNobodyLooksIntoABody() throws IOException {
    String large = "x".repeat(70_000) + "well";
    String outcome =
        "failed: HTTP 200 from http://127.0.0.1/x, but its body of 65536 bytes does not contain"
            + " \"well\"";
    assertEquals(outcome, expectBody("well", answer("HTTP/1.1 200 OK\r\n\r\n" + large)));
    String chunk = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n";
    assertTrue(expectBody("well", answer(chunk + large)).startsWith("failed: HTTP 200 from"));
  }

  @Test
  void aUnixSocketIsAskedInPlaceOfTheHost(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("app.sock");
    var spec =
        new CheckSpec.Http(
            URI.create("http://app/healthz"),
            HttpRequest.GET,
            HttpExpectation.USUAL,
            TlsTrust.SYSTEM,
            path);
    assertTrue(look(spec, AMPLE).startsWith("failed: no connection to " + path + ": "));
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      assertEquals("failed: no answer from http://app/healthz within 200 ms", look(spec, SHORT));
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            try {
              server.accept().close(); // the one that nobody answered
              try (SocketChannel client = server.accept()) {
                client.read(ByteBuffer.allocate(1000));
                client.write(ByteBuffer.wrap(AnsweringServer.bytes("HTTP/1.1 200 OK\r\n\r\n")));
              }
            } catch (IOException _) {
              // The check fails then.
            }
          });
      assertEquals("passed: HTTP 200 from http://app/healthz", look(spec, AMPLE));
    }
  }
}
