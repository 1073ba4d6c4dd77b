package io.vipd.daemon.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.config.AuthSettings.Freshness;
import io.vipd.daemon.config.AuthSettings.Key;
import io.vipd.daemon.config.AuthSettings.Mode;
import io.vipd.daemon.config.GroupConfig.AnnounceConfig;
import io.vipd.daemon.config.GroupConfig.Holds;
import io.vipd.daemon.config.GroupConfig.InquiryConfig;
import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.daemon.config.NodeConfig.LogLevel;
import io.vipd.health.CheckSpec;
import io.vipd.health.RiseFall;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.Family;
import io.vipd.vrrp.wire.IpAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What valid files mean. */
class ConfigLoaderTest {
  private static final String MINIMAL =
      """
      vrid: 51
      interface: eth0
      addresses: [192.0.2.10/24]
      """;

  @TempDir Path folder;

  @BeforeEach
  void makeGroupsFolder() throws IOException {
    Files.createDirectory(folder.resolve("groups"));
  }

  @Test
  void aGroupFileWithEveryKeyBecomesAGroup() throws IOException {
    Path file =
        secretGroup(
            "web",
            """
            vrid: 7
            interface: bond0.100
            priority: 150
            version: 3
            interval: 0.25s
            addresses:
              - 192.0.2.10/24
              - 2001:db8::10/64
              - 198.51.100.7
              - fe80::10
              - 198.51.100.8/31
            peers: [192.0.2.3, 192.0.2.4, 2001:db8::3]
            source: 192.0.2.2
            source-ipv6: 2001:db8::2
            preempt: true
            preempt-delay: 1.5m
            recover-hold: 2m
            boot-hold: 40s
            settle: 30s
            accept: false
            min-ttl: 250
            strict: true
            checksum: rfc9568
            lease: 5s
            auth:
              mode: receive-only
              sign-with: 7
              freshness: time
              window: 10s
              keys:
                200: { inline: "hex:000102030405060708090A0b0c0d0e0f101112131415161718191a1b1c1d1e1f" }
                7: { inline: "0123456789abcdef0123456789abcdef" }
            announce: { repeat: 3, spacing: 250ms, refresh: 0s, probe: 2s, verify: 192.0.2.254 fe80::1 }
            checks:
              config:
                script: /usr/lib/vipd/scripts/check-nginx --conf '/etc/nginx/my nginx.conf' "a \\"b\\"" c\\ d ''
                every: 5s
                timeout: 2s
                rise: 1
                fall: 4
                weight: -60
              listed:
                script: [/bin/sh, -c, "exit 0 | cat", ""]
              page: { http: "http://127.0.0.1:8080/healthz?full=1", every: 500ms, weight: +20 }
              port: { tcp: 192.0.2.9:5432 }
              local: { tcp: 6379 }
              six: { tcp: "[::1]:80" }
              master: { process: { pid-file: /run/nginx.pid } }
              workers: { process: { name: nginx }, rise: 2 }
              short: { process: nginx, fall: 2 }
            hooks:
              active: /etc/vipd/hooks/on-active now
              backup: [/etc/vipd/hooks/on backup]
              fault: /etc/vipd/hooks/on-fault
              timeout: 1m
            """);

    GroupConfig expected =
        new GroupConfig(
            "web",
            7,
            "bond0.100",
            3,
            150,
            Duration.ofMillis(250),
            List.of(
                new VirtualAddress(IpAddress.parse("192.0.2.10"), 24),
                new VirtualAddress(IpAddress.parse("2001:db8::10"), 64),
                new VirtualAddress(IpAddress.parse("198.51.100.7"), 32),
                new VirtualAddress(IpAddress.parse("fe80::10"), 128),
                new VirtualAddress(IpAddress.parse("198.51.100.8"), 31)),
            List.of(),
            List.of(
                IpAddress.parse("192.0.2.3"),
                IpAddress.parse("192.0.2.4"),
                IpAddress.parse("2001:db8::3")),
            IpAddress.parse("192.0.2.2"),
            IpAddress.parse("2001:db8::2"),
            true,
            false,
            new Holds(
                Duration.ofSeconds(90),
                Duration.ofMinutes(2),
                Duration.ofSeconds(40),
                Duration.ofSeconds(30)),
            false,
            250,
            true,
            ChecksumForm.RFC9568,
            new AuthSettings.Keys(
                Mode.RECEIVE_ONLY,
                7,
                Freshness.TIME,
                Duration.ofSeconds(10),
                List.of(
                    new Key(7, "0123456789abcdef0123456789abcdef".getBytes(UTF_8)),
                    new Key(200, counting(32)))),
            Duration.ofSeconds(5),
            new AnnounceConfig(
                3,
                Duration.ofMillis(250),
                Duration.ZERO,
                new InquiryConfig(
                    Duration.ofSeconds(2),
                    true,
                    List.of(IpAddress.parse("192.0.2.254"), IpAddress.parse("fe80::1")))),
            List.of(
                new CheckConfig(
                    "config",
                    new CheckSpec.Script(
                        List.of(
                            "/usr/lib/vipd/scripts/check-nginx",
                            "--conf",
                            "/etc/nginx/my nginx.conf",
                            "a \"b\"",
                            "c d",
                            "")),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(2),
                    1,
                    4,
                    -60,
                    Duration.ofSeconds(5),
                    RiseFall.Verdict.WAITING,
                    Duration.ZERO,
                    Duration.ZERO),
                check("listed", script("/bin/sh", "-c", "exit 0 | cat", ""), 1000, 2, 3, 0),
                check(
                    "page",
                    new CheckSpec.Http(URI.create("http://127.0.0.1:8080/healthz?full=1")),
                    500,
                    2,
                    3,
                    20),
                check("port", new CheckSpec.Tcp("192.0.2.9", 5432), 1000, 2, 3, 0),
                check("local", new CheckSpec.Tcp("127.0.0.1", 6379), 1000, 2, 3, 0),
                check("six", new CheckSpec.Tcp("::1", 80), 1000, 2, 3, 0),
                check(
                    "master",
                    new CheckSpec.Process(null, Path.of("/run/nginx.pid")),
                    1000,
                    1,
                    1,
                    0),
                check("workers", new CheckSpec.Process("nginx", null), 1000, 2, 1, 0),
                check("short", new CheckSpec.Process("nginx", null), 1000, 1, 2, 0)),
            new HooksConfig(
                List.of("/etc/vipd/hooks/on-active", "now"),
                List.of("/etc/vipd/hooks/on backup"),
                List.of("/etc/vipd/hooks/on-fault"),
                Duration.ofMinutes(1)),
            file);
    assertEquals(List.of(expected), valid().config().groups());
    assertEquals(List.of(), valid().warnings());
  }

