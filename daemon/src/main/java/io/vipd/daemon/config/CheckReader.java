package io.vipd.daemon.config;

import io.vipd.health.CheckSpec;
import java.time.Duration;
import java.util.List;

/** Reads one entry of {@code checks}. */
final class CheckReader {
  private static final List<String> KINDS = List.of("script", "http", "tcp", "process");
  private static final Form<Duration> EVERY =
      Forms.duration("10ms", "1h", "", "write how often to check, such as 1s");
  private static final Form<Duration> TIMEOUT =
      Forms.duration("10ms", "1h", "", "write how long a run may take, such as 500ms");
  private static final Form<Integer> IN_A_ROW =
      Forms.whole(1, 1000, "", "write how many results in a row it takes");
  private static final Form<Integer> WEIGHT =
      Forms.whole(
          -253, 253, "", "write what a failed check takes from the priority, such as -60, or 0");

  private CheckReader() {}

  /** The check, which means something only when the findings are sound. */
  static CheckConfig read(String name, Mapping check) {
    CheckSpec spec = spec(check);
    boolean process = check.has("process");
    Duration every = check.read("every", EVERY);
    Duration timeout = check.read("timeout", TIMEOUT);
    Integer rise = check.read("rise", IN_A_ROW);
    Integer fall = check.read("fall", IN_A_ROW);
    if (timeout != null && timeout.compareTo(every) > 0) {
      check.warn(
          "timeout",
          check.shown("timeout")
              + " is longer than the time from one run to the next, so a slow run delays the ones"
              + " after it; make it at most as long as every");
    }
    if (spec != null && Targets.needsName(spec)) {
      String kind = spec instanceof CheckSpec.Http ? "http" : "tcp";
      check.warn(
          kind,
          check.shown(kind)
              + " needs a name server, whose failure would look like the service's; write the"
              + " address");
    }
    return new CheckConfig(
        name,
        spec,
        every,
        timeout == null ? every : timeout,
        rise != null ? rise : process ? 1 : 2,
        fall != null ? fall : process ? 1 : 3,
        check.read("weight", WEIGHT));
  }

  /** What is checked; null when that has an error. */
  private static CheckSpec spec(Mapping check) {
    List<String> given = KINDS.stream().filter(check::has).toList();
    if (given.size() > 1) {
      check.error(
          given.get(1),
          "stands beside " + given.getFirst() + "; a check asks one thing, so make it two checks");
    }
    if (!check.mentions(KINDS)) {
      check.error("checks nothing; give it one of script, http, tcp or process");
    }
    CheckSpec spec = null;
    for (String kind : given) {
      spec =
          switch (kind) {
            case "script" -> script(check);
            case "http" -> check.read("http", Targets::http);
            case "tcp" -> check.read("tcp", Targets::tcp);
            default -> process(check);
          };
    }
    return spec;
  }

  private static CheckSpec script(Mapping check) {
    List<String> command = check.command("script");
    return command == null ? null : new CheckSpec.Script(command);
  }

  private static CheckSpec process(Mapping check) {
    if (!check.isMapping("process")) {
      return check.read("process", Targets::process);
    }
    Mapping process = check.mapping("process", Schema.PROCESS);
    CheckSpec byName = process.read("name", Targets::process);
    CheckSpec byPidFile = process.read("pid-file", Targets::pidFile);
    if (process.has("name") && process.has("pid-file")) {
      process.error("pid-file", "stands beside name; keep one of the two");
    }
    if (!process.mentions(Schema.PROCESS.names())) {
      process.error("names no process; give it pid-file or name");
    }
    return byName == null ? byPidFile : byName;
  }
}
