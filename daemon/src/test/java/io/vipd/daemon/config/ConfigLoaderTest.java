package io.vipd.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.vipd.daemon.config.GroupConfig.AnnounceConfig;
import io.vipd.daemon.config.GroupConfig.HooksConfig;
import io.vipd.daemon.config.GroupConfig.VirtualAddress;
import io.vipd.daemon.config.NodeConfig.LogLevel;
import io.vipd.health.CheckSpec;
import io.vipd.vrrp.wire.Centiseconds;
import io.vipd.vrrp.wire.ChecksumForm;
import io.vipd.vrrp.wire.IpAddress;
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
        group(
            "web",
            """
            vrid: 7
            interface: bond0.100
            priority: 150
            interval: 0.25s
            addresses:
              - 192.0.2.10/24
              - 198.51.100.7
              - 198.51.100.8/31
            peers: [192.0.2.3, 192.0.2.4]
            source: 192.0.2.2
            preempt: true
            preempt-delay: 1.5m
            checksum: rfc9568
            lease: 5s
            announce: { repeat: 3, spacing: 250ms, refresh: 0s }
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
            150,
            new Centiseconds(25),
            List.of(
                new VirtualAddress(IpAddress.parse("192.0.2.10"), 24),
                new VirtualAddress(IpAddress.parse("198.51.100.7"), 32),
                new VirtualAddress(IpAddress.parse("198.51.100.8"), 31)),
            List.of(IpAddress.parse("192.0.2.3"), IpAddress.parse("192.0.2.4")),
            IpAddress.parse("192.0.2.2"),
            true,
            Duration.ofSeconds(90),
            ChecksumForm.RFC9568,
            Duration.ofSeconds(5),
            new AnnounceConfig(3, Duration.ofMillis(250), Duration.ZERO),
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
                    -60),
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
            100,
            new Centiseconds(100),
            List.of(new VirtualAddress(IpAddress.parse("192.0.2.10"), 24)),
            List.of(),
            null,
            true,
            Duration.ZERO,
            ChecksumForm.PSEUDO_HEADER,
            null,
            new AnnounceConfig(5, Duration.ofSeconds(1), Duration.ofMinutes(1)),
            List.of(),
            new HooksConfig(null, null, null, Duration.ofSeconds(10)),
            file);
    assertEquals(List.of(expected), valid().config().groups());
    assertEquals(List.of(), valid().warnings());
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
        """);
    assertEquals(
        new NodeConfig("web-a", "vipd-check", "vipd", LogLevel.DEBUG, file),
        valid().config().node());
  }

  @Test
  void withoutANodeFileTheHostNameAndTheDefaultsCount() throws IOException {
    group("web", MINIMAL);
    Path hostName = Files.writeString(folder.resolve("hostname"), "web-b\n");
    Loaded loaded = ConfigLoader.load(folder, List.of(folder.resolve("absent"), hostName));
    assertEquals(
        new NodeConfig("web-b", null, null, LogLevel.INFO, null),
        assertInstanceOf(Loaded.Valid.class, loaded).config().node());
  }

  @Test
  void aNodeFileOfCommentsAloneIsAllDefaults() throws IOException {
    group("web", MINIMAL);
    Path file = Files.writeString(folder.resolve("vipd.yaml"), "# node-name: web-a\n");
    Path hostName = Files.writeString(folder.resolve("hostname"), "not a name\n");
    Loaded loaded = ConfigLoader.load(folder, List.of(hostName));
    assertEquals(
        new NodeConfig("localhost", null, null, LogLevel.INFO, file),
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
        announce: { repeat: 1, spacing: 10ms, refresh: 1s }
        checks:
          a: { tcp: 1, every: 10ms, timeout: 10ms, rise: 1, fall: 1, weight: -253 }
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
        lease: 1h
        announce: { repeat: 100, spacing: 1m, refresh: 1h }
        checks:
          a: { tcp: 65535, every: 1h, timeout: 60m, rise: 1000, fall: 1000, weight: 253 }
        hooks: { timeout: 1h }
        """);
    List<GroupConfig> groups = valid().config().groups();
    assertEquals(new Centiseconds(4095), groups.getFirst().interval());
    assertEquals(Duration.ofHours(1), groups.getFirst().checks().getFirst().timeout());
    assertEquals(new Centiseconds(1), groups.getLast().interval());
    assertEquals(Duration.ofSeconds(2), groups.getLast().lease());
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

  private static CheckConfig check(
      String name, CheckSpec spec, long everyMillis, int rise, int fall, int weight) {
    Duration every = Duration.ofMillis(everyMillis);
    return new CheckConfig(name, spec, every, every, rise, fall, weight);
  }

  private static CheckSpec script(String... command) {
    return new CheckSpec.Script(List.of(command));
  }

  private Path group(String name, String text) throws IOException {
    return Files.writeString(folder.resolve("groups").resolve(name + ".yaml"), text);
  }

  private Loaded.Valid valid() {
    return switch (ConfigLoader.load(folder)) {
      case Loaded.Valid valid -> valid;
      case Loaded.Invalid invalid -> throw new AssertionError(invalid.problems());
    };
  }
}
