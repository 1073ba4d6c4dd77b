package io.vipd.daemon.hooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.vipd.daemon.config.AuthSettings;
import io.vipd.daemon.config.GroupConfig.WebhookConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WebhookTest {
  private static final Change CHANGE =
      new Change("web", "BACKUP", "ACTIVE", "why", 100, null, false, Instant.EPOCH);
  private static final AuthSettings.Key SECRET =
      new AuthSettings.Key(
          1, "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));

  private final List<Headers> headers = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final Map<String, HookRun> runs = new ConcurrentHashMap<>();
  private volatile List<Integer> statuses = List.of(204);
  private volatile boolean news;
  private HttpServer server;

  @BeforeEach
  void serve() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 5);
    server.createContext(
        "/",
        exchange -> {
          headers.add(exchange.getRequestHeaders());
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(
              statuses.get(Math.min(bodies.size(), statuses.size()) - 1), -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private HookRun deliver(int port, AuthSettings.Key secret, int retries) {
    URI url = URI.create("http://127.0.0.1:" + port + "/hooks?token=x");
    WebhookConfig config = new WebhookConfig(url, secret, Duration.ofSeconds(10), retries);
    new Webhook(config, WebhookTest::message, runs, () -> news).deliver(CHANGE);
    return runs.get("webhook");
  }

  private static Message message(Change change) {
    return new Message("node-a", HooksTest.group("web", null), change);
  }

  @Test
  void aChangeIsPostedAsSignedJson() {
    HookRun run = deliver(server.getAddress().getPort(), SECRET, 0);
    assertEquals("HTTP 204", run.outcome());
    assertTrue(run.succeeded());
    assertEquals(List.of(message(CHANGE).json()), bodies);
    assertEquals("application/json", headers.getFirst().getFirst("Content-Type"));
    // The same as: openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
    assertEquals(
        "sha256=" + hmacByOpenssl(bodies.getFirst()),
        headers.getFirst().getFirst("X-Vipd-Signature"));
  }

  private static String hmacByOpenssl(String body) {
    try {
      Process openssl =
          new ProcessBuilder(
                  "openssl", "dgst", "-sha256", "-hmac", "0123456789abcdef0123456789abcdef")
              .start();
      openssl.outputWriter().append(body).close();
      String line = openssl.inputReader().readLine();
      return line.substring(line.lastIndexOf(' ') + 1);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void withoutASecretThereIsNoSignature() {
    deliver(server.getAddress().getPort(), null, 0);
    assertEquals(null, headers.getFirst().getFirst("X-Vipd-Signature"));
  }

  @Test
  void anythingButSuccessIsTriedAgainAsTheSameDelivery() {
    statuses = List.of(503, 302, 200);
    HookRun run = deliver(server.getAddress().getPort(), null, 3);
    assertEquals("HTTP 200", run.outcome());
    assertEquals(3, run.tries());
    assertEquals(
        1, headers.stream().map(all -> all.getFirst("X-Vipd-Delivery")).distinct().count());
  }

  @Test
  void aServerThatFailsForGoodIsGivenUp() {
    statuses = List.of(500);
    HookRun run = deliver(server.getAddress().getPort(), null, 1);
    assertEquals("HTTP 500", run.outcome());
    assertEquals(2, run.tries());
    assertEquals(2, bodies.size());
  }

  @Test
  void newsEndTheRetries() {
    statuses = List.of(500);
    news = true;
    assertEquals(1, deliver(server.getAddress().getPort(), null, 10).tries());
  }

  @Test
  void aServerThatIsNotThereOrSaysNothingIsAFailure() throws Exception {
    int port;
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = silent.getLocalPort();
      URI url = URI.create("http://127.0.0.1:" + port + "/");
      var config = new WebhookConfig(url, null, Duration.ofMillis(200), 0);
      new Webhook(config, WebhookTest::message, runs, () -> false).deliver(CHANGE);
      assertEquals("Read timed out", runs.get("webhook").outcome());
    }
    assertEquals("Connection refused", deliver(port, null, 0).outcome());
  }
}