  @Test
  void whatAGroupFileLeavesOutHasADefault() throws IOException {
    Path file = group("web", MINIMAL);

    GroupConfig expected =
        new GroupConfig(
            "web",
            51,
            "eth0",
            3,
            100,
            Duration.ofSeconds(1),
            List.of(new VirtualAddress(IpAddress.parse("192.0.2.10"), 24)),
            List.of(),
            List.of(),
            null,
            null,
            true,
            false,
            Holds.NONE,
            true,
            255,
            false,
            ChecksumForm.PSEUDO_HEADER,
            null,
            null,
            new AnnounceConfig(
                5,
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                new InquiryConfig(Duration.ofSeconds(5), true, List.of())),
            List.of(),
            new HooksConfig(null, null, null, Duration.ofSeconds(10)),
            file);
    assertEquals(List.of(expected), valid().config().groups());
    assertEquals(List.of(), valid().warnings());
  }

  @Test
  void whatAnOwnerDoesNotWaitForIsWarnedOf() throws IOException {
    group("web", MINIMAL + "priority: 255\nsettle: 30s\n");
    String warning = valid().warnings().getFirst().toString();
    assertTrue(warning.contains("settle: 30s has no effect with priority 255"), warning);
  }

  @Test
  void aNodeFileWithEveryKeyBecomesANode() throws IOException {
    group("web", MINIMAL);
    Path file = folder.resolve("vipd.yaml");
    Files.writeString(
        file,
        """
        node-name: web-a
        script-user: vipd-check
        control-group: vipd
        log-level: debug
        http-listen: "[::1]:9100"
        max-checks: 40
        """);
    assertEquals(
        new NodeConfig(
            "web-a",
            "vipd-check",
            "vipd",
            null,
            LogLevel.DEBUG,
            new Listen(IpAddress.parse("::1"), 9100),
            40,
            HooksConfig.NONE,
            List.of(),
            file),
        valid().config().node());
  }

