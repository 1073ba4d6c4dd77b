package io.vipd.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that can never count, and nodes that do not fit each other. */
class ComparisonTest {
  private static final String WEB =
      """
      vrid: 51
      interface: eth0
      priority: 150
      addresses: [192.0.2.10/24, 192.0.2.11/24]
      """;

  private static final String BACKUP = WEB.replace("150", "100");

  @TempDir Path folder;

  private void write(String node, String group, String text) throws IOException {
    Path file = folder.resolve(node).resolve("groups").resolve(group + ".yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private Config load(String node) {
    Loaded loaded = ConfigLoader.check(folder.resolve(node), false);
    return assertInstanceOf(Loaded.Valid.class, loaded, loaded::toString).config();
  }

  private Comparison.Result compare(String... nodes) {
    return Comparison.of(
        Stream.of(nodes)
            .map(node -> new Comparison.Member(folder.resolve(node), load(node)))
            .toList());
  }

  private List<String> said(List<Problem> problems) {
    return problems.stream().map(each -> each.toString().replace(folder + "/", "")).toList();
  }

  private List<String> errors(String first, String second) throws IOException {
    write("a", "web", first);
    write("b", "web", second);
    return said(compare("a", "b").errors());
  }

  private static String check(String name, int weight) {
    return "  %s: { tcp: 80, weight: %d }\n".formatted(name, weight);
  }

  private List<String> alone(String text) throws IOException {
    write("a", "web", text);
    return switch (ConfigLoader.check(folder.resolve("a"), false)) {
      case Loaded.Valid(_, List<Problem> warnings) -> said(warnings);
      case Loaded.Invalid(List<Problem> problems) -> said(problems);
    };
  }

  @Test
  void anOwnersWeightIsRefused() throws IOException {
    assertEquals(
        List.of(
            "a/groups/web.yaml:6:28 checks.load.weight: -60 has no effect with priority 255, for an"
                + " owner's never changes (RFC 9568 5.2.4); choose a priority up to 254, or remove"
                + " the weight"),
        alone(WEB.replace("150", "255") + "checks:\n" + check("load", -60)));
  }

  @Test
  void aWeightThatTheLimitsSwallowIsRefused() throws IOException {
    assertEquals(
        List.of(
            "a/groups/web.yaml:6:28 checks.load.weight: 20 can never count, for the priority is 254"
                + " without it and 254 is the most there is; lower the priority"),
        alone(WEB.replace("150", "254") + "checks:\n" + check("load", 20)));
    assertEquals(
        List.of(
            "a/groups/web.yaml:6:28 checks.load.weight: -20 can never count, for the priority is 1"
                + " without it and 1 is the least there is; raise the priority"),
        alone(WEB.replace("150", "1") + "checks:\n" + check("load", -20)));
  }

  @Test
  void aWeightOfWhichAPartNeverCountsIsWarnedOf() throws IOException {
    assertEquals(
        List.of(
            "a/groups/web.yaml:6:28 checks.load.weight: -200 takes more than there is: with all else"
                + " well the priority is 150, and 1 is the least there is; write -149"),
        alone(WEB + "checks:\n" + check("load", -200)));
    assertEquals(
        List.of(
            "a/groups/web.yaml:6:28 checks.load.weight: 120 adds more than there is room for: with"
                + " all well the sum is 270, and 254 is the most there is, so that part of it never"
                + " counts; lower the priority by 16"),
        alone(WEB + "checks:\n" + check("load", 120)));
    assertEquals(List.of(), alone(WEB + "checks:\n" + check("load", -100) + check("disk", -100)));
  }

  @Test
  void aFilesNumberMayBeAnything() throws IOException {
    assertEquals(List.of(), alone(WEB + "checks:\n  load: { file: /run/load, weight: -200 }\n"));
    Priorities web = Comparison.priorities(load("a")).getFirst();
    assertEquals("1 254", web.lowest() + " " + web.highest());
    assertEquals(
        List.of(), errors(WEB + "checks:\n  load: { file: /run/load, weight: -1 }\n", BACKUP));
  }

  @Test
  void nodesThatDifferInTheirPriorityAloneFit() throws IOException {
    assertEquals(List.of(), errors(WEB + "checks:\n" + check("load", -60), BACKUP));
    assertEquals(List.of(), said(compare("a", "b").warnings()));
  }

  @Test
  void whatMustBeTheSameIsNamedWithBothPlaces() throws IOException {
    assertEquals(
        List.of(
            "b/groups/web.yaml:1:7 vrid: 52, and a/groups/web.yaml:1:7 has 51, so that they are two"
                + " virtual routers, both Active; write the same on all nodes",
            "b/groups/web.yaml:4:12 addresses: [192.0.2.10/24], and a/groups/web.yaml:4:12 has"
                + " [192.0.2.10/24, 192.0.2.11/24], so that a takeover leaves some of them behind;"
                + " write the same on all nodes",
            "b/groups/web.yaml:5:11 interval: 2s, and a/groups/web.yaml has 1s, so that each counts"
                + " by what the other says, or refuses it; write the same on all nodes"),
        errors(WEB, BACKUP.replace("51", "52").replace(", 192.0.2.11/24", "") + "interval: 2s\n"));
    assertEquals(List.of(), errors(WEB, BACKUP.replace("10/24, 192.0.2.11", "11/24, 192.0.2.10")));
  }

  @Test
  void aPairIsNoMoreThanTwo() throws IOException {
    assertEquals(List.of(), errors(WEB + "pair: true\n", BACKUP + "pair: true\n"));
    write("c", "web", BACKUP.replace("100", "50"));
    assertEquals(
        List.of(
            "a/groups/web.yaml:5:7 pair: true means that there is one other node, and here are 2;"
                + " write false",
            "b/groups/web.yaml:5:7 pair: true means that there is one other node, and here are 2;"
                + " write false"),
        said(compare("a", "b", "c").errors()));
  }

  @Test
  void unicastAndMulticastDoNotMeet() throws IOException {
    assertEquals(
        List.of(
            "b/groups/web.yaml:5:8 peers: adverts go by unicast here, and by multicast with"
                + " a/groups/web.yaml, so that neither hears the other; give peers to all nodes or to"
                + " none"),
        errors(WEB, BACKUP + "peers: [192.0.2.1]\n"));
  }

  @Test
  void equalPrioritiesAreAWarningAndTwoOwnersAnError() throws IOException {
    write("a", "web", WEB);
    write("b", "web", WEB);
    assertEquals(
        List.of(
            "b/groups/web.yaml:3:11 priority: 150, and a/groups/web.yaml:3:11 has the same, so that"
                + " the higher address decides who is Active; choose a lower one for the node that"
                + " should be Backup (RFC 9568 8.3.2)"),
        said(compare("a", "b").warnings()));
    assertEquals(
        List.of(
            "b/groups/web.yaml:3:11 priority: 255, and a/groups/web.yaml:3:11 has it too, but an"
                + " address has one owner; choose up to 254"),
        errors(WEB.replace("150", "255"), WEB.replace("150", "255")));
  }

  @Test
  void whatOneSignsWithMustBeKnownToTheOther() throws IOException {
    String one = "auth: { keys: { 1: { inline: 0123456789abcdef0123456789abcdef } } }\n";
    String two = "auth: { keys: { 2: { inline: 0123456789abcdef0123456789abcdef } } }\n";
    String both = one.replace(" } }\n", ", 2: { inline: fedcba9876543210fedcba9876543210 } } }\n");
    List<String> unknown = errors(WEB + one, BACKUP + two);
    assertEquals(2, unknown.size());
    assertEquals(
        "b/groups/web.yaml:5:15 auth.keys: a/groups/web.yaml signs with key 1, which is not among"
            + " [2]; add it here first",
        unknown.getFirst());
    assertEquals(
        List.of(
            "b/groups/web.yaml:5:15 auth.keys: key 2 is another one in a/groups/web.yaml; give all"
                + " nodes the same"),
        errors(WEB + two, BACKUP + both).stream()
            .distinct()
            .filter(e -> e.startsWith("b"))
            .toList());
    assertEquals(List.of(), errors(WEB + one, BACKUP + one));
    assertEquals(
        List.of(
            "b/groups/web.yaml auth: nothing here, and keys in a/groups/web.yaml; write the same"
                + " on all nodes"),
        errors(WEB + one, BACKUP));
    assertTrue(errors(WEB + one, BACKUP).stream().noneMatch(text -> text.contains("0123456789")));
  }

  @Test
  void aWeightThatIsTooSmallForTheGapIsRefusedWithTheOneItTakes() throws IOException {
    assertEquals(
        List.of(
            "a/groups/web.yaml:6:28 checks.load.weight: -20 can never move web, for this node has 130"
                + " to 150 by its checks, and %s/b 100 to 100; write -51 or lower"
                    .formatted(folder)
                    .replace(folder + "/", "")),
        errors(WEB + "checks:\n" + check("load", -20), BACKUP));
    assertEquals(List.of(), errors(WEB + "checks:\n" + check("load", -51), BACKUP));
    assertEquals(1, errors(WEB + "checks:\n" + check("load", -50), BACKUP).size());
  }

  @Test
  void weightsThatCanOnlyTogetherAreFine() throws IOException {
    assertEquals(
        List.of(), errors(WEB + "checks:\n" + check("load", -30) + check("disk", -30), BACKUP));
    // The backup's own weights widen what can happen.
    assertEquals(
        List.of(),
        errors(WEB + "checks:\n" + check("load", -20), BACKUP + "checks:\n" + check("extra", 40)));
  }

  @Test
  void aWeightAboveZeroThatIsNotNeededIsRefused() throws IOException {
    assertEquals(
        List.of(
            "a/groups/web.yaml:6:28 checks.load.weight: 20 can never move web, for this node has 150"
                + " to 170 by its checks, and b 100 to 100; lower its priority by 51"),
        errors(WEB + "checks:\n" + check("load", 20), BACKUP));
    assertEquals(
        List.of(
            "b/groups/web.yaml:6:28 checks.load.weight: 20 can never move web, for this node has 100"
                + " to 120 by its checks, and a 150 to 150; raise its priority, or remove the"
                + " weight"),
        errors(WEB, BACKUP + "checks:\n" + check("load", 20)));
  }

  @Test
  void groupsOfDifferentNamesAndAGroupAloneAreNamed() throws IOException {
    write("a", "web", WEB);
    write("a", "mail", WEB.replace("51", "52").replace("192.0.2.1", "192.0.2.2"));
    write("b", "shop", BACKUP);
    assertEquals(
        List.of(
            "a/groups/mail.yaml is on this node alone, so nobody can take its addresses over; is it"
                + " missing in another folder?",
            "b/groups/shop.yaml is the virtual router that a/groups/web.yaml is; give both groups"
                + " one name"),
        said(compare("a", "b").warnings()).stream().sorted().toList());
  }

  @Test
  void syncGroupsAreTheSameInTheSameOrder() throws IOException {
    for (String node : List.of("a", "b")) {
      write(node, "web", node.equals("a") ? WEB : BACKUP);
      write(
          node,
          "mail",
          (node.equals("a") ? WEB : BACKUP).replace("51", "52").replace("192.0.2.1", "192.0.2.2"));
    }
    Files.writeString(folder.resolve("a/vipd.yaml"), "sync: { site: [web, mail] }\n");
    Files.writeString(folder.resolve("b/vipd.yaml"), "sync: { site: [mail, web] }\n");
    assertEquals(
        List.of(
            "b/vipd.yaml:1:7 sync: [site: [mail, web]], and a has [site: [web, mail]]; write the same"
                + " groups in the same order on all nodes, for the first one's election decides"),
        said(compare("a", "b").errors()));
    // What the checks of one member take counts for the other, too.
    Files.writeString(folder.resolve("b/vipd.yaml"), "sync: { site: [web, mail] }\n");
    write("a", "web", WEB + "checks:\n" + check("load", -30));
    write(
        "a",
        "mail",
        WEB.replace("51", "52").replace("192.0.2.1", "192.0.2.2")
            + "checks:\n"
            + check("disk", -30));
    assertEquals(List.of(), said(compare("a", "b").errors()));
    Priorities mail = Comparison.priorities(load("a")).getFirst();
    assertEquals("mail 90 150", mail.group().name() + " " + mail.lowest() + " " + mail.highest());
    assertEquals("[disk -30, load -30]", mail.weights().toString());
  }

  @Test
  void theNodesOfEveryExampleFitEachOther() throws IOException {
    List<String> problems = new ArrayList<>();
    try (Stream<Path> pairs = Files.list(SamplesTest.CONF.resolve("examples"))) {
      for (Path pair : pairs.sorted().toList()) {
        List<Comparison.Member> members = new ArrayList<>();
        for (String node : List.of("node-a", "node-b")) {
          Path there = pair.resolve(node);
          if (Files.isDirectory(there.resolve("groups"))) {
            Loaded loaded = ConfigLoader.check(there, false);
            members.add(
                new Comparison.Member(
                    there, assertInstanceOf(Loaded.Valid.class, loaded).config()));
          }
        }
        if (members.size() == 2) {
          Comparison.Result result = Comparison.of(members);
          problems.addAll(result.errors().stream().map(Problem::toString).toList());
          problems.addAll(result.warnings().stream().map(Problem::toString).toList());
        }
      }
    }
    assertEquals(List.of(), problems);
  }
}
