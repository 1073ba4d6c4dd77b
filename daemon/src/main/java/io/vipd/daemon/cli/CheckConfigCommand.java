package io.vipd.daemon.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.vipd.daemon.config.Comparison;
import io.vipd.daemon.config.Config;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.Loaded;
import io.vipd.daemon.config.Priorities;
import io.vipd.daemon.config.Problem;
import io.vipd.daemon.log.SafeText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vipctl check-config}. */
@Command(
    name = "check-config",
    header = "Find what is wrong with a configuration, or with those of several nodes.",
    description = {
      "",
      "Reads vipd.yaml and groups/*.yaml as the daemon would and lists everything that is wrong, as"
          + " file:line:column and a sentence, on stderr. Needs no daemon, and none of the"
          + " interfaces that the configuration names. Warnings do not make it fail.",
      "",
      "Looks at the programs of checks and hooks, too: one that others than root and vipd's own user"
          + " could replace, by its owner or mode or those of a folder above it, is a problem, as it"
          + " is to 'vipctl reload'; one that is not there is a warning. A daemon that starts does so"
          + " without such programs.",
      "",
      "Of several folders, one for each node, it compares the groups of the same name: VRID, version,"
          + " interval, addresses, authentication, priorities, sync groups, and whether each weight"
          + " can ever make one node better than another. Programs are not looked at then, for they"
          + " are on other machines.",
      "",
      "Where checks have weights, or there are several nodes, a table shows the lowest and the"
          + " highest priority that each group can have.",
    },
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the daemon would accept it, and the nodes fit each other",
      "1:the daemon would refuse it, or the nodes do not fit each other",
      "2:the command line is wrong"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  vipctl check-config /etc/vipd",
      "  vipctl check-config ./node-a ./node-b    the nodes of one pair",
      "  vipctl check-config ./node-a --json | jq '.problems'"
    })
final class CheckConfigCommand implements Callable<Integer> {
  private static final int WIDTH = 200;

  private final World world;
  private final ConfigChecker checker;

  @Mixin private HelpOption help;

  @Parameters(
      paramLabel = "DIR",
      arity = "1..*",
      description = "The folder that holds vipd.yaml and groups/; one for each node.")
  private List<Path> folders;

  @Option(
      names = "--json",
      description = {
        "Print one line of JSON: folder, valid, groups (their names), problems and warnings (each"
            + " with file, line, column, message), and priorities. Of several folders: valid,"
            + " folders (one such object each), problems and warnings of what does not fit."
      })
  private boolean json;

  CheckConfigCommand(World world, ConfigChecker checker) {
    this.world = world;
    this.checker = checker;
  }

  @Override
  public Integer call() {
    List<Comparison.Member> members = new ArrayList<>();
    JsonArray documents = new JsonArray();
    // Of several nodes one at most is this one.
    boolean several = folders.size() > 1;
    for (Path folder : folders) {
      switch (checker.check(folder, !several)) {
        case Loaded.Valid(Config config, List<Problem> warnings) -> {
          members.add(new Comparison.Member(folder, config));
          documents.add(document(folder, config, List.of(), warnings));
          say(folder, config, warnings);
        }
        case Loaded.Invalid(List<Problem> problems) -> {
          documents.add(document(folder, null, problems, List.of()));
          say(folder, problems);
        }
      }
    }
    boolean valid = members.size() == folders.size();
    Comparison.Result fit =
        several && valid ? Comparison.of(members) : new Comparison.Result(List.of(), List.of());
    if (json) {
      world.out().println(several ? together(documents, valid, fit) : documents.get(0));
    } else {
      fit.warnings().forEach(warning -> complain(asWarning(warning)));
      fit.errors().forEach(this::complain);
      table(members, several);
      if (several && valid) {
        world.out().println(outcome(fit));
      }
    }
    return valid && fit.errors().isEmpty() ? Exit.DONE : Exit.REFUSED;
  }

  private void say(Path folder, Config config, List<Problem> warnings) {
    if (!json) {
      warnings.forEach(warning -> complain(asWarning(warning)));
      String also =
          warnings.isEmpty() ? "" : ", " + counted(warnings.size(), "warning", "warnings");
      summary(folder, counted(config.groups().size(), "group", "groups") + ", no problems" + also);
    }
  }