  @Test
  void servingTheStatusToTheNetworkIsAWarning() throws IOException {
    group("web", MINIMAL);
    Path file = Files.writeString(folder.resolve("vipd.yaml"), "http-listen: 0.0.0.0:8080\n");
    assertEquals(
        List.of(
            file
                + ":1:14 http-listen: 0.0.0.0:8080 is no loopback address, so everybody who can"
                + " reach it reads the status, the metrics and what checks print; keep strangers"
                + " out with a firewall, or write 127.0.0.1:8080"),
        valid().warnings().stream().map(Problem::toString).toList());
  }

  @Test
  void theEndpointCanBeOff() throws IOException {
    group("web", MINIMAL);
    Files.writeString(folder.resolve("vipd.yaml"), "http-listen: off\n");
    assertEquals(null, valid().config().node().http());
    assertEquals(List.of(), valid().warnings());
  }

  @Test
  void withoutANodeFileTheHostNameAndTheDefaultsCount() throws IOException {
    group("web", MINIMAL);
    Path hostName = Files.writeString(folder.resolve("hostname"), "web-b\n");
    Loaded loaded = load(folder.resolve("absent"), hostName);
    assertEquals(
        new NodeConfig(
            "web-b",
            null,
            null,
            null,
            LogLevel.INFO,
            new Listen(IpAddress.parse("127.0.0.1"), 10112),
            16,
            HooksConfig.NONE,
            List.of(),
            null),
        assertInstanceOf(Loaded.Valid.class, loaded).config().node());
  }

  @Test
  void aNodeFileOfCommentsAloneIsAllDefaults() throws IOException {
    group("web", MINIMAL);
    Path file = Files.writeString(folder.resolve("vipd.yaml"), "# node-name: web-a\n");
    Path hostName = Files.writeString(folder.resolve("hostname"), "not a name\n");
    Loaded loaded = load(hostName);
    assertEquals(
        new NodeConfig(
            "localhost",
            null,
            null,
            null,
            LogLevel.INFO,
            new Listen(IpAddress.parse("127.0.0.1"), 10112),
            16,
            HooksConfig.NONE,
            List.of(),
            file),
        assertInstanceOf(Loaded.Valid.class, loaded).config().node());
  }

  @Test
  void groupsAreOrderedByName() throws IOException {
    group("web-2", MINIMAL.replace("51", "52").replace(".10/", ".12/"));
    group("db", MINIMAL.replace("51", "53").replace(".10/", ".13/"));
    group("web", MINIMAL);
    assertEquals(
        List.of("db", "web", "web-2"),
        valid().config().groups().stream().map(GroupConfig::name).toList());
  }

  @Test
  void theLimitsOfEveryRangeAreInside() throws IOException {
    group(
        "low",
        """
        vrid: 1
        interface: e
        priority: 1
        interval: 10ms
        addresses: [1.0.0.1/8, 223.255.255.254/32]
        lease: 2s
        announce: { repeat: 1, spacing: 10ms, refresh: 1s, probe: 1s, verify: off }
        checks:
          a: { tcp: 1, every: 10ms, timeout: 10ms, rise: 1, fall: 1, weight: 253 }
        hooks: { timeout: 10ms }
        """);
    group(
        "high",
        """
        vrid: 255
        interface: exactly15bytes.
        priority: 255
        interval: 40.95s
        addresses: [192.0.2.10]
        preempt-delay: 1h
        recover-hold: 1h
        lease: 1h
        announce: { repeat: 100, spacing: 1m, refresh: 1h, probe: 1h }
        checks:
          a: { tcp: 65535, every: 1h, timeout: 60m, rise: 1000, fall: 1000 }
        hooks: { timeout: 1h }
        """);
    group(
        "likely",
        MINIMAL.replace("192.0.2.10/", "192.0.2.11/")
            + "priority: 254\nchecks: { a: { tcp: 1, weight: -253 } }\n");
    List<GroupConfig> groups = valid().config().groups();
    assertEquals(Duration.ofMillis(40950), groups.getFirst().interval());
    assertEquals(Duration.ofHours(1), groups.getFirst().checks().getFirst().timeout());
    assertEquals(Duration.ofMillis(10), groups.getLast().interval());
    assertEquals(Duration.ofSeconds(2), groups.getLast().lease());
  }

