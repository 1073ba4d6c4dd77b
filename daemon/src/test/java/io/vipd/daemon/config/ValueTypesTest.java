package io.vipd.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The types that are told to editors are those that the reader has. */
class ValueTypesTest {
  private static final String SOUND =
      "vrid: 51\ninterface: eth0\naddresses: [192.0.2.10/24]\npeers: [192.0.2.3]\n";

  @TempDir Path folder;

  @Test
  void theReaderAcceptsTheLimitsAndNothingBeyondThem() throws IOException {
    List<String> different = new ArrayList<>();
    for (Schema.Key key : Schema.GROUP.keys()) {
      compare(Schema.GROUP, key.name(), "%s: %s%n", different);
    }
    for (Schema.Key key : Schema.ANNOUNCE.keys()) {
      compare(Schema.ANNOUNCE, key.name(), "announce: { %s: %s }%n", different);
    }
    for (Schema.Key key : Schema.CHECK.keys()) {
      compare(Schema.CHECK, key.name(), "checks: { a: { tcp: 80, %s: %s } }%n", different);
    }
    for (Schema.Key key : Schema.HOOKS.keys()) {
      compare(Schema.HOOKS, key.name(), "hooks: { %s: %s }%n", different);
    }
    assertEquals(List.of(), different);
  }

  private void compare(Schema schema, String key, String form, List<String> different)
      throws IOException {
    List<String> inside = List.of();
    List<String> outside = List.of();
    switch (ValueTypes.of(schema, key)) {
      case ValueType.Whole(int min, int max) when !key.equals("version") -> {
        inside = List.of("" + min, "" + max);
        outside = List.of("" + (min - 1), "" + (max + 1), "1.5", "one");
      }
      case ValueType.Whole _ -> outside = List.of("1", "4");
      // The interval of version 2 may be longer than that of version 3.
      case ValueType.Time(String min, String max) -> {
        inside = key.equals("interval") || key.equals("back-off") ? List.of() : List.of(min, max);
        outside = List.of("1", "2h", "soon");
      }
      case ValueType.Words(List<String> words) -> {
        inside = words;
        outside = List.of("whatever");
      }
      case ValueType.Truth _ -> {
        // Strictness is for IPv6 addresses, which this group has not.
        inside = key.equals("strict") ? List.of("false") : List.of("true", "false");
        outside = List.of("maybe");
      }
      default -> {}
    }
    for (String value : inside) {
      if (refused(key, form.formatted(key, value))) {
        different.add(schema.where() + " " + key + ": " + value + " is refused");
      }
    }
    for (String value : outside) {
      if (!refused(key, form.formatted(key, value))) {
        different.add(schema.where() + " " + key + ": " + value + " is accepted");
      }
    }
  }

  /** Whether the reader names the key in an error. */
  private boolean refused(String key, String text) throws IOException {
    Files.createDirectories(folder.resolve("groups"));
    String sound =
        SOUND
            .lines()
            .filter(line -> !text.startsWith(line.split(":")[0] + ":"))
            .reduce("", (all, line) -> all + line + "\n");
    Files.writeString(folder.resolve("groups/web.yaml"), sound + text);
    return ConfigLoader.load(folder) instanceof Loaded.Invalid(List<Problem> problems)
        && problems.stream().anyMatch(problem -> problem.toString().contains(key + ": "));
  }
}
