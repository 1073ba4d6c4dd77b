package io.vipd.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server with a certificate of its own making for www.example.org. */
@Timeout(60)
class TlsProbeTest {
  private static final long AMPLE = 20_000_000_000L;

  @TempDir Path folder;
  private Path ca;
  private SSLServerSocket server;

  @BeforeEach
  void serve() throws Exception {
    ca = folder.resolve("ca.pem");
    Path store = folder.resolve("server.p12");
    keytool("-genkeypair -alias www -keyalg EC -dname CN=x -ext SAN=dns:www.example.org", store);
    keytool("-exportcert -rfc -alias www -file " + ca, store);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "secret".toCharArray());
    }
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, "secret".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    Thread.ofPlatform().daemon().start(this::answer);
  }

  private static void keytool(String arguments, Path store) throws Exception {
    String program = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String all = program + " " + arguments + " -keystore " + store + " -storepass secret";
    assertEquals(0, new ProcessBuilder(all.split(" ")).inheritIO().start().waitFor());
  }

  private void answer() {
    while (!server.isClosed()) {
      try (SSLSocket client = (SSLSocket) server.accept()) {
        client.getInputStream().read();
        client.getOutputStream().write(AnsweringServer.bytes("HTTP/1.1 200 OK\r\n\r\nsecure"));
      } catch (IOException _) {
        // A client that does not trust this server.
      }
    }
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private CheckSpec.Http spec(String host, TlsTrust trust) {
    return new CheckSpec.Http(
        URI.create("https://127.0.0.1:" + server.getLocalPort() + "/"),
        new HttpRequest("GET", host, Map.of()),
        new HttpExpectation(HttpExpectation.USUAL.statuses(), "secure"),
        trust,
        null);
  }

  private String look(HttpProbe probe) {
    try {
      return probe.look(AMPLE).sentence().replace(":" + server.getLocalPort(), "");
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  private String look(String host, TlsTrust trust) {
    return look(new HttpProbe(spec(host, trust)));
  }

  @Test
  void aCertificateOfATrustedAuthorityForTheNamePasses() {
    assertEquals(
        "HTTP 200 from https://127.0.0.1/", look("www.example.org", new TlsTrust(true, ca)));
  }

  @Test
  void anotherNameOrAnUnknownAuthorityFails() {
    assertEquals(
        "TLS with mail.example.org failed: No subject alternative DNS name matching"
            + " mail.example.org found.",
        look("mail.example.org", new TlsTrust(true, ca)));
    assertTrue(
        look("www.example.org", TlsTrust.SYSTEM)
            .startsWith("TLS with www.example.org failed: unable to find valid certification"));
  }

  @Test
  void whoeverDoesNotWantToVerifyTrustsEverybody() {
    assertEquals(
        "HTTP 200 from https://127.0.0.1/", look("mail.example.org", new TlsTrust(false, null)));
  }

  @Test
  void aFileOfAuthoritiesThatIsReplacedCountsFromThenOn() throws IOException {
    byte[] good = Files.readAllBytes(ca);
    Files.writeString(ca, "nothing");
    Files.setLastModifiedTime(ca, FileTime.fromMillis(1000));
    var probe = new HttpProbe(spec("www.example.org", new TlsTrust(true, ca)));
    assertTrue(look(probe).startsWith(ca + " holds "), look(probe));
    Files.write(ca, good);
    assertEquals("HTTP 200 from https://127.0.0.1/", look(probe));
  }
}
