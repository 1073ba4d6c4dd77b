package io.vipd.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.vipd.daemon.config.Schema.Absent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The samples under {@code conf/} are valid, complete, and fit each other. */
class SamplesTest {
  static final Path CONF = Path.of("..", "conf");

  @Test
  void theCommentedSampleIsValidWithoutAWarning() {
    assertEquals(List.of("web"), load(CONF).groups().stream().map(GroupConfig::name).toList());
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
        List.of("crossed-vips", "haproxy", "nginx-pair", "postgresql", "redis", "unicast-pair"),
        pairs.stream().map(pair -> pair.getFileName().toString()).toList());
    return pairs.stream()
        .map(pair -> dynamicTest(pair.getFileName().toString(), () -> agree(pair)));
  }

  private static void agree(Path pair) {
    List<GroupConfig> ours = load(pair.resolve("node-a")).groups();
    List<GroupConfig> theirs = load(pair.resolve("node-b")).groups();
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
      assertEquals(a.checks(), b.checks());
      assertEquals(a.preempt(), b.preempt());
      assertNotEquals(a.priority(), b.priority());
      if (!a.peers().isEmpty()) {
        assertEquals(List.of(a.source()), b.peers());
        assertEquals(List.of(b.source()), a.peers());
      }
    }
  }

  private static Config load(Path folder) {
    return switch (ConfigLoader.load(folder)) {
      case Loaded.Valid(Config config, List<Problem> warnings) -> {
        assertEquals(List.of(), warnings);
        yield config;
      }
      case Loaded.Invalid(List<Problem> problems) -> throw new AssertionError(problems);
    };
  }
}
