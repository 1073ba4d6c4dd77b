package io.vipd.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.vipd.daemon.config.Schema.Absent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The samples under {@code conf/} are valid, complete, and fit each other. */
class SamplesTest {
  static final Path CONF = Path.of("..", "conf");

  @TempDir Path folder;

  @Test
  void theCommentedSampleIsValidWithoutAWarning() {
    assertEquals(
        List.of("web"), load(CONF, List.of()).groups().stream().map(GroupConfig::name).toList());
  }

  @Test
  void theCommentedSampleShowsEveryKey() throws IOException {
    List<String> unseen = new ArrayList<>();
    for (Schema schema : Schema.values()) {
      Path file = CONF.resolve(schema == Schema.NODE ? "vipd.yaml" : "groups/web.yaml");
      String text = Files.readString(file);
      for (Schema.Key key : schema.keys()) {
        Pattern shown = Pattern.compile("(?m)^[ #]*(\\w[^#\\n]*\\{ )?" + key.name() + ":");
        if (!shown.matcher(text).find()) {
          unseen.add(file + " " + key.name());
        }
      }
    }
    assertEquals(List.of(), unseen);
  }

  @Test
  void theSamplesSetTheDefaultsThatTheSchemaNames() throws IOException {
    String text = Files.readString(CONF.resolve("groups/web.yaml"));
    List<String> different = new ArrayList<>();
    for (Schema schema : List.of(Schema.GROUP, Schema.ANNOUNCE, Schema.HOOKS)) {
      for (Schema.Key key : schema.keys()) {
        // The sample's node is the one that should normally be Active.
        if (key.absent() instanceof Absent.Default(String value)
            && !key.name().equals("priority")
            && !Pattern.compile("(?m)^ *" + key.name() + ": " + value + "$").matcher(text).find()) {
          different.add(key.name());
        }
      }
    }
    assertEquals(List.of(), different);
  }

  @TestFactory
  Stream<DynamicTest> everyExampleIsAPairOfNodesThatAgree() throws IOException {
    List<Path> pairs;
    try (Stream<Path> folders = Files.list(CONF.resolve("examples"))) {
      pairs = folders.sorted().toList();
    }
    assertEquals(
        List.of(
            "crossed-vips",
            "dual-stack",
            "firewall-pair",
            "floating-address",
            "haproxy",
            "mysql",
            "nginx-pair",
            "postgresql",
            "redis",
            "rpc-tier",
            "unicast-pair",
            "vrrp-v2-beside-keepalived"),
        pairs.stream().map(pair -> pair.getFileName().toString()).toList());
    return pairs.stream()
        .filter(pair -> !pair.endsWith("vrrp-v2-beside-keepalived"))
        .map(pair -> dynamicTest(pair.getFileName().toString(), () -> agree(pair)));
  }

  /** Version 2 drops what differs in more than the priority. */
  @Test
  void theExampleBesideKeepalivedAgreesWithIt() throws IOException {
    Path pair = CONF.resolve("examples/vrrp-v2-beside-keepalived");
    GroupConfig web = load(pair.resolve("node-a"), List.of()).groups().getFirst();
    assertEquals(2, web.version());
    assertEquals(51, web.vrid());
    assertEquals("eth0", web.interfaceName());
    assertEquals(150, web.priority());
    assertEquals(Duration.ofSeconds(1), web.interval());
    assertEquals("[192.0.2.10/24]", web.addresses().toString());
    assertEquals(
        List.of(
            "vrrp_instance web {",
            "state BACKUP",
            "interface eth0",
            "virtual_router_id 51",
            "priority 100",
            "advert_int 1",
            "virtual_ipaddress {",
            "192.0.2.10/24",
            "}",
            "}"),
        Files.readAllLines(pair.resolve("node-b/keepalived.conf")).stream()
            .map(String::strip)
            .filter(line -> !line.startsWith("#"))
            .toList());
  }

  @Test
  void theAuthenticationThatTheUnicastExampleSuggestsIsValid() throws IOException {
    Path key = folder.toRealPath().resolve("web-1");
    Files.writeString(key, "hex:" + "0123456789abcdef".repeat(4) + "\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    String text =
        Files.readString(CONF.resolve("examples/unicast-pair/node-a/groups/web.yaml"))
            .replaceAll("(?m)^# (auth:|  )", "$1")
            .replace("/etc/vipd/keys/web-1", key.toString());
    Files.writeString(Files.createDirectory(folder.resolve("groups")).resolve("web.yaml"), text);
    int uid = (Integer) Files.getAttribute(key, "unix:uid");
    Loaded.Valid loaded =
        assertInstanceOf(
            Loaded.Valid.class,
            ConfigLoader.load(
                folder, new Machine(true, uid, null, List.of(), folder.toRealPath())));
    assertEquals(List.of(), loaded.warnings());
    assertEquals(
        32,
        assertInstanceOf(AuthSettings.Keys.class, loaded.config().groups().getFirst().auth())
            .keys()
            .getFirst()
            .secret()
            .length);
  }

  private static void agree(Path pair) {
    List<String> expected =
        pair.endsWith("unicast-pair") || pair.endsWith("floating-address")
            ? List.of(
                "peers: adverts of unicast peers can be forged by whoever can send from their"
                    + " address; add auth")
            : List.of();
    List<GroupConfig> ours = load(pair.resolve("node-a"), expected).groups();
    List<GroupConfig> theirs = load(pair.resolve("node-b"), expected).groups();
    assertTrue(!ours.isEmpty());
    assertEquals(
        ours.stream().map(GroupConfig::name).toList(),
        theirs.stream().map(GroupConfig::name).toList());
    for (int i = 0; i < ours.size(); i++) {
      GroupConfig a = ours.get(i);
      GroupConfig b = theirs.get(i);
      assertEquals(a.vrid(), b.vrid());
      assertEquals(a.interval(), b.interval());
      assertEquals(a.addresses(), b.addresses());
      assertEquals(a.advertise(), b.advertise());
      assertEquals(a.checks(), b.checks());
      assertEquals(a.preempt(), b.preempt());
      assertNotEquals(a.priority(), b.priority());
      if (!a.peers().isEmpty()) {
        assertEquals(List.of(a.source()), b.peers());
        assertEquals(List.of(b.source()), a.peers());
      }
    }
  }

  private static Config load(Path folder, List<String> expectedWarnings) {
    return switch (ConfigLoader.check(folder, false)) {
      case Loaded.Valid(Config config, List<Problem> warnings) -> {
        assertEquals(expectedWarnings, warnings.stream().map(Problem::message).toList());
        yield config;
      }
      case Loaded.Invalid(List<Problem> problems) -> throw new AssertionError(problems);
    };
  }
}
