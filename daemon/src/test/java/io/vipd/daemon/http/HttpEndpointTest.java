package io.vipd.daemon.http;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.config.Listen;
import io.vipd.daemon.control.Warnings;
import io.vipd.vrrp.wire.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real server on the loopback address, spoken to byte by byte. */
@Timeout(120)
class HttpEndpointTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final Duration RETRY = Duration.ofMillis(50);

  private final Warnings warnings = new Warnings();
  private final AtomicInteger taken = new AtomicInteger();
  private final List<Socket> clients = new ArrayList<>();
  private int port;
  private HttpEndpoint endpoint;

  @BeforeEach
  void choosePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
      port = free.getLocalPort();
    }
  }

  @AfterEach
  void close() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    if (endpoint != null) {
      endpoint.close();
    }
  }

  private void start() {
    endpoint =
        HttpEndpoint.start(
            new Listen(IpAddress.parse("127.0.0.1"), port),
            () -> {
              taken.incrementAndGet();
              return Nodes.picture();
            },
            warnings,
            RETRY);
  }

  private void startAndAwait() throws Exception {
    start();
    eventually("the server listens", () -> get("/healthz").startsWith("HTTP/1.1 200"));
  }

  private Socket client() throws IOException {
    Socket client = new Socket(LOOPBACK, port);
    client.setSoTimeout(30_000);
    clients.add(client);
    return client;
  }

  /** What the server says to these bytes until it closes; empty when it does not listen. */
  private String exchange(String request) {
    try (Socket client = new Socket(LOOPBACK, port)) {
      client.setSoTimeout(30_000);
      client.getOutputStream().write(request.getBytes(UTF_8));
      return new String(client.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private String request(String line, String... headers) {
    return exchange(
        line
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            + String.join("", headers)
            + "\r\n");
  }

  private String get(String path, String... headers) {
    return request("GET " + path, headers);
  }

  private static String statusLine(String answer) {
    return answer.lines().findFirst().orElse("");
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  @Test
  void healthAndReadinessAreServed() throws Exception {
    startAndAwait();
    assertEquals("the core thread answers\n", body(get("/healthz")));
    assertEquals("web is ACTIVE here\n", body(get("/readyz?group=web&role=active")));
    assertEquals("HTTP/1.1 503 Service Unavailable", statusLine(get("/readyz")));
    assertEquals("HTTP/1.1 404 Not Found", statusLine(get("/readyz?group=db")));
    assertEquals("HTTP/1.1 400 Bad Request", statusLine(get("/readyz?group=a&group=b")));
    assertEquals("HTTP/1.1 404 Not Found", statusLine(get("/etc/passwd")));
  }

  @Test
  void theFormatOfMetricsIsTheOneThatIsAskedFor() throws Exception {
    startAndAwait();
    String plain = get("/metrics");
    assertTrue(plain.contains("text/plain; version=0.0.4; charset=utf-8"), plain);
    assertFalse(plain.contains("# EOF"), plain);
    String open = get("/metrics", "Accept: application/openmetrics-text; version=1.0.0\r\n");
    assertTrue(open.contains("application/openmetrics-text; version=1.0.0; charset=utf-8"), open);
    assertTrue(open.endsWith("# EOF\n"), open);
  }

  @Test
  void onlyReadingIsAllowed() throws Exception {
    startAndAwait();
    for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "BREW")) {
      String answer = request(method + " /metrics");
      assertEquals("HTTP/1.1 405 Method Not Allowed", statusLine(answer));
      assertTrue(answer.contains("Allow: GET, HEAD"), answer);
    }
    String head = request("HEAD /healthz");
    assertEquals("HTTP/1.1 200 OK", statusLine(head));
    assertEquals("", body(head));
    assertTrue(head.toLowerCase(Locale.ROOT).contains("content-length: 24"), head);
  }

  @Test
  void aStrangersPageCannotReadItThroughABrowser() throws Exception {
    startAndAwait();
    String rebound = exchange("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assertEquals("HTTP/1.1 403 Forbidden", statusLine(rebound));
    assertFalse(rebound.contains("web"), rebound);
    String page = get("/");
    assertTrue(page.contains("Content-security-policy: default-src 'none';"), page);
    assertTrue(page.contains("X-content-type-options: nosniff"), page);
    assertFalse(page.contains("Access-control-allow"), page);
  }

  @Test
  void aPortInUseIsSaidAndTriedAgainUntilItIsFree() throws Exception {
    try (ServerSocket taken = new ServerSocket(port, 1, LOOPBACK)) {
      start();
      eventually("a warning", () -> !warnings.all().isEmpty());
      assertEquals(
          List.of(
              "metrics and status page cannot be served on 127.0.0.1:"
                  + port
                  + ": Address already in use; trying again (http-listen in vipd.yaml)"),
          warnings.all());
      assertFalse(taken.isClosed());
    }
    eventually("the server listens", () -> get("/healthz").startsWith("HTTP/1.1 200"));
    assertEquals(List.of(), warnings.all());
  }

  @Test
  void manyRequestsAtOnceAreOnePicture() throws Exception {
    startAndAwait();
    long beganNanos = System.nanoTime();
    int before = taken.get();
    for (int i = 0; i < 200; i++) {
      assertEquals("HTTP/1.1 200 OK", statusLine(get("/metrics")));
    }
    long tookMillis = (System.nanoTime() - beganNanos) / 1_000_000;
    assertTrue(
        taken.get() - before <= tookMillis / 250 + 2,
        taken.get() - before + " pictures in " + tookMillis + " ms");
  }

  @Test
  void whoSendsNothingOrNeverEndsIsDisconnectedAndOthersAreServed() throws Exception {
    startAndAwait();
    for (int i = 0; i < HttpEndpoint.CLIENTS; i++) {
      Socket client = client();
      if (i % 2 == 0) {
        client.getOutputStream().write("GET /metrics HTTP/1.1\r\nX-Slow: ".getBytes(UTF_8));
      }
    }
    eventually("somebody else is served", () -> get("/healthz").startsWith("HTTP/1.1 200"));
    for (Socket client : clients) {
      assertEquals("", new String(client.getInputStream().readAllBytes(), UTF_8));
    }
  }

  @Test
  void aHeaderWithoutEndIsCutOff() throws Exception {
    startAndAwait();
    Socket client = client();
    byte[] kilobyte = ("X-Long: " + "a".repeat(1014) + "\r\n").getBytes(UTF_8);
    client.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(UTF_8));
    int sent = 0;
    try {
      while (sent < 64 * 1024) {
        client.getOutputStream().write(kilobyte);
        sent++;
      }
    } catch (IOException _) {
      // Cut off by a reset.
    }
    assertTrue(sent < 64 * 1024, "64 MiB of headers were taken");
    assertEquals("HTTP/1.1 200 OK", statusLine(get("/healthz")));
  }

  @Test
  void whoNeverReadsHoldsUpNobody() throws Exception {
    startAndAwait();
    Socket client = client();
    byte[] page = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8);
    try {
      for (int i = 0; i < 10_000; i++) {
        client.getOutputStream().write(page);
      }
    } catch (IOException _) {
      // Disconnected, because it took no answer.
    }
    assertEquals("HTTP/1.1 200 OK", statusLine(get("/healthz")));
  }

  /** Whether it ends, after whatever is still on its way. */
  private static boolean ends(InputStream stream) {
    try {
      stream.readAllBytes();
      return true;
    } catch (SocketException _) {
      return true; // by a reset
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void afterTheEndNobodyListens() throws Exception {
    startAndAwait();
    Socket client = client();
    client
        .getOutputStream()
        .write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
    InputStream idle = client.getInputStream();
    // The server has it then; what the kernel alone has accepted may be forgotten at the end.
    assertEquals('H', idle.read());
    endpoint.close();
    assertTrue(ends(idle));
    assertEquals("", get("/healthz"));
  }
}
