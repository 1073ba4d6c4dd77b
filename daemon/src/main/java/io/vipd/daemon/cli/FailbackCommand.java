package io.vipd.daemon.cli;

import io.vipd.daemon.log.SafeText;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vipctl failback}. */
@Command(
    name = "failback",
    header = "Take a group back to this node.",
    description = {
      "",
      "To be run on the node that is preferred: it ends the hold of a failover and the preempt delay,"
          + " and takes the group over at once from a node of lower priority, whether it is"
          + " configured to preempt or not. Where it does not take over, it says why, and what to do."
          + " Groups of the same sync group move along.",
    },
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:this node is active now",
      "1:it is not, or was already; or there is no such group",
      "2:the command line is wrong",
      "3:no daemon answers"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  vipctl failback web"})
final class FailbackCommand implements Callable<Integer> {
  private final World world;

  @ParentCommand private VipctlCommand vipctl;

  @Mixin private HelpOption help;

  @Mixin private VipctlCommand.RunFolderOption runFolder;

  @Parameters(paramLabel = "GROUP", description = "The group to take back.")
  private String group;

  @Option(names = "--json", description = "Print the daemon's answer as one line of JSON.")
  private boolean json;

  FailbackCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Output output = new Output(world, "vipctl failback", json);
    return output.ask(
        vipctl.runFolder(runFolder, world),
        daemon -> daemon.failback(group),
        (line, document) -> {
          String sentence =
              SafeText.oneLine(Output.together(document.group(), document.with()))
                  + ": this node is active now, taken over from "
                  + SafeText.oneLine(document.from());
          return output.done(line, () -> List.of(sentence));
        });
  }
}