  @Test
  void aGroupOfTwoFamiliesIsAskedForEach() throws IOException { // RFC 9568 5.2.9
    group(
        "web",
        MINIMAL.replace("192.0.2.10/24", "2001:db8::10/64, 192.0.2.10/24, fe80::11/64, fe80::10/64")
            + """
            peers: [fe80::3, 192.0.2.3]
            source-ipv6: fe80::2
            """);
    GroupConfig web = valid().config().groups().getFirst();
    assertEquals(List.of(Family.IPV4, Family.IPV6), web.families());
    assertEquals(
        "[2001:db8::10/64, 192.0.2.10/24, fe80::11/64, fe80::10/64]", web.addresses().toString());
    assertEquals(
        "[fe80::11/64, fe80::10/64, 2001:db8::10/64]", web.addresses(Family.IPV6).toString());
    assertEquals("[192.0.2.10/24]", web.addresses(Family.IPV4).toString());
    assertEquals("[fe80::3]", web.peers(Family.IPV6).toString());
    assertEquals("[192.0.2.3]", web.peers(Family.IPV4).toString());
    assertEquals(IpAddress.parse("fe80::2"), web.source(Family.IPV6));
    assertNull(web.source(Family.IPV4));
  }

  @Test
  void aGroupOfIpv6AloneHasOneFamily() throws IOException {
    group("web", MINIMAL.replace("192.0.2.10/24", "fe80::10"));
    GroupConfig web = valid().config().groups().getFirst();
    assertEquals(List.of(Family.IPV6), web.families());
    assertEquals("[fe80::10/128]", web.addresses(Family.IPV6).toString());
    assertEquals(List.of(), valid().warnings());
  }

  @Test
  void version2CountsWholeSecondsUpTo255() throws IOException { // RFC 3768 5.3.7
    group("web", MINIMAL + "version: 2\ninterval: 255s\n");
    GroupConfig web = valid().config().groups().getFirst();
    assertEquals(2, web.version());
    assertEquals(Duration.ofSeconds(255), web.interval());
    assertEquals(List.of(), valid().warnings());
  }

  @Test
  void leaseOffIsZero() throws IOException {
    group("web", MINIMAL + "lease: off\n");
    assertEquals(Duration.ZERO, valid().config().groups().getFirst().lease());
  }

  @Test
  void anOwnerMaySendFromTheVirtualAddress() throws IOException {
    group("web", MINIMAL + "priority: 255\nsource: 192.0.2.10\n");
    assertEquals(IpAddress.parse("192.0.2.10"), valid().config().groups().getFirst().source());
  }

  @Test
  void anchorsMayBeUsed() throws IOException {
    group(
        "web",
        MINIMAL
            + """
            checks:
              one: &same { tcp: 80 }
              two: *same
            """);
    assertEquals(
        Map.of(
            "one", new CheckSpec.Tcp("127.0.0.1", 80), "two", new CheckSpec.Tcp("127.0.0.1", 80)),
        Map.of(
            valid().config().groups().getFirst().checks().getFirst().name(),
            valid().config().groups().getFirst().checks().getFirst().spec(),
            valid().config().groups().getFirst().checks().getLast().name(),
            valid().config().groups().getFirst().checks().getLast().spec()));
  }

  @Test
  void windowsLineEndsAndAByteOrderMarkAreHarmless() throws IOException {
    group("web", "\ufeff" + MINIMAL.replace("\n", "\r\n"));
    assertEquals(51, valid().config().groups().getFirst().vrid());
  }

  private static byte[] counting(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  private static CheckConfig check(
      String name, CheckSpec spec, long everyMillis, int rise, int fall, int weight) {
    Duration every = Duration.ofMillis(everyMillis);
    return new CheckConfig(
        name,
        spec,
        every,
        every,
        rise,
        fall,
        weight,
        every,
        RiseFall.Verdict.WAITING,
        Duration.ZERO,
        Duration.ZERO);
  }

  private static CheckSpec script(String... command) {
    return new CheckSpec.Script(List.of(command));
  }

  private Path secretGroup(String name, String text) throws IOException {
    return Files.setPosixFilePermissions(
        group(name, text), PosixFilePermissions.fromString("rw-r-----"));
  }

  private Path group(String name, String text) throws IOException {
    return Files.writeString(folder.resolve("groups").resolve(name + ".yaml"), text);
  }

  private Loaded load(Path... hostNames) {
    return ConfigLoader.load(folder, new Machine(true, 0, null, List.of(hostNames), null));
  }

  private Loaded.Valid valid() {
    return switch (ConfigLoader.load(folder)) {
      case Loaded.Valid valid -> valid;
      case Loaded.Invalid invalid -> throw new AssertionError(invalid.problems());
    };
  }
}
