package io.vipd.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.health.CheckSpec;
import io.vipd.health.HttpExpectation;
import io.vipd.health.HttpExpectation.StatusRange;
import io.vipd.health.HttpRequest;
import io.vipd.health.NginxLimits;
import io.vipd.health.RiseFall;
import io.vipd.health.TlsTrust;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The long forms of checks, in which everything can be said. */
class ChecksTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void makeGroups() throws IOException {
    file = Files.createDirectory(folder.resolve("groups")).resolve("web.yaml");
  }

  private Loaded load(String check) throws IOException {
    Files.writeString(
        file,
        "vrid: 51\ninterface: eth0\naddresses: [192.0.2.10/24]\nchecks:\n  a: { " + check + " }\n");
    return ConfigLoader.load(folder, new Machine(true, 0, null, List.of(), null));
  }

  private CheckConfig read(String check) throws IOException {
    return switch (load(check)) {
      case Loaded.Valid(Config config, var warnings) -> {
        assertEquals(List.of(), warnings);
        yield config.groups().getFirst().checks().getFirst();
      }
      case Loaded.Invalid(List<Problem> problems) -> throw new AssertionError(problems);
    };
  }

  @Test
  void everythingCanBeSaidOfAnHttpCheck() throws IOException {
    assertEquals(
        new CheckSpec.Http(
            URI.create("https://127.0.0.1:8443/healthz"),
            new HttpRequest(
                "POST", "www.example.org:8443", Map.of("X-Check", "vipd: yes", "Accept", "")),
            new HttpExpectation(
                List.of(new StatusRange(204, 204), new StatusRange(500, 503)), "all is well"),
            new TlsTrust(true, Path.of("/etc/ssl/own.pem")),
            null),
        read("http: { url: 'https://127.0.0.1:8443/healthz', method: POST, host:"
                + " 'www.example.org:8443', headers: ['X-Check: vipd: yes', 'Accept:'], status:"
                + " [204, 500-503], body: all is well, ca: /etc/ssl/own.pem }")
            .spec());
    assertEquals(
        new CheckSpec.Http(
            URI.create("http://app/"),
            HttpRequest.GET,
            HttpExpectation.USUAL,
            TlsTrust.SYSTEM,
            Path.of("/run/app.sock")),
        read("http: { url: 'http://app/', socket: /run/app.sock }").spec());
  }

  @Test
  void theLongFormWithoutMoreMeansTheSameAsTheShortOne() throws IOException {
    assertEquals(
        read("http: 'https://127.0.0.1/'").spec(),
        read("http: { url: 'https://127.0.0.1/' }").spec());
    assertEquals(read("tcp: 6379").spec(), read("tcp: { target: 6379 }").spec());
    assertEquals(read("script: /bin/true").spec(), read("script: { command: /bin/true }").spec());
  }

  @Test
  void theOtherKindsHaveLongFormsToo() throws IOException {
    assertEquals(
        new CheckSpec.Tcp("127.0.0.1", 6379, "PING\r\n", "+PONG"),
        read("tcp: { target: 6379, send: \"PING\\r\\n\", expect: +PONG }").spec());
    assertEquals(
        new CheckSpec.Script(
            List.of("/usr/sbin/nginx", "-t"), List.of(Path.of("/etc/nginx"), Path.of("/srv"))),
        read("script: { command: /usr/sbin/nginx -t, when-changed: [/etc/nginx, /srv] }").spec());
    assertEquals(
        new CheckSpec.NginxStatus(
            new CheckSpec.Http(URI.create("http://127.0.0.1/nginx_status")),
            new NginxLimits(900, NginxLimits.NONE, 0)),
        read("nginx-status: { url: 'http://127.0.0.1/nginx_status', max-active: 900,"
                + " max-waiting: 0 }")
            .spec());
  }

  @Test
  void aCheckMayBackOffAndHaveAVerdictFromTheStart() throws IOException {
    CheckConfig check = read("tcp: 80, every: 2s, back-off: 1m, init: up");
    assertEquals(Duration.ofMinutes(1), check.backOff());
    assertEquals(RiseFall.Verdict.UP, check.initial());
    assertEquals(Duration.ofSeconds(2), read("tcp: 80, every: 2s").backOff());
    assertEquals(RiseFall.Verdict.WAITING, read("tcp: 80").initial());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http: { method: GET }"
            + "|5:14 checks.a.http.url: missing; write for instance url: http://127.0.0.1/healthz",
        "http: { url: 'http://127.0.0.1/', method: get }"
            + "|checks.a.http.method: get is unknown; write GET, HEAD, OPTIONS or POST",
        "http: { url: 'http://127.0.0.1/', host: 'a b' }"
            + "|checks.a.http.host: 'a b' is no host of a Host header; write for instance"
            + " www.example.org",
        "http: { url: 'http://127.0.0.1/', headers: [X-Check] }"
            + "|checks.a.http.headers: X-Check is no header; write it as \"Name: value\", in ASCII",
        "http: { url: 'http://127.0.0.1/', headers: ['host: x'] }"
            + "|checks.a.http.headers: 'host: x' is set by the check itself; for the Host header"
            + " write host",
        "http: { url: 'http://127.0.0.1/', status: [] }"
            + "|checks.a.http.status: lists no status, so nothing could pass; write for instance"
            + " [200]",
        "http: { url: 'http://127.0.0.1/', status: [299-200] }"
            + "|checks.a.http.status: 299-200 is no status from 100 to 599 and no range of them;"
            + " write 200 or 200-299",
        "http: { url: 'http://127.0.0.1/', method: HEAD, body: x }"
            + "|checks.a.http.body: cannot be in the answer to HEAD; use GET, or remove body",
        "http: { url: 'http://127.0.0.1/', verify: false }"
            + "|checks.a.http.verify: means something to https alone; remove it, or write the url"
            + " with https",
        "http: { url: 'https://127.0.0.1/', verify: false, ca: /x }"
            + "|checks.a.http.ca: is not looked at with verify: false; keep one of the two",
        "http: { url: 'https://127.0.0.1/', socket: /x }"
            + "|checks.a.http.socket: is asked without TLS; write the url with http, or remove"
            + " socket",
        "http: { url: 'http://127.0.0.1/', socket: x }"
            + "|checks.a.http.socket: x is no absolute path; begin it with /",
        "nginx-status: { url: 'http://127.0.0.1/' }"
            + "|checks.a.nginx-status: has no limit, so it could fail only as http does; give it"
            + " one of max-active, max-writing, max-waiting",
        "tcp: 80, back-off: 500ms"
            + "|checks.a.back-off: 500ms is shorter than every, so it would never come to"
            + " anything; make it longer, or remove it",
        "tcp: 80, init: unknown" + "|checks.a.init: unknown is unknown; write waiting, up or down",
      })
  void aMistakeIsNamedWithItsMend(String check, String message) throws IOException {
    List<Problem> problems =
        switch (load(check)) {
          case Loaded.Valid(_, var warnings) -> warnings;
          case Loaded.Invalid(var found) -> found;
        };
    assertEquals(1, problems.size(), problems.toString());
    String text = problems.getFirst().toString();
    assertEquals(message, text.substring(text.length() - message.length()));
  }
}
