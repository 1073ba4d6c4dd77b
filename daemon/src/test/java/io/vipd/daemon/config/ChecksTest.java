package io.vipd.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

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
  void processesAreGivenByNameAndCommandLineAndMayBeCounted() throws IOException {
    assertEquals(
        new CheckSpec.Process("java", null, "-jar \\S+/broker.jar", new CheckSpec.Quorum(2, 4)),
        read("process: { name: java, command: '-jar \\S+/broker.jar', min: 2, max: 4 }").spec());
    assertEquals(
        new CheckSpec.Process(null, null, "^/srv/bin/", null),
        read("process: { command: '^/srv/bin/' }").spec());
    assertEquals(
        new CheckSpec.Process("old", null, null, new CheckSpec.Quorum(0, 0)),
        read("process: { name: old, min: 0, max: 0 }").spec());
    assertEquals(
        new CheckSpec.Process("a", null, null, new CheckSpec.Quorum(3, Integer.MAX_VALUE)),
        read("process: { name: a, min: 3 }").spec());
    assertEquals(
        new CheckSpec.Process("a", null, null, new CheckSpec.Quorum(1, 3)),
        read("process: { name: a, max: 3 }").spec());
  }

  @Test
  void interfacesFilesRoutesAndHostsAreChecksToo() throws IOException {
    CheckConfig up = read("interface: eth1, up-delay: 5s, down-delay: 200ms, weight: -20");
    assertEquals(new CheckSpec.Interface("eth1", true), up.spec());
    assertEquals(Duration.ofSeconds(5), up.upDelay());
    assertEquals(Duration.ofMillis(200), up.downDelay());
    assertEquals(
        new CheckSpec.Interface("eth1", false),
        read("interface: { name: eth1, state: down }").spec());
    assertEquals(
        new CheckSpec.File(Path.of("/run/load"), false),
        read("file: /run/load, weight: -1").spec());
    assertEquals(new CheckSpec.File(Path.of("/run/off"), true), read("file: /run/off").spec());
    assertEquals(new CheckSpec.Route("default", "1.0.0.0", 0), read("route: default").spec());
    assertEquals(new CheckSpec.Route("0.0.0.0/0", "1.0.0.0", 0), read("route: 0.0.0.0/0").spec());
    assertEquals(new CheckSpec.Route("::/0", "2000::", 0), read("route: '::/0'").spec());
    assertEquals(
        new CheckSpec.Route("10.1.0.0/16", "10.1.0.0", 16), read("route: 10.1.0.0/16").spec());
    assertEquals(
        new CheckSpec.Route("198.51.100.7", "198.51.100.7", 0), read("route: 198.51.100.7").spec());
    assertEquals(
        new CheckSpec.Route("2001:db8::/32", "2001:db8::", 32),
        read("route: 2001:db8::/32").spec());
    assertEquals(new CheckSpec.Ping("192.0.2.254"), read("ping: 192.0.2.254").spec());
    assertEquals(new CheckSpec.Ping("fe80::1%eth0"), read("ping: fe80::1%eth0").spec());
    assertEquals(
        new CheckSpec.Neighbour("192.0.2.254", null), read("neighbour: 192.0.2.254").spec());
    assertEquals(
        new CheckSpec.Neighbour("fe80::1", "eth0"), read("neighbour: fe80::1%eth0").spec());
    assertEquals(
        new CheckSpec.Neighbour("fe80::1", "eth1"),
        read("neighbour: { target: fe80::1, interface: eth1 }").spec());
    assertEquals(
        new CheckSpec.Neighbour("fe80::1", "eth1"),
        read("neighbour: { target: fe80::1%eth1 }").spec());
    assertEquals(
        new CheckSpec.Neighbour("192.0.2.254", "eth1"),
        read("neighbour: { target: 192.0.2.254, interface: eth1 }").spec());
  }

  @Test
  void theGroupsOwnInterfaceNeedsNoCheck() throws IOException {
    assertEquals(
        List.of("checks.a.interface: eth0 is the group's own, which is watched anyway; remove it"),
        assertInstanceOf(Loaded.Valid.class, load("interface: eth0")).warnings().stream()
            .map(Problem::message)
            .toList());
  }

  @Test
  void whatTheKernelTellsNeedsNoSecondResult() throws IOException {
    for (String kind : List.of("interface: eth1", "file: /run/x", "route: default", "process: a")) {
      CheckConfig check = read(kind);
      assertEquals("1 1", check.rise() + " " + check.fall(), kind);
    }
    CheckConfig ping = read("ping: 192.0.2.254");
    assertEquals("2 3", ping.rise() + " " + ping.fall());
    assertEquals(Duration.ZERO, ping.upDelay());
    assertEquals(Duration.ZERO, ping.downDelay());
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
        "every: 1s"
            + "|checks.a: checks nothing; give it one of script, http, nginx-status, tcp, process,"
            + " interface, file, route, ping or neighbour",
        "process: { pid-file: /run/a.pid, min: 2 }"
            + "|checks.a.process.pid-file: stands beside min; keep one of the two",
        "process: { min: 2 }"
            + "|checks.a.process: names no process; give it name, command or pid-file",
        "process: { name: a, min: 5, max: 2 }"
            + "|checks.a.process.max: 2 is below min, which is 5; raise it, or write min: 0 too",
        "process: { name: a, max: 0 }"
            + "|checks.a.process.max: 0 is below min, which is 1; raise it, or write min: 0 too",
        "process: { name: a, min: 0 }"
            + "|checks.a.process.min: 0 without max is always so; write max too",
        "process: { name: a, min: -1 }"
            + "|checks.a.process.min: -1 is outside 0..100000; write how many processes there must"
            + " or may be",
        "process: { command: '(' }"
            + "|checks.a.process.command: ( is no regular expression (Unclosed group); put a"
            + " backslash before what is meant as it stands",
        "process: { command: ' ' }"
            + "|checks.a.process.command: ' ' matches every command line; write a part of the one"
            + " that is meant",
        "interface: eth0/1"
            + "|checks.a.interface: eth0/1 is no name of a Linux interface: 1 to 15 bytes without"
            + " spaces, '/' and ':'; write one that ip link shows",
        "interface: { name: eth0, state: down }"
            + "|checks.a.interface: eth0 is the group's own, and the group is at fault while it is"
            + " not up; remove it",
        "interface: { name: eth1, state: gone }"
            + "|checks.a.interface.state: gone is unknown; write up or down",
        "file: load|checks.a.file: load is no absolute path; begin it with /",
        "route: 10.1.0.1/16"
            + "|checks.a.route: 10.1.0.1/16 has bits beyond the first 16; write the network's first"
            + " address",
        "route: 10.1.0.0/33"
            + "|checks.a.route: 10.1.0.0/33 is outside 0..32; write the length of the network's"
            + " prefix",
        "route: gateway"
            + "|checks.a.route: gateway is no IP address; write for instance 192.0.2.1",
        "ping: www.example.org"
            + "|checks.a.ping: www.example.org is no IP address; write for instance 192.0.2.1",
        "ping: fe80::1"
            + "|checks.a.ping: fe80::1 is link-local; write by which interface, such as"
            + " fe80::1%eth0",
        "ping: 192.0.2.1%eth0"
            + "|checks.a.ping: 192.0.2.1%eth0 is not link-local; remove % and what follows",
        "neighbour: gateway"
            + "|checks.a.neighbour: gateway is no IP address; write for instance 192.0.2.1",
        "neighbour: fe80::1"
            + "|checks.a.neighbour: fe80::1 is link-local; write by which interface, such as"
            + " fe80::1%eth0",
        "neighbour: { interface: eth1 }"
            + "|5:19 checks.a.neighbour.target: missing; write for instance target: 192.0.2.254",
        "neighbour: { target: fe80::1%eth0, interface: eth1 }"
            + "|checks.a.neighbour.target: fe80::1%eth0 is no IP address; write for instance"
            + " 192.0.2.1",
        "neighbour: { target: 192.0.2.254, interface: eth0/1 }"
            + "|checks.a.neighbour.interface: eth0/1 is no name of a Linux interface: 1 to 15 bytes"
            + " without spaces, '/' and ':'; write one that ip link shows",
        "neighbor: 192.0.2.254" + "|:8 checks.a.neighbor: unknown key; did you mean neighbour?",
        "tcp: 80, up-delay: 2h"
            + "|checks.a.up-delay: 2h is outside 0s..1h; write how long it must last until it"
            + " counts, such as 5s",
        "tcp: 80, ping: 192.0.2.1"
            + "|checks.a.ping: stands beside tcp; a check asks one thing, so make it two checks",
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
