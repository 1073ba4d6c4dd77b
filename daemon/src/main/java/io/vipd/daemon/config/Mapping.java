package io.vipd.daemon.config;

import io.vipd.daemon.config.Nodes.Entry;
import io.vipd.daemon.config.Schema.Absent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One mapping of a file, its keys checked against the {@link Schema}. Whatever is asked of it and
 * found wrong becomes an error at the value's place; the answer is then the default, or null where
 * the key has none, so that reading can go on to the next error.
 *
 * <p>Values are judged by their text, never by the type that YAML 1.1 sees in it ({@code on},
 * {@code 010}, {@code 12:30}). Reading goes as deep as the schema, so anchors that contain
 * themselves are harmless.
 */
final class Mapping {
  private final Schema schema;
  private final String path;
  private final Place place;
  private final Findings findings;
  private final Map<String, Node> values = new LinkedHashMap<>();
  // Keys whose absence another error explains already.
  private final Set<String> excused = new HashSet<>();

  private Mapping(Schema schema, String path, Place place, Findings findings) {
    this.schema = schema;
    this.path = path;
    this.place = place;
    this.findings = findings;
  }

  /**
   * A list under a name that the user chose.
   *
   * @param path the name after those of the mappings around it
   * @param place where the list stands
   * @param size how many items it has, with those that are wrong
   * @param values those that are not
   */
  record Items<T>(String name, String path, Place place, int size, List<Located<T>> values) {}

  /** The mapping that a file consists of. */
  static Mapping root(Node node, Schema schema, Path file, Findings findings) {
    Mapping mapping = new Mapping(schema, "", Nodes.place(file, node), findings);
    mapping.fill(node, mapping.place);
    return mapping;
  }

  /** A mapping without keys, for a file whose keys are all optional and that is not there. */
  static Mapping empty(Schema schema, Path file, Findings findings) {
    return new Mapping(schema, "", Place.whole(file), findings);
  }

  /** Where a key's value stands; where the mapping itself begins if the key is not there. */
  Place place(String key) {
    return has(key) ? Nodes.place(place.file(), values.get(key)) : place;
  }

  boolean has(String key) {
    return values.containsKey(schema.key(key).name());
  }

  /** Whether one of these is there or has an error that says why it is not. */
  boolean mentions(List<String> keys) {
    return keys.stream().anyMatch(key -> has(key) || excused.contains(key));
  }

  boolean isMapping(String key) {
    return has(key) && values.get(key) instanceof MappingNode;
  }

  /** How many items the list has, with those that are wrong; -1 where there is no list. */
  int size(String key) {
    return has(key) && values.get(key) instanceof SequenceNode list ? list.getValue().size() : -1;
  }

  /** Whether a mapping without any key stands there. */
  boolean isEmptyMapping(String key) {
    return isMapping(key) && ((MappingNode) values.get(key)).getValue().isEmpty();
  }

  /** A single value as it stands in the file, fit for a message. */
  String shown(String key) {
    return has(key) && values.get(key) instanceof ScalarNode scalar
        ? Spelling.show(scalar.getValue())
        : "";
  }

  /** Reports an error of a key's value. */
  void error(String key, String message) {
    findings.error(place(key), at(key) + ": " + message);
  }

  /** Reports something unwise about a key's value. */
  void warn(String key, String message) {
    findings.warn(place(key), at(key) + ": " + message);
  }

  /** Reports an error of this mapping as a whole. */
  void error(String message) {
    findings.error(place, path + ": " + message);
  }

  /** A single value; its default, or null, when it is not there or not of this form. */
  <T> T read(String key, Form<T> form) {
    Located<T> located = locate(key, form);
    if (located != null) {
      return located.value();
    }
    return schema.key(key).absent() instanceof Absent.Default(String text)
        ? byDefault(text, form)
        : null;
  }

  /** A single value with its place; null when it is not there or not of this form. */
  <T> Located<T> locate(String key, Form<T> form) {
    if (!has(key)) {
      missing(key);
      return null;
    }
    return item(at(key), values.get(key), form).orElse(null);
  }

