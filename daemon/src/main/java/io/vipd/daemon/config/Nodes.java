package io.vipd.daemon.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** What YAML nodes are and hold, before anybody knows what they mean. */
final class Nodes {
  private Nodes() {}

  /**
   * A key and what it stands before.
   *
   * @param name the key's text
   * @param place where the key stands
   * @param value what follows it
   */
  record Entry(String name, Place place, Node value) {}

  /** Where a node begins. */
  static Place place(Path file, Node node) {
    return new Place(file, node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1);
  }

  /**
   * Where the value of a key stands in a file that was read before, by the keys that lead to it;
   * where there is no such key, the innermost mapping that there is, or the whole file.
   */
  static Place find(Path file, String... keys) {
    Node node = YamlFile.read(file, new Findings()).orElse(null);
    Place found = Place.whole(file);
    for (String key : keys) {
      Node value = null;
      if (node instanceof MappingNode map) {
        for (Entry entry : entries(map, file, "", new Findings())) {
          value = entry.name().equals(key) ? entry.value() : value;
        }
      }
      if (value == null) {
        return found;
      }
      node = value;
      found = place(file, node);
    }
    return found;
  }

  /** Whether nothing, or {@code null} without quotes, stands there. */
  static boolean isNothing(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  /** Whether an explicit tag asks for something that values here cannot be. */
  static boolean hasForeignTag(Node node) {
    return switch (node.getNodeId()) {
      case mapping -> !node.getTag().equals(Tag.MAP);
      case sequence -> !node.getTag().equals(Tag.SEQ);
      default -> !node.getTag().startsWith(Tag.PREFIX) || node.getTag().equals(Tag.BINARY);
    };
  }

  /** What kind of node it is, for a message. */
  static String kind(Node node) {
    return switch (node.getNodeId()) {
      case mapping -> "a mapping";
      case sequence -> "a list";
      default -> isNothing(node) ? "nothing" : "a single value";
    };
  }

  /**
   * Keys and values in file order. Keys that are no text or stand there already are reported and
   * left out.
   *
   * @param path the mapping's own path; empty for the file's
   */
  static List<Entry> entries(MappingNode map, Path file, String path, Findings findings) {
    String before = path.isEmpty() ? "" : path + ".";
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : map.getValue()) {
      Place place = place(file, tuple.getKeyNode());
      Node value = tuple.getValueNode();
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        findings.error(
            place,
            (path.isEmpty() ? "" : path + ": ")
                + kind(tuple.getKeyNode())
                + " stands where a key belongs; write lines of the form 'key: value'");
        continue;
      }
      String shown = before + Spelling.show(key.getValue());
      Entry earlier = entries.get(key.getValue());
      if (earlier != null) {
        findings.error(
            place, shown + ": stands at " + earlier.place() + " already; keep one of the two");
        continue;
      }
      entries.put(key.getValue(), new Entry(key.getValue(), place, value));
    }
    return List.copyOf(entries.values());
  }
}
