package io.vipd.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What one group file can have wrong, as text files of cases with the words that are said. */
class MistakesTest {
  private static final String BASE =
      """
      vrid: 51
      interface: eth0
      addresses: [192.0.2.10/24]
      """;

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> everyMistakeInAKeyIsNamedWithItsPlace() throws IOException {
    return cases("group-mistakes.txt")
        .map(c -> dynamicTest(c.name(), () -> assertEquals(c.said(), problems(BASE + c.text()))));
  }

  @TestFactory
  Stream<DynamicTest> everyMistakeInAFileIsNamedWithItsPlace() throws IOException {
    return cases("file-mistakes.txt")
        .map(c -> dynamicTest(c.name(), () -> assertEquals(c.said(), problems(c.text()))));
  }

  @TestFactory
  Stream<DynamicTest> whatIsUnwiseIsAWarning() throws IOException {
    return cases("group-warnings.txt")
        .map(c -> dynamicTest(c.name(), () -> assertEquals(c.said(), warnings(BASE + c.text()))));
  }

  private List<String> problems(String text) throws IOException {
    return said(assertInstanceOf(Loaded.Invalid.class, load(text)).problems());
  }

  private List<String> warnings(String text) throws IOException {
    return said(assertInstanceOf(Loaded.Valid.class, load(text)).warnings());
  }

  private Loaded load(String text) throws IOException {
    Files.createDirectories(folder.resolve("groups"));
    Files.writeString(folder.resolve("groups/web.yaml"), text);
    return ConfigLoader.load(folder, new Machine(true, 0, null, List.of(), null));
  }

  private List<String> said(List<Problem> problems) {
    return problems.stream().map(p -> p.toString().replace(folder + "/groups/", "")).toList();
  }

  private record Case(String name, String text, List<String> said) {}

  private static Stream<Case> cases(String resource) throws IOException {
    List<Case> cases = new ArrayList<>();
    try (InputStream in = MistakesTest.class.getResourceAsStream(resource)) {
      String[] blocks = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^== ");
      for (String block : List.of(blocks).subList(1, blocks.length)) {
        List<String> lines = block.lines().toList();
        StringBuilder text = new StringBuilder();
        List<String> said = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
          if (line.startsWith("=> ")) {
            said.add(line.substring(3));
          } else {
            text.append(line).append('\n');
          }
        }
        cases.add(new Case(lines.getFirst(), text.toString(), said));
      }
    }
    assertFalse(cases.isEmpty());
    return cases.stream();
  }
}
