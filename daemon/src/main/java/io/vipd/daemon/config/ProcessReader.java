package io.vipd.daemon.config;

import io.vipd.health.CheckSpec;
import io.vipd.health.CheckSpec.Quorum;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads the long form of {@code process}: which processes, and how many. */
final class ProcessReader {
  private static final Form<Integer> COUNT =
      Forms.whole(0, 100_000, "", "write how many processes there must or may be");
  private static final List<String> BESIDE_PID_FILE = List.of("name", "command", "min", "max");

  private ProcessReader() {}

  /** What is checked, which means something only when the findings are sound. */
  static CheckSpec.Process read(Mapping process) {
    CheckSpec.Process byName = process.read("name", Targets::process);
    String command = process.read("command", ProcessReader::expression);
    CheckSpec.Process byPidFile = process.read("pid-file", Targets::pidFile);
    Quorum quorum = quorum(process);
    if (process.has("pid-file")) {
      BESIDE_PID_FILE.stream()
          .filter(process::has)
          .findFirst()
          .ifPresent(other ->
              process.error("pid-file", "stands beside " + other + "; keep one of the two"));
      return byPidFile;
    }
    if (!process.mentions(List.of("name", "command", "pid-file"))) {
      process.error("names no process; give it name, command or pid-file");
    }
    return new CheckSpec.Process(byName == null ? null : byName.name(), null, command, quorum);
  }

  private static Quorum quorum(Mapping process) {
    if (!process.has("min") && !process.has("max")) {
      return null;
    }
    Integer min = process.read("min", COUNT);
    Integer max = process.read("max", COUNT);
    int least = min == null ? 1 : min;
    int most = max == null ? Integer.MAX_VALUE : max;
    if (most < least) {
      process.error(
          "max",
          process.shown("max")
              + " is below min, which is "
              + least
              + "; raise it, or write min: 0 too");
      return null;
    }
    if (least == 0 && !process.has("max")) {
      process.error("min", "0 without max is always so; write max too");
    }
    return new Quorum(least, most);
  }

  private static String expression(String text) throws Refused {
    if (text.isBlank()) {
      throw new Refused("matches every command line; write a part of the one that is meant");
    }
    try {
      Pattern.compile(text);
      return text;
    } catch (PatternSyntaxException e) {
      throw new Refused(
          "is no regular expression ("
              + e.getDescription()
              + "); put a backslash before what is meant as it stands");
    }
  }
}
