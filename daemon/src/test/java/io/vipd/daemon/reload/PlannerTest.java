package io.vipd.daemon.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.daemon.config.Config;
import io.vipd.daemon.config.ConfigLoader;
import io.vipd.daemon.config.Loaded;
import io.vipd.daemon.config.Schema;
import io.vipd.daemon.control.ReloadDocument.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTest {
  private static final Map<String, String> BASE =
      Map.of(
          "vrid", "51",
          "interface", "eth0",
          "priority", "150",
          "addresses", "[192.0.2.10/24, 192.0.2.11/24]");

  /** A value for every key that differs from what the base says or leaves out. */
  private static final Map<String, String> OTHER_VALUES =
      Map.ofEntries(
          Map.entry("vrid", "52"),
          Map.entry("interface", "eth1"),
          Map.entry("version", "2"),
          Map.entry("priority", "100"),
          Map.entry("interval", "2s"),
          Map.entry("addresses", "[192.0.2.10/24, 192.0.2.12/24]"),
          Map.entry("advertise", "[203.0.113.10, 203.0.113.11]"),
          Map.entry("peers", "[192.0.2.2]"),
          Map.entry("source", "192.0.2.1"),
          Map.entry("source-ipv6", "fe80::1"),
          Map.entry("preempt", "false"),
          Map.entry("pair", "true"),
          Map.entry("preempt-delay", "10s"),
          Map.entry("recover-hold", "10s"),
          Map.entry("boot-hold", "10s"),
          Map.entry("settle", "10s"),
          Map.entry("accept", "false"),
          Map.entry("min-ttl", "254"),
          Map.entry("strict", "true"),
          Map.entry("checksum", "rfc9568"),
          Map.entry("lease", "10s"),
          Map.entry("auth", "{ keys: { 1: { inline: \"0123456789abcdef0123456789abcdef\" } } }"),
          Map.entry("announce", "{ repeat: 7 }"),
          Map.entry("checks", "{ nginx: { tcp: 80 } }"),
          Map.entry("hooks", "{ active: [/bin/true] }"));

  /** What else a key needs to be allowed; the base has it too. */
  private static final Map<String, Map<String, String>> CONDITIONS =
      Map.of(
          "advertise",
              Map.of(
                  "addresses",
                  "[]",
                  "advertise",
                  "[203.0.113.10]",
                  "hooks",
                  "{ active: /bin/true }"),
          "source-ipv6", Map.of("addresses", "[192.0.2.10/24, \"2001:db8::10/64\"]"),
          "strict", Map.of("addresses", "[192.0.2.10/24, \"fe80::10/64\"]"),
          "min-ttl", Map.of("peers", "[192.0.2.2]"));

  @TempDir Path folder;

  private Config load(Map<String, Map<String, String>> groups, String node) throws IOException {
    try (Stream<Path> old = Files.walk(folder)) {
      for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(folder)) {
          Files.delete(path);
        }
      }
    }
    Files.createDirectories(folder.resolve("groups"));
    Files.writeString(folder.resolve("vipd.yaml"), "node-name: a\n" + node);
    for (var group : groups.entrySet()) {
      StringBuilder yaml = new StringBuilder();
      group.getValue().forEach((key, value) -> yaml.append(key + ": " + value + "\n"));
      Path file = folder.resolve("groups").resolve(group.getKey() + ".yaml");
      Files.writeString(file, yaml);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    Loaded loaded = ConfigLoader.load(folder);
    return assertInstanceOf(Loaded.Valid.class, loaded, loaded::toString).config();
  }

  private Config load(Map<String, Map<String, String>> groups) throws IOException {
    return load(groups, "");
  }

  private static Map<String, String> with(Map<String, String> base, Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(base);
    all.putAll(more);
    return all;
  }

  private static List<String> plan(Config before, Config after, String... active) {
    return Planner.plan(before, after, Set.of(active)::contains).stream()
        .map(Change::toString)
        .toList();
  }

  @Test
  void everyKeyOfAGroupIsNamedWhenItChanges() throws IOException {
    assertEquals(
        Schema.GROUP.keys().stream().map(Schema.Key::name).toList().stream().sorted().toList(),
        GroupKeys.ALL.stream().map(GroupKeys.Key::name).sorted().toList());
    for (GroupKeys.Key key : GroupKeys.ALL) {
      Map<String, String> base = with(BASE, CONDITIONS.getOrDefault(key.name(), Map.of()));
      String value = OTHER_VALUES.get(key.name());
      Config before = load(Map.of("web", base));
      Config after = load(Map.of("web", with(base, Map.of(key.name(), value))));
      List<Change> changes = Planner.plan(before, after, _ -> true);
      assertTrue(
          changes.stream().anyMatch(change -> key.name().equals(change.key())),
          () -> key.name() + ": " + changes);
      assertTrue(
          changes.stream().noneMatch(change -> change.toString().contains("0123456789abcdef")),
          changes::toString);
    }
  }

  @Test
  void everyKeyOfTheNodeIsKnown() {
    assertEquals(
        Schema.NODE.keys().stream().map(Schema.Key::name).sorted().toList(),
        NodeKeys.ALL.stream().map(NodeKeys.Key::name).sorted().toList());
  }

  @Test
  void theSameFilesAreNoChange() throws IOException {
    Config config = load(Map.of("web", BASE));
    assertEquals(List.of(), plan(config, load(Map.of("web", BASE)), "web"));
  }

  @Test
  void aChangeSaysWhatItDoes() throws IOException {
    Config before = load(Map.of("web", BASE));
    Config after =
        load(
            Map.of(
                "web",
                with(
                    BASE,
                    Map.of("priority", "100", "addresses", "[192.0.2.10/24, 192.0.2.12/24]"))),
            "log-level: debug\n");
    assertEquals(
        List.of(
            "vipd.yaml: log-level info -> debug: the next line of the log goes by it",
            "web: priority 150 -> 100: stays ACTIVE until a node of higher priority preempts it",
            "web: addresses 192.0.2.10/24 192.0.2.11/24 -> 192.0.2.10/24 192.0.2.12/24:"
                + " +192.0.2.12/24 -192.0.2.11/24, while the others stay"),
        plan(before, after, "web"));
  }

  @Test
  void groupsComeAndGo() throws IOException {
    Map<String, String> mail = with(BASE, Map.of("vrid", "52", "addresses", "[192.0.2.20/24]"));
    Config before = load(Map.of("web", BASE));
    Config after = load(Map.of("mail", mail));
    assertEquals(
        List.of(
            "mail: added: virtual router 52 on eth0, priority 150",
            "web: removed: hands over, and its addresses go"),
        plan(before, after, "web"));
    Config drained =
        load(Map.of("web", with(BASE, Map.of("hooks", "{ drain: /bin/true, drain-timeout: 3s }"))));
    assertEquals(
        "web: removed: is drained for up to 3s, hands over, and its addresses go",
        plan(drained, after, "web").getLast());
  }

  @Test
  void groupsThatBeginToMoveTogetherAreAChangeOfTheNode() throws IOException {
    Map<String, String> mail = with(BASE, Map.of("vrid", "52", "addresses", "[192.0.2.20/24]"));
    Map<String, Map<String, String>> groups = Map.of("web", BASE, "mail", mail);
    assertEquals(
        List.of(
            "vipd.yaml: sync none -> site: [web, mail]: they move together from now on; what is wrong"
                + " with one is wrong with all"),
        plan(load(groups), load(groups, "sync: { site: [web, mail] }\n"), "web"));
  }

  @Test
  void anotherNameOfTheSameRouterIsNoNewGroup() throws IOException {
    Config before = load(Map.of("web", BASE));
    Config after = load(Map.of("shop", with(BASE, Map.of("preempt", "false"))));
    assertEquals(
        List.of(
            "shop: renamed from web: its virtual router goes on as it is",
            "shop: preempt true -> false: counts at the next advert that is heard"),
        plan(before, after, "web"));
  }

  @Test
  void swappedVridsAreToldFromNewOnes() throws IOException {
    Map<String, String> mail = with(BASE, Map.of("vrid", "52", "addresses", "[192.0.2.20/24]"));
    Config before = load(Map.of("web", BASE, "mail", mail));
    Config swapped =
        load(
            Map.of(
                "web", with(BASE, Map.of("vrid", "52")), "mail", with(mail, Map.of("vrid", "51"))));
    assertEquals(
        "web: vrid 51 -> 52: its addresses are those of virtual router 52 on eth0 from now on,"
            + " whose role stays what it is",
        plan(before, swapped, "web", "mail").getLast());
    Config moved = load(Map.of("web", with(BASE, Map.of("vrid", "53")), "mail", mail));
    assertEquals(
        List.of(
            "web: vrid 51 -> 53: leaves virtual router 51 on eth0, and begins anew as virtual"
                + " router 53 on eth0, without its addresses until then"),
        plan(before, moved, "web"));
  }
}
