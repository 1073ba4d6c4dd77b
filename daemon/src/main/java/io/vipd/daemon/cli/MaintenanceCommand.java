package io.vipd.daemon.cli;

import io.vipd.daemon.control.MaintenanceDocument;
import io.vipd.daemon.control.Operations.MaintenanceOutcome;
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

/** {@code vipctl maintenance}. */
@Command(
    name = "maintenance",
    header = "Keep this node out of the election, or let it take part again.",
    description = {
      "",
      "With 'on' the node takes no part in the election and is never active, also after a restart of"
          + " vipd or of the host, until 'off' or until the time is up. A group that is active here is"
          + " handed over first; if nobody takes over, it stays as it was, and so does a group that"
          + " is BACKUP here while no active node is heard. --force takes the node out at once,"
          + " whatever becomes of the group. An order for a group keeps its sync group out.",
      "",
      "A Backup is silent in VRRP: that another node is there and well is known only when it takes"
          + " over, so that is what is tried.",
    },
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every group that was meant is as it was wanted",
      "1:at least one is not; or there is no such group",
      "2:the command line is wrong",
      "3:no daemon answers"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  vipctl maintenance on --for 2h --reason 'new kernel'   all groups of this node",
      "  vipctl maintenance on web                              one group, until it is ended",
      "  vipctl maintenance off"
    })
final class MaintenanceCommand implements Callable<Integer> {
  private final World world;

  @Spec private picocli.CommandLine.Model.CommandSpec spec;

  @ParentCommand private VipctlCommand vipctl;

  @Mixin private HelpOption help;

  @Mixin private VipctlCommand.RunFolderOption runFolder;

  /** What is wanted. */
  enum Wanted {
    ON,
    OFF
  }

  @Parameters(index = "0", paramLabel = "on|off", description = "Keep out, or take part again.")
  private Wanted wanted;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "GROUP",
      description = "This group only. Default: every group of this node.")
  private String group;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = DurationArgument.OfAYear.class,
      description = {
        "End it after this time: a number and ms, s, m or h, up to 8760h. Default: until 'off'."
      })
  private Duration length;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; shown wherever it shows.")
  private String reason;

  @Option(names = "--force", description = "Whether another node takes over or not.")
  private boolean force;

  @Option(names = "--json", description = "Print the daemon's answer as one line of JSON.")
  private boolean json;

  MaintenanceCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    if (wanted == Wanted.OFF && (length != null || reason != null || force)) {
      throw new ParameterException(
          spec.commandLine(), "--for, --reason and --force go with 'on' only");
    }
    Output output = new Output(world, "vipctl maintenance", json);
    return output.ask(
        vipctl.runFolder(runFolder, world),
        daemon -> daemon.maintenance(group, wanted == Wanted.ON, length, reason, force),
        (line, document) -> report(output, line, document));
  }

  private int report(Output output, String line, MaintenanceDocument document) {
    List<String> done = sentences(document, true);
    List<String> refused = sentences(document, false);
    output.result(line, () -> done);
    if (!json) {
      refused.forEach(sentence -> world.err().println("vipctl maintenance: " + sentence));
    }
    return refused.isEmpty() ? Exit.DONE : Exit.REFUSED;
  }

  private static List<String> sentences(MaintenanceDocument document, boolean done) {
    return document.groups().stream()
        .filter(outcome -> outcome.done() == done)
        .map(MaintenanceOutcome::sentence)
        .map(SafeText::oneLine)
        .toList();
  }
}
