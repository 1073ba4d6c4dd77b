package io.vipd.daemon.config;

import io.vipd.health.CheckSpec;
import io.vipd.health.RiseFall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Reads one entry of {@code checks}. */
final class CheckReader {
  private static final List<String> KINDS =
      List.of(
          "script",
          "http",
          "nginx-status",
          "tcp",
          "process",
          "interface",
          "file",
          "route",
          "ping",
          "neighbour");

  /** Of these the kernel tells at once, so that one result says all there is to say. */
  private static final List<String> TOLD = List.of("process", "interface", "file", "route");

  private static final Form<Duration> EVERY =
      Forms.duration("10ms", "1h", "", "write how often to check, such as 1s");
  private static final Form<Duration> TIMEOUT =
      Forms.duration("10ms", "1h", "", "write how long a run may take, such as 500ms");
  private static final Form<Duration> BACK_OFF =
      Forms.duration("10ms", "1h", "", "write how seldom to check at most while down, such as 10s");
  private static final Form<Duration> DELAY =
      Forms.duration("0s", "1h", "", "write how long it must last until it counts, such as 5s");
  private static final Form<RiseFall.Verdict> INITIAL =
      Forms.choice(
          Map.of(
              "waiting", RiseFall.Verdict.WAITING,
              "up", RiseFall.Verdict.UP,
              "down", RiseFall.Verdict.DOWN),
          "waiting, up or down");
  private static final Form<Integer> IN_A_ROW =
      Forms.whole(1, 1000, "", "write how many results in a row it takes");
  private static final Form<Integer> WEIGHT =
      Forms.whole(
          -253, 253, "", "write what a failed check takes from the priority, such as -60, or 0");

  /** Longer ones might not fit into what a new connection sends and receives at once. */
  private static final int LONGEST_TALK_BYTES = 1024;

  private static final Form<String> TALK =
      text -> {
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST_TALK_BYTES) {
          throw new Refused("is longer than " + LONGEST_TALK_BYTES + " bytes; shorten it");
        }
        return text;
      };

  private CheckReader() {}

  /** The check, which means something only when the findings are sound. */
  static CheckConfig read(String name, Mapping check, ScriptFiles scripts) {
    Integer weight = check.read("weight", WEIGHT);
    CheckSpec spec = spec(check, weight, scripts);
    boolean told = check.mentions(TOLD);
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
    Duration backOff = check.read("back-off", BACK_OFF);
    if (backOff != null && backOff.compareTo(every) < 0) {
      check.error(
          "back-off",
          check.shown("back-off")
              + " is shorter than every, so it would never come to anything; make it longer, or"
              + " remove it");
    }
    if (spec != null && Targets.needsName(spec)) {
      String kind = KINDS.stream().filter(check::has).findFirst().orElseThrow();
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
        rise != null ? rise : told ? 1 : 2,
        fall != null ? fall : told ? 1 : 3,
        weight,
        backOff == null ? every : backOff,
        check.read("init", INITIAL),
        check.read("up-delay", DELAY),
        check.read("down-delay", DELAY));
  }

  /** What is checked; null when that has an error. */
  private static CheckSpec spec(Mapping check, Integer weight, ScriptFiles scripts) {
    List<String> given = KINDS.stream().filter(check::has).toList();
    if (given.size() > 1) {
      check.error(
          given.get(1),
          "stands beside " + given.getFirst() + "; a check asks one thing, so make it two checks");
    }
    if (!check.mentions(KINDS)) {
      check.error(
          "checks nothing; give it one of "
              + String.join(", ", KINDS.subList(0, KINDS.size() - 1))
              + " or "
              + KINDS.getLast());
    }
    CheckSpec spec = null;
    for (String kind : given) {
      spec =
          switch (kind) {
            case "script" -> script(check, scripts);
            case "http" -> HttpReader.http(check);
            case "nginx-status" -> HttpReader.nginxStatus(check);
            case "tcp" -> tcp(check);
            case "process" -> process(check);
            case "interface" -> TrackReader.link(check);
            case "file" -> TrackReader.file(check, weight);
            case "route" -> check.read("route", TrackReader::route);
            case "ping" -> check.read("ping", TrackReader::ping);
            default -> TrackReader.neighbour(check);
          };
    }
    return spec;
  }

  private static CheckSpec script(Mapping check, ScriptFiles scripts) {
    if (!check.isMapping("script")) {
      List<String> command = check.command("script");
      scripts.examine(check, "script", command);
      return command == null ? null : new CheckSpec.Script(command);
    }
    Mapping script = check.mapping("script", Schema.SCRIPT);
    List<String> command = script.command("command");
    scripts.examine(script, "command", command);
    List<Path> paths =
        script.list("when-changed", Forms.PATH).stream().map(Located::value).toList();
    return command == null ? null : new CheckSpec.Script(command, paths);
  }

  private static CheckSpec tcp(Mapping check) {
    if (!check.isMapping("tcp")) {
      return check.read("tcp", Targets::tcp);
    }
    Mapping tcp = check.mapping("tcp", Schema.TCP);
    CheckSpec.Tcp target = tcp.read("target", Targets::tcp);
    String send = tcp.read("send", TALK);
    String expect = tcp.read("expect", TALK);
    return target == null || send == null || expect == null
        ? null
        : new CheckSpec.Tcp(target.host(), target.port(), send, expect);
  }

  private static CheckSpec process(Mapping check) {
    if (!check.isMapping("process")) {
      return check.read("process", Targets::process);
    }
    Mapping process = check.mapping("process", Schema.PROCESS);
    return ProcessReader.read(process);
  }
}
