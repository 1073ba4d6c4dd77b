package io.vipd.daemon.hooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.config.AuthSettings;
import io.vipd.daemon.config.HooksConfig.WebhookConfig;
import io.vipd.daemon.control.NodeStatus.HookStatus;
import io.vipd.daemon.journal.Note;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
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

  private final List<Map<String, String>> headers = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<Note> notes = new CopyOnWriteArrayList<>();
  private final Ledger ledger = new Ledger("web", notes::add);
  private volatile List<Integer> statuses = List.of(204);
  private volatile boolean news;
  private ServerSocket server;

  @BeforeEach
  void serve() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    Thread.ofPlatform().daemon().start(this::answer);
  }

  private void answer() {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        InputStream in = client.getInputStream();
        Map<String, String> head = readHead(in);
        headers.add(head);
        int length = Integer.parseInt(head.get("content-length"));
        bodies.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
        int status = statuses.get(Math.min(bodies.size(), statuses.size()) - 1);
        String answer = "HTTP/1.1 " + status + " Whatever\r\nContent-Length: 0\r\n\r\n";
        client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      } catch (IOException _) {
        // The end, or a client that went away.
      }
    }
  }

  /** Names are in lower case. */
  private static Map<String, String> readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    return head.toString()
        .lines()
        .skip(1)
        .filter(line -> !line.isEmpty())
        .map(line -> line.split(": ", 2))
        .collect(Collectors.toMap(field -> field[0].toLowerCase(Locale.ROOT), field -> field[1]));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private HookStatus deliver(int port, AuthSettings.Key secret, int retries) {
    URI url = URI.create("http://127.0.0.1:" + port + "/hooks?token=x");
    WebhookConfig config = new WebhookConfig(url, secret, Duration.ofSeconds(10), retries);
    new Webhook(config, WebhookTest::message, ledger.page(false), () -> news).deliver(CHANGE);
    return ledger.status().getFirst();
  }

  private static Message message(Change change) {
    return new Message("node-a", HooksTest.group("web", null), change);
  }

  @Test
  void aChangeIsPostedAsSignedJson() {
    HookStatus run = deliver(server.getLocalPort(), SECRET, 0);
    assertEquals("HTTP 204", run.outcome());
    assertEquals("succeeded", run.result());
    assertEquals(List.of(), notes);
    assertEquals(List.of(message(CHANGE).json()), bodies);
    assertEquals("application/json", headers.getFirst().get("content-type"));
    // The same as: openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
    assertEquals(
        "sha256=" + hmacByOpenssl(bodies.getFirst()), headers.getFirst().get("x-vipd-signature"));
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
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void withoutASecretThereIsNoSignature() {
    deliver(server.getLocalPort(), null, 0);
    assertEquals(null, headers.getFirst().get("x-vipd-signature"));
  }

  @Test
  void anythingButSuccessIsTriedAgainAsTheSameDelivery() {
    statuses = List.of(503, 302, 200);
    HookStatus run = deliver(server.getLocalPort(), null, 3);
    assertEquals("HTTP 200", run.outcome());
    assertEquals(3, run.tries());
    assertEquals(1, headers.stream().map(all -> all.get("x-vipd-delivery")).distinct().count());
  }

  @Test
  void aServerThatFailsForGoodIsGivenUp() {
    statuses = List.of(500);
    HookStatus run = deliver(server.getLocalPort(), null, 1);
    assertEquals("HTTP 500", run.outcome());
    assertEquals(2, run.tries());
    assertEquals(2, bodies.size());
    assertEquals(2, notes.size());
    assertEquals(2L, ledger.counters().getFirst().runs().get("failed"));
  }

  @Test
  void newsEndTheRetries() {
    statuses = List.of(500);
    news = true;
    assertEquals(1, deliver(server.getLocalPort(), null, 10).tries());
  }

  @Test
  void aServerThatIsNotThereOrSaysNothingIsAFailure() throws Exception {
    int port;
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = silent.getLocalPort();
      URI url = URI.create("http://127.0.0.1:" + port + "/");
      var config = new WebhookConfig(url, null, Duration.ofMillis(200), 0);
      new Webhook(config, WebhookTest::message, ledger.page(false), () -> false).deliver(CHANGE);
      assertEquals("Read timed out", ledger.status().getFirst().outcome());
      assertEquals("timed-out", ledger.status().getFirst().result());
    }
    assertEquals("Connection refused", deliver(port, null, 0).outcome());
  }

  /** A server that says this, a byte at a time, as long as anybody listens. */
  private HookStatus deliverTo(String scheme, String says, Duration timeout) throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            try (Socket client = other.accept()) {
              for (int i = 0; ; i++) {
                client.getOutputStream().write(says.charAt(Math.min(i, says.length() - 1)));
                Thread.sleep(20);
              }
            } catch (IOException | InterruptedException _) {
              // The client went away.
            }
          });
      URI url = URI.create(scheme + "://127.0.0.1:" + other.getLocalPort() + "/");
      new Webhook(
              new WebhookConfig(url, null, timeout, 0),
              WebhookTest::message,
              ledger.page(false),
              () -> false)
          .deliver(CHANGE);
      return ledger.status().getFirst();
    }
  }

  @Test
  void aServerThatNeverComesToAnEndIsLeftInTime() throws Exception {
    HookStatus run = deliverTo("http", "HTTP/1.1 200 OK\r\nX-Endless: a", Duration.ofMillis(300));
    assertEquals("timed-out", run.result());
    // The second where the machine stood still, so that nothing came for that long.
    assertTrue(
        List.of("the answer did not come to its end in time", "Read timed out")
            .contains(run.outcome()),
        run.outcome());
  }

  @Test
  void aServerThatDoesNotSpeakTlsIsAFailure() throws Exception {
    HookStatus run = deliverTo("https", "HTTP/1.1 400 Bad Request\r\n", Duration.ofSeconds(5));
    assertEquals("failed", run.result());
  }
}
