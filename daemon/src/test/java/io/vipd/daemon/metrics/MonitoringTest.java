package io.vipd.daemon.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.vipd.daemon.control.Pictures;
import io.vipd.daemon.http.Nodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The dashboard and the alerts ask for metrics that there are. */
class MonitoringTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("basedir", "")).resolve("../packaging/monitoring");
  private static final Pattern NAME = Pattern.compile("\\b(?:vipd|process|jvm)_[a-z_]+[a-z]\\b");

  /** The names under which samples stand in the exposition. */
  private static Set<String> served() {
    return Stream.of(
            Pictures.node(Pictures.web(), Pictures.mail()), Pictures.node(Pictures.inMaintenance()))
        .map(node -> Exposition.PROMETHEUS.write(node, Nodes.counters(), Nodes.NOW, 0))
        .flatMap(text -> new String(text, UTF_8).lines())
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.replaceFirst("[{ ].*", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> asked(String text) {
    return NAME.matcher(text)
        .results()
        .map(result -> result.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void assertServed(Set<String> asked, int atLeast) {
    assertTrue(asked.size() >= atLeast, "found only " + asked);
    asked.removeAll(served());
    assertEquals(Set.of(), asked);
  }

  @Test
  void everyMetricOfTheAlertsIsServed() throws IOException {
    assertServed(asked(Files.readString(FOLDER.resolve("vipd.rules.yaml"))), 10);
  }

  @Test
  void everyMetricOfTheDashboardIsServed() throws IOException {
    assertServed(asked(Files.readString(FOLDER.resolve("vipd.dashboard.json"))), 20);
  }

  @Test
  void everyPanelOfTheDashboardHasATitleAPlaceAndAQuestion() throws IOException {
    JsonElement dashboard =
        JsonParser.parseString(Files.readString(FOLDER.resolve("vipd.dashboard.json")));
    Set<Integer> ids = new TreeSet<>();
    for (JsonElement element : dashboard.getAsJsonObject().getAsJsonArray("panels")) {
      var panel = element.getAsJsonObject();
      assertTrue(ids.add(panel.get("id").getAsInt()), panel.toString());
      assertTrue(!panel.get("title").getAsString().isBlank(), panel.toString());
      var place = panel.getAsJsonObject("gridPos");
      assertTrue(place.get("x").getAsInt() + place.get("w").getAsInt() <= 24, panel.toString());
      if (!panel.get("type").getAsString().equals("row")) {
        assertTrue(panel.getAsJsonArray("targets").size() > 0, panel.toString());
      }
    }
    assertTrue(ids.size() > 15, ids.toString());
  }
}
