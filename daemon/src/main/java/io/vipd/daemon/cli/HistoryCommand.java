package io.vipd.daemon.cli;

import io.vipd.daemon.journal.Entry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code vipctl history}. */
@Command(
    name = "history",
    header = "Show what happened on this node.",
    description = {
      "",
      "Prints the newest entries of the journal, oldest first: changes of roles with their cause,"
          + " verdicts of checks, what operators did, starts and stops. The journal survives restarts."
          + " 'vipctl explain GROUP --at NUMBER' tells more about an entry.",
    },
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the history was shown, even if nothing happened",
      "1:there is no such group",
      "2:the command line is wrong",
      "3:no daemon answers"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  vipctl history",
      "  vipctl history web --since 12h",
      "  vipctl history --json | jq '.entries[] | select(.kind == \"transition\")'"
    })
final class HistoryCommand implements Callable<Integer> {
  private static final int MOST = 1000;

  private final World world;

  @Spec private picocli.CommandLine.Model.CommandSpec spec;

  @ParentCommand private VipctlCommand vipctl;

  @Mixin private HelpOption help;

  @Mixin private VipctlCommand.RunFolderOption runFolder;

  @Parameters(
      arity = "0..1",
      paramLabel = "GROUP",
      description = "This group only, and what concerned the whole node.")
  private String group;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = DurationArgument.OfAYear.class,
      description = "Nothing older than this: a number and ms, s, m or h, up to 8760h.")
  private Duration since;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "NUMBER",
      defaultValue = "50",
      description = "The newest so many entries, 1 to 1000. Default: ${DEFAULT-VALUE}.")
  private int lines;

  @Option(names = "--json", description = "Print the daemon's answer as one line of JSON.")
  private boolean json;

  HistoryCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    if (lines < 1 || lines > MOST) {
      throw new ParameterException(spec.commandLine(), "-n takes a number from 1 to " + MOST);
    }
    Output output = new Output(world, "vipctl history", json);
    return output.ask(
        vipctl.runFolder(runFolder, world),
        daemon -> daemon.history(group, since, lines, 0),
        (line, entries) -> {
          return output.done(line, () -> text(entries));
        });
  }

  private List<String> text(List<Entry> entries) {
    return entries.isEmpty()
        ? List.of("Nothing happened in that time.")
        : HistoryText.table(entries, world.zone()).lines(world.terminal().size().columns());
  }
}
