package io.vipd.daemon.cli;

import io.vipd.daemon.control.FailoverDocument;
import io.vipd.daemon.log.SafeText;
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

/** {@code vipctl failover}. */
@Command(
    name = "failover",
    header = "Hand a group over to another node.",
    description = {
      "",
      "To be run on the node where the group is active. The node gives its addresses up, tells its"
          + " peers so, and waits for one of them to take over, which is what this command prints."
          + " For the time of the hold it does not take the group back from a healthy peer, however"
          + " high its priority is; when no peer is heard it takes over as always, so that a hold"
          + " never costs an outage. A restart of vipd does not end the hold, a reboot does. Groups of"
          + " the same sync group move along.",
      "",
      "Whether another node is there is not known before: a Backup is silent in VRRP. If nobody takes"
          + " over, this node is active again after an Active_Down_Interval, 3 to 4 advertisement"
          + " intervals. --force stays away for the time of the hold all the same, as a maintenance"
          + " does, and 'vipctl maintenance off GROUP' ends that.",
    },
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:another node is active now; or, with --force, this node stays away",
      "1:nobody took over and this node is active again; or the group is not active here; or there"
          + " is no such group",
      "2:the command line is wrong",
      "3:no daemon answers"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  vipctl failover web",
      "  vipctl failover web --hold 30m   for as long as the maintenance takes",
      "  vipctl failover web --hold 0s    a peer may be preempted again at once",
      "  vipctl failover web --force      whether there is another node or not"
    })
final class FailoverCommand implements Callable<Integer> {
  private final World world;

  @Spec private picocli.CommandLine.Model.CommandSpec spec;

  @ParentCommand private VipctlCommand vipctl;

  @Mixin private HelpOption help;

  @Mixin private VipctlCommand.RunFolderOption runFolder;

  @Parameters(paramLabel = "GROUP", description = "The group to hand over.")
  private String group;

  @Option(
      names = "--hold",
      paramLabel = "TIME",
      converter = DurationArgument.OfADay.class,
      description = {
        "How long not to take the group back from a healthy peer: a number and ms, s, m or h, up"
            + " to 24h. Default: 60s."
      })
  private Duration hold;

  @Option(
      names = "--force",
      description = "Stay away for the time of the hold, whether another node takes over or not.")
  private boolean force;

  @Option(names = "--json", description = "Print the daemon's answer as one line of JSON.")
  private boolean json;

  FailoverCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    if (force && hold != null && hold.isZero()) {
      throw new ParameterException(
          spec.commandLine(), "--force wants a time for which to stay away; give a longer --hold");
    }
    Output output = new Output(world, "vipctl failover", json);
    if (!json && world.terminal().isPresent()) {
      world
          .err()
          .println(SafeText.oneLine(group) + ": handing over, waiting for another node's advert");
    }
    return output.ask(
        vipctl.runFolder(runFolder, world),
        daemon -> daemon.failover(group, hold, force),
        (line, document) -> report(output, line, document));
  }

  private static int report(Output output, String line, FailoverDocument document) {
    String name = SafeText.oneLine(Output.together(document.group(), document.with()));
    String after = Times.taken(document.after());
    if (document.by() == null && document.left()) {
      String sentence =
          name
              + ": nobody took over within "
              + after
              + ", and this node stays away for "
              + Times.passing(document.hold())
              + "; 'vipctl maintenance off "
              + name
              + "' ends that";
      output.result(line, () -> List.of(sentence));
      return Exit.DONE;
    }
    if (document.by() == null) {
      String sentence =
          name
              + ": nobody took over within "
              + after
              + "; this node is active again; see on the others why ('vipctl explain "
              + name
              + "'), --force leaves all the same";
      output.failed(line, sentence);
      return Exit.REFUSED;
    }
    String holding =
        document.hold().isZero()
            ? ""
            : "; this node "
                + (document.left() ? "stays away for " : "holds back for ")
                + Times.passing(document.hold());
    String sentence =
        name + ": " + SafeText.oneLine(document.by()) + " is active after " + after + holding;
    output.result(line, () -> List.of(sentence));
    return Exit.DONE;
  }
}