  /** A single value that no message may show; null when it is not there or not of this form. */
  <T> T secret(String key, Form<T> form) {
    if (!has(key)) {
      missing(key);
      return null;
    }
    return value(at(key), values.get(key), form, "").map(Located::value).orElse(null);
  }

  /** The values of a list with their places, without those that are not of this form. */
  <T> List<Located<T>> list(String key, Form<T> form) {
    if (!has(key)) {
      missing(key);
      return List.of();
    }
    return items(at(key), values.get(key), form);
  }

  private <T> List<Located<T>> items(String shown, Node node, Form<T> form) {
    if (tagged(shown, node)) {
      return List.of();
    }
    List<Located<T>> items = new ArrayList<>();
    Place there = Nodes.place(place.file(), node);
    switch (node.getNodeId()) {
      case sequence -> {
        for (Node item : ((SequenceNode) node).getValue()) {
          item(shown, item, form).ifPresent(items::add);
        }
      }
      case scalar ->
          findings.error(
              there,
              shown
                  + ": "
                  + Spelling.show(((ScalarNode) node).getValue())
                  + " stands alone where a list belongs; put [ ] around it");
      default ->
          findings.error(there, shown + ": a mapping stands where a list belongs; write [a, b]");
    }
    return List.copyOf(items);
  }

  /**
   * The lists inside a mapping whose keys the user chooses, in file order.
   *
   * @param naming the form of those keys
   * @param noun what such a key is called
   */
  <T> List<Items<T>> lists(String key, Form<String> naming, Form<T> form, String noun) {
    List<Items<T>> lists = new ArrayList<>();
    for (Entry entry : chosen(key, noun, "[a, b]")) {
      String shown = at(key) + "." + schema.show(entry.name());
      try {
        String name = naming.read(entry.name());
        Node node = entry.value();
        int size = node instanceof SequenceNode list ? list.getValue().size() : 0;
        Place there = Nodes.place(place.file(), node);
        lists.add(new Items<>(name, shown, there, size, items(shown, node, form)));
      } catch (Refused e) {
        findings.error(entry.place(), shown + ": this " + noun + " " + e.getMessage());
      }
    }
    return lists;
  }

  /** The entries of a mapping whose keys the user chooses. */
  private List<Entry> chosen(String key, String noun, String value) {
    if (!has(key) || tagged(at(key), values.get(key))) {
      return List.of();
    }
    if (!(values.get(key) instanceof MappingNode map)) {
      error(
          key,
          Nodes.kind(values.get(key))
              + " stands where a mapping belongs; write lines of the form '"
              + noun
              + ": "
              + value
              + "'");
      return List.of();
    }
    return Nodes.entries(map, place.file(), at(key), findings);
  }

  /**
   * A program and its arguments, as one string or as a list; null when it is not there or wrong.
   */
  List<String> command(String key) {
    int size = size(key);
    if (size < 0) {
      return read(key, CommandLine::split);
    }
    List<String> words = list(key, Form.TEXT).stream().map(Located::value).toList();
    try {
      // With a word missing, another error has been reported.
      return words.size() < size ? null : CommandLine.checked(words);
    } catch (Refused e) {
      error(key, e.getMessage());
      return null;
    }
  }

  /** A mapping inside this one; one without keys when it is not there or no mapping. */
  Mapping mapping(String key, Schema inner) {
    Mapping mapping = new Mapping(inner, at(key), place(key), findings);
    if (has(key)) {
      mapping.fill(values.get(key), place(key));
    }
    return mapping;
  }

  /**
   * The mappings inside a mapping whose keys the user chooses, in file order.
   *
   * @param naming the form of those keys
   * @param noun what such a key is called
   */
  <N> Map<N, Mapping> named(String key, Schema inner, Form<N> naming, String noun) {
    Map<N, Mapping> mappings = new LinkedHashMap<>();
    for (Entry entry : chosen(key, noun, "{ .. }")) {
      String name = at(key) + "." + inner.show(entry.name());
      try {
        Mapping mapping = new Mapping(inner, name, entry.place(), findings);
        Mapping earlier = mappings.putIfAbsent(naming.read(entry.name()), mapping);
        if (earlier != null) {
          findings.error(
              entry.place(),
              name + ": stands at " + earlier.place + " already; keep one of the two");
          continue;
        }
        mapping.fill(entry.value(), Nodes.place(place.file(), entry.value()));
      } catch (Refused e) {
        findings.error(entry.place(), name + ": this " + noun + " " + e.getMessage());
      }
    }
    return mappings;
  }

