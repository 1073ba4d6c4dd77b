package io.vipd.vrrp;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.wire.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The conformance ledger RFC9568.md names a test or a reason for every rule, and the tests exist.
 */
class LedgerTest {
  private static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Path CHECKOUT = MODULE.getParent();
  private static final Pattern RULE = Pattern.compile("([A-Z])([1-9][0-9]*)");

  /** A section with errata; of the draft, whose sections nobody cites, the subject or its name. */
  private static final Pattern WHERE =
      Pattern.compile("[1-9](\\.[0-9]+)*(, E[0-9]{4})*|[A-Z][A-Za-z]+|draft");

  private static final Pattern DIFFERENCE = Pattern.compile("(?m)^- \\*\\*([A-Z0-9, ]+)\\*\\* ");
  private static final Pattern DECISION = Pattern.compile("\\]\\(\\.\\./(daemon/adr/[^)]+)\\)");
  private static final Pattern NOT_APPLICABLE = Pattern.compile("n/a: \\S.{10,}");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Test)\\.(\\w+)`");

  private final String ledger = read(MODULE.resolve("RFC9568.md"));
  private final List<Map<String, String>> rows = rows(ledger);
  private final Map<String, String> sources = testSources();

  @Test
  void everyRowHasItsOwnNumberItsSectionItsLevelAndASentence() {
    Map<String, Integer> last = new HashMap<>();
    for (Map<String, String> row : rows) {
      Matcher rule = RULE.matcher(row.get("Rule"));
      assertTrue(rule.matches(), row::toString);
      int number = Integer.parseInt(rule.group(2));
      assertEquals(last.getOrDefault(rule.group(1), 0) + 1, number, row::toString);
      last.put(rule.group(1), number);
      assertTrue(WHERE.matcher(where(row)).matches(), row::toString);
      assertTrue(Set.of("MUST", "SHOULD", "MAY").contains(row.get("Level")), row::toString);
      assertTrue(row.get("What it says").endsWith("."), row::toString);
    }
    assertEquals(
        Set.of("R", "T", "A", "C"),
        last.keySet(),
        "a table for each RFC, for authentication and for the checks");
  }

  @Test
  void everyRowNamesTestsThatExistOrSaysWhyThereIsNone() {
    List<String> missing = new ArrayList<>();
    for (Map<String, String> row : rows) {
      for (String column : List.of("Positive", "Negative")) {
        String cell = row.get(column);
        if (!NOT_APPLICABLE.matcher(cell).matches()) {
          assertEquals("", TEST.matcher(cell).replaceAll("").replace(", ", ""), row::toString);
          TEST.matcher(cell)
              .results()
              .filter(test -> !isTest(test.group(1), test.group(2)))
              .forEach(test -> missing.add(row.get("Rule") + " " + test.group()));
          assertTrue(TEST.matcher(cell).find(), row::toString);
        }
      }
    }
    assertEquals(List.of(), missing, "tests that do not exist");
  }

  @Test
  void everyRefusalIsARowOfTheReceiveChecks() {
    Set<String> named = new TreeSet<>();
    for (Map<String, String> row : rows) {
      String verdict = row.get("Verdict");
      if (verdict != null && !NOT_APPLICABLE.matcher(verdict).matches()) {
        named.add(verdict.replace("`", ""));
      }
    }
    assertEquals(
        Stream.of(Verdict.values())
            .filter(verdict -> !verdict.accepted())
            .map(Verdict::name)
            .collect(toCollection(TreeSet::new)),
        named);
  }

  @Test
  void theRowsThatSpeakOfUsAreTheDifferencesAndTheirDecisionsExist() {
    Set<String> listed = new TreeSet<>();
    DIFFERENCE
        .matcher(ledger)
        .results()
        .forEach(point -> listed.addAll(List.of(point.group(1).split(", "))));
    Set<String> told = new TreeSet<>();
    for (Map<String, String> row : rows) {
      if (row.get("What it says").contains("vipd")) {
        told.add(row.get("Rule"));
      }
    }
    assertEquals(told, listed);
    List<Path> decisions =
        DECISION.matcher(ledger).results().map(link -> CHECKOUT.resolve(link.group(1))).toList();
    assertEquals(8, decisions.size());
    decisions.forEach(decision -> assertTrue(Files.exists(decision), decision::toString));
  }

  private static String where(Map<String, String> row) {
    return row.containsKey("Subject") ? row.get("Subject") : row.get("Section");
  }

  /** Whether the class has a method of that name that JUnit runs. */
  private boolean isTest(String className, String method) {
    String source = sources.getOrDefault(className, "");
    Matcher declaration =
        Pattern.compile("\n  (void|Stream<DynamicTest>) " + method + "\\(").matcher(source);
    if (!declaration.find()) {
      return false;
    }
    // Annotations stand between the end of the member before and the declaration.
    String before = source.substring(0, declaration.start() + 1);
    String annotations = before.substring(Math.max(0, before.lastIndexOf("\n\n")));
    return annotations.matches("(?s).*@(Parameterized)?Test(Factory)?\\b.*");
  }

  /** The rows of all tables, each cell under its column's name. */
  private static List<Map<String, String>> rows(String ledger) {
    List<Map<String, String>> rows = new ArrayList<>();
    List<String> columns = List.of();
    for (String line : ledger.lines().toList()) {
      if (!line.startsWith("|")) {
        columns = List.of();
        continue;
      }
      List<String> cells = Stream.of(line.substring(1).split("\\|")).map(String::strip).toList();
      if (columns.isEmpty()) {
        columns = cells;
      } else if (!cells.getFirst().startsWith("--")) {
        assertEquals(columns.size(), cells.size(), line);
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < cells.size(); i++) {
          row.put(columns.get(i), cells.get(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** The sources of all test classes of all modules, by their names; two may have one name. */
  private static Map<String, String> testSources() {
    Map<String, String> sources = new HashMap<>();
    for (Path folder : testFolders()) {
      try (Stream<Path> files = Files.walk(folder)) {
        files
            .filter(file -> file.toString().endsWith("Test.java"))
            .forEach(file ->
                sources.merge(
                    file.getFileName().toString().replace(".java", ""),
                    read(file),
                    String::concat));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return sources;
  }

  private static List<Path> testFolders() {
    return Stream.of("vrrp-proto", "arp", "health-scripts", "daemon", ".")
        .map(module -> CHECKOUT.resolve(module, "src/test/java"))
        .toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