  private void say(Path folder, List<Problem> problems) {
    if (!json) {
      problems.forEach(this::complain);
      summary(folder, counted(problems.size(), "problem", "problems"));
    }
  }

  private static String outcome(Comparison.Result fit) {
    String also =
        fit.warnings().isEmpty()
            ? ""
            : ", " + counted(fit.warnings().size(), "warning", "warnings");
    return fit.errors().isEmpty()
        ? "the nodes fit each other" + also
        : "the nodes do not fit each other: "
            + counted(fit.errors().size(), "problem", "problems")
            + also;
  }

  /** What checks can make of each priority; nothing where there is nothing to compare or add. */
  private void table(List<Comparison.Member> members, boolean several) {
    TextTable table = new TextTable();
    table.row("GROUP", "FOLDER", "PRIORITY", "LOWEST", "HIGHEST", "WEIGHTS");
    boolean worthIt = false;
    List<String> names =
        members.stream()
            .flatMap(member -> member.config().groups().stream())
            .map(GroupConfig::name)
            .distinct()
            .sorted()
            .toList();
    for (String name : names) {
      for (Comparison.Member member : members) {
        for (Priorities each : Comparison.priorities(member.config())) {
          if (each.group().name().equals(name)) {
            worthIt |= several || !each.weights().isEmpty();
            table.row(
                name,
                SafeText.oneLine(member.folder().toString()),
                Integer.toString(each.group().priority()),
                Integer.toString(each.lowest()),
                Integer.toString(each.highest()),
                String.join(", ", each.weights().stream().map(Object::toString).toList()));
          }
        }
      }
    }
    if (worthIt) {
      table.lines(WIDTH).forEach(world.out()::println);
    }
  }

  private void complain(Problem problem) {
    world.err().println(SafeText.oneLine(problem.toString()));
  }

  private void summary(Path folder, String text) {
    world.out().println(SafeText.oneLine(folder.toString()) + ": " + text);
  }

  private static Problem asWarning(Problem problem) {
    return new Problem(
        problem.file(), problem.line(), problem.column(), "warning: " + problem.message());
  }

  private static JsonObject together(JsonArray documents, boolean valid, Comparison.Result fit) {
    JsonObject json = new JsonObject();
    json.addProperty("valid", valid && fit.errors().isEmpty());
    json.add("folders", documents);
    json.add("problems", array(fit.errors()));
    json.add("warnings", array(fit.warnings()));
    return json;
  }

  /** What is said of one folder; {@code config} is null where it has problems. */
  private static JsonObject document(
      Path folder, Config config, List<Problem> problems, List<Problem> warnings) {
    JsonObject json = new JsonObject();
    json.addProperty("folder", folder.toString());
    json.addProperty("valid", config != null);
    JsonArray names = new JsonArray();
    JsonArray priorities = new JsonArray();
    if (config != null) {
      config.groups().forEach(group -> names.add(group.name()));
      Comparison.priorities(config).forEach(each -> priorities.add(priorities(each)));
    }
    json.add("groups", names);
    json.add("problems", array(problems));
    json.add("warnings", array(warnings));
    json.add("priorities", priorities);
    return json;
  }

  private static JsonObject priorities(Priorities each) {
    JsonObject json = new JsonObject();
    json.addProperty("group", each.group().name());
    json.addProperty("priority", each.group().priority());
    json.addProperty("lowest", each.lowest());
    json.addProperty("highest", each.highest());
    JsonArray weights = new JsonArray();
    for (Priorities.Weight weight : each.weights()) {
      JsonObject one = new JsonObject();
      one.addProperty("group", weight.group().name());
      one.addProperty("check", weight.check().name());
      one.addProperty("weight", weight.check().weight());
      weights.add(one);
    }
    json.add("weights", weights);
    return json;
  }

  private static JsonArray array(List<Problem> problems) {
    JsonArray array = new JsonArray();
    for (Problem problem : problems) {
      JsonObject json = new JsonObject();
      json.addProperty("file", problem.file().toString());
      json.addProperty("line", problem.line() == 0 ? null : problem.line());
      json.addProperty("column", problem.column() == 0 ? null : problem.column());
      json.addProperty("message", problem.message());
      array.add(json);
    }
    return array;
  }

  private static String counted(int count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }
}
