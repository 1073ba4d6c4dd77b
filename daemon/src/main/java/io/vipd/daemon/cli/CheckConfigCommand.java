package io.vipd.daemon.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.vipd.daemon.config.Config;
import io.vipd.daemon.config.GroupConfig;
import io.vipd.daemon.config.Loaded;
import io.vipd.daemon.config.Problem;
import io.vipd.daemon.log.SafeText;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vipctl check-config}. */
@Command(
    name = "check-config",
    header = "Find what is wrong with a configuration.",
    description = {
      "",
      "Reads vipd.yaml and groups/*.yaml as the daemon would and lists everything that is wrong, as"
          + " file:line:column and a sentence, on stderr. Needs no daemon, and none of the"
          + " interfaces that the configuration names. Warnings do not make it fail.",
    },
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the daemon would accept it",
      "1:the daemon would refuse it",
      "2:the command line is wrong"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  vipctl check-config /etc/vipd",
      "  vipctl check-config ./node-a --json | jq '.problems'"
    })
final class CheckConfigCommand implements Callable<Integer> {
  private final World world;
  private final Function<Path, Loaded> loader;

  @Mixin private HelpOption help;

  @Parameters(paramLabel = "DIR", description = "The folder that holds vipd.yaml and groups/.")
  private Path folder;

  @Option(
      names = "--json",
      description = {
        "Print one line of JSON: folder, valid, groups (their names), problems and warnings (each"
            + " with file, line, column, message)."
      })
  private boolean json;

  CheckConfigCommand(World world, Function<Path, Loaded> loader) {
    this.world = world;
    this.loader = loader;
  }

  @Override
  public Integer call() {
    return switch (loader.apply(folder)) {
      case Loaded.Valid(Config config, List<Problem> warnings) -> {
        List<String> groups = config.groups().stream().map(GroupConfig::name).toList();
        if (json) {
          world.out().println(document(true, groups, List.of(), warnings));
        } else {
          warnings.forEach(warning -> complain(asWarning(warning)));
          String also =
              warnings.isEmpty() ? "" : ", " + counted(warnings.size(), "warning", "warnings");
          summary(counted(groups.size(), "group", "groups") + ", no problems" + also);
        }
        yield Exit.DONE;
      }
      case Loaded.Invalid(List<Problem> problems) -> {
        if (json) {
          world.out().println(document(false, List.of(), problems, List.of()));
        } else {
          problems.forEach(this::complain);
          summary(counted(problems.size(), "problem", "problems"));
        }
        yield Exit.REFUSED;
      }
    };
  }

  private void complain(Problem problem) {
    world.err().println(SafeText.oneLine(problem.toString()));
  }

  private void summary(String text) {
    world.out().println(SafeText.oneLine(folder.toString()) + ": " + text);
  }

  private static Problem asWarning(Problem problem) {
    return new Problem(
        problem.file(), problem.line(), problem.column(), "warning: " + problem.message());
  }

  private JsonObject document(
      boolean valid, List<String> groups, List<Problem> problems, List<Problem> warnings) {
    JsonObject json = new JsonObject();
    json.addProperty("folder", folder.toString());
    json.addProperty("valid", valid);
    JsonArray names = new JsonArray();
    groups.forEach(names::add);
    json.add("groups", names);
    json.add("problems", array(problems));
    json.add("warnings", array(warnings));
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