  private void fill(Node node, Place there) {
    if (tagged(path, node)) {
      excused.addAll(schema.names());
      return;
    }
    if (!(node instanceof MappingNode map)) {
      findings.error(
          there,
          (path.isEmpty() ? "" : path + ": ")
              + Nodes.kind(node)
              + " stands where a mapping belongs; write "
              + (path.isEmpty()
                  ? "lines of the form 'key: value', with a space after the colon"
                  : "one with keys of " + String.join(", ", schema.names())));
      excused.addAll(schema.names());
      return;
    }
    for (Entry entry : Nodes.entries(map, place.file(), path, findings)) {
      String name = entry.name();
      if (!schema.names().contains(name)) {
        unknown(entry);
      } else if (Nodes.isNothing(entry.value())) {
        excused.add(name);
        findings.error(
            Nodes.place(place.file(), entry.value()),
            at(name)
                + ": has no value; "
                + (schema.key(name).absent() instanceof Absent.Missing(String example)
                    ? "write for instance " + example
                    : "give it one, or remove the key"));
      } else {
        values.put(name, entry.value());
      }
    }
  }

  private void unknown(Entry entry) {
    String message;
    String home = Schema.homesOf(entry.name());
    Optional<String> meant = Spelling.nearest(entry.name(), schema.names());
    String shown =
        home.isEmpty() && meant.isEmpty() ? schema.show(entry.name()) : Spelling.show(entry.name());
    if (entry.name().equals("<<")) {
      message = "merging is not supported; write the keys out";
    } else if (!home.isEmpty()) {
      message =
          "belongs in "
              + home
              + ", not here; move it there, or write one of "
              + String.join(", ", schema.names());
    } else if (meant.isPresent()) {
      excused.add(meant.get());
      message = "unknown key; did you mean " + meant.get() + "?";
    } else {
      message = "unknown key; known here are " + String.join(", ", schema.names());
    }
    findings.error(entry.place(), at(shown) + ": " + message);
  }

  private <T> Optional<Located<T>> item(String path, Node node, Form<T> form) {
    return value(
        path,
        node,
        form,
        node instanceof ScalarNode scalar ? Spelling.show(scalar.getValue()) : "");
  }

  /** The value of a node, which messages show in these words. */
  private <T> Optional<Located<T>> value(String path, Node node, Form<T> form, String shown) {
    Place there = Nodes.place(place.file(), node);
    String message;
    if (!(node instanceof ScalarNode scalar) || Nodes.isNothing(node)) {
      message = Nodes.kind(node) + " stands where a single value belongs; write one value";
    } else if (tagged(path, node)) {
      return Optional.empty();
    } else {
      try {
        return Optional.of(new Located<>(form.read(scalar.getValue()), there));
      } catch (Refused e) {
        message = (shown.isEmpty() ? "" : shown + " ") + e.getMessage();
      }
    }
    findings.error(there, path + ": " + message);
    return Optional.empty();
  }

  /** Reports a tag that asks for what values here cannot be. */
  private boolean tagged(String shown, Node node) {
    if (!Nodes.hasForeignTag(node)) {
      return false;
    }
    findings.error(
        Nodes.place(place.file(), node),
        (shown.isEmpty() ? "" : shown + ": ")
            + Spelling.show(node.getTag().getValue())
            + " is a tag, and tags have no meaning here; remove it");
    return true;
  }

  private void missing(String key) {
    if (schema.key(key).absent() instanceof Absent.Missing(String example)
        && !excused.contains(key)) {
      findings.error(place, at(key) + ": missing; write for instance " + example);
    }
  }

  private String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static <T> T byDefault(String text, Form<T> form) {
    try {
      return form.read(text);
    } catch (Refused e) {
      throw new IllegalStateException("the default " + text + " " + e.getMessage(), e);
    }
  }
}
