package io.vipd.daemon.hooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vipd.health.ScriptRunner;
import io.vipd.health.ScriptRunner.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The example that moves a floating address, against something like a provider's API. */
@Timeout(60)
class FloatingAddressTest {
  private static final Path SCRIPT =
      Path.of(System.getProperty("basedir", ""))
          .resolve("../conf/examples/floating-address/move-address");

  @TempDir Path folder;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile String holder = "web-b";

  /** How many assignments the provider accepts and forgets. */
  private volatile int forgetful;

  private ServerSocket provider;
  private Path settings;
  private Path script;

  @BeforeEach
  void open() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not there");
    provider = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::serve);
    settings =
        Files.writeString(
            folder.resolve("settings"),
            "API=http://127.0.0.1:%d/v1\nSERVER=web-a\nTOKEN=sesame\n"
                .formatted(provider.getLocalPort()));
    // Under root hooks run as nobody, and the checkout may lie where nobody cannot go.
    script = Files.copy(SCRIPT, folder.resolve("move-address"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rw-r--r--"));
  }

  @AfterEach
  void close() throws IOException {
    provider.close();
  }

  /** Not with the JDK's server: whoever loads it first in a JVM decides its limits for all. */
  private void serve() {
    while (true) {
      try (Socket client = provider.accept()) {
        answer(client);
      } catch (IOException _) {
        return; // closed
      }
    }
  }

  private void answer(Socket client) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
    String[] request = in.readLine().split(" ");
    boolean known = false;
    int length = 0;
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      known |= line.equals("Authorization: Bearer sesame");
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring("Content-Length: ".length()));
      }
    }
    char[] body = new char[length];
    assertEquals(length, length == 0 ? 0 : in.read(body, 0, length));
    asked.add(request[0] + " " + new String(body));
    boolean assign = request[1].equals("/v1/floating-ips/203.0.113.10/assign");
    assertTrue(assign || request[1].equals("/v1/floating-ips/203.0.113.10"), request[1]);
    if (known && assign && forgetful-- <= 0) {
      holder = new String(body).replaceAll(".*: \"(.*)\".*", "$1");
    }
    String answer = "{\"server\": \"" + holder + "\"}";
    client
        .getOutputStream()
        .write(
            ("HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                    .formatted(known ? "200 OK" : "401 Unauthorized", answer.length(), answer))
                .getBytes(StandardCharsets.UTF_8));
  }

  private Outcome.Exited move() {
    return assertInstanceOf(
        Outcome.Exited.class,
        new ScriptRunner(null)
            .run(
                List.of("/bin/sh", script.toString(), settings.toString()),
                Map.of("VIPD_ADDRESSES", "203.0.113.10"),
                Duration.ofSeconds(20)));
  }

  @Test
  void theAddressIsMovedHereAndThatIsReadBack() {
    Outcome.Exited outcome = move();
    assertEquals("203.0.113.10 is at web-a", outcome.output());
    assertEquals(0, outcome.code());
    assertEquals("web-a", holder);
    assertEquals(List.of("GET ", "POST {\"server\": \"web-a\"}", "GET "), asked);
  }

  @Test
  void anAddressThatIsHereIsLeftAlone() {
    holder = "web-a";
    assertEquals(0, move().code());
    assertEquals(List.of("GET ", "GET "), asked);
  }

  @Test
  void anAssignmentThatDoesNotComeTrueIsAFailureSoThatItIsTriedAgain() {
    forgetful = 1;
    Outcome.Exited outcome = move();
    assertEquals("203.0.113.10 is still at web-b", outcome.output());
    assertEquals(1, outcome.code());
    assertEquals(0, move().code());
  }

  @Test
  void aProviderThatRefusesIsAFailure() throws IOException {
    Files.writeString(settings, Files.readString(settings).replace("sesame", "wrong"));
    Outcome.Exited outcome = move();
    assertTrue(outcome.code() != 0);
    assertTrue(outcome.output().contains("401"), outcome.output());
    assertEquals("web-b", holder);
  }
}
