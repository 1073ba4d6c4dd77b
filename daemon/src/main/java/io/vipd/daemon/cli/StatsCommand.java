package io.vipd.daemon.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vipctl stats}. */
@Command(
    name = "stats",
    header = "Show what was counted since vipd started.",
    description = {
      "",
      "Adverts, changes of roles by their cause, how late the daemon ever was, packets refused by the"
          + " rule that they broke, runs of checks, addresses put back.",
    },
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the counts were shown",
      "1:there is no such group",
      "2:the command line is wrong",
      "3:no daemon answers"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  vipctl stats",
      "  vipctl stats --json | jq '.links[].refused'",
    })
final class StatsCommand implements Callable<Integer> {
  private final World world;

  @ParentCommand private VipctlCommand vipctl;

  @Mixin private HelpOption help;

  @Mixin private VipctlCommand.RunFolderOption runFolder;

  @Parameters(
      arity = "0..1",
      paramLabel = "GROUP",
      description = "This group, its interface and its checks only.")
  private String group;

  @Option(names = "--json", description = "Print the daemon's answer as one line of JSON.")
  private boolean json;

  StatsCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Output output = new Output(world, "vipctl stats", json);
    return output.ask(
        vipctl.runFolder(runFolder, world),
        daemon -> daemon.stats(group),
        (line, stats) -> {
          return output.done(line, () -> StatsText.lines(stats, world.terminal().size().columns()));
        });
  }
}
