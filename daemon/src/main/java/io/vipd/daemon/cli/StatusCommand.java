package io.vipd.daemon.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vipctl status}. */
@Command(
    name = "status",
    header = "Show who is active, since when, and why.",
    description = {
      "",
      "Lists every group of this node. A group that is named, or the only one, is shown in full:"
          + " its peers, its checks with what they said last, what happens next and when.",
    },
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the status was shown, whatever it says",
      "1:there is no such group",
      "2:the command line is wrong",
      "3:no daemon answers"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  vipctl status",
      "  vipctl status web --watch",
      "  vipctl status --json | jq -r '.groups[] | .name + \" \" + .role'"
    })
final class StatusCommand implements Callable<Integer> {
  private final World world;

  @ParentCommand private VipctlCommand vipctl;

  @Mixin private HelpOption help;

  @Mixin private VipctlCommand.RunFolderOption runFolder;

  @Parameters(
      arity = "0..1",
      paramLabel = "GROUP",
      description = "Show this group only, and in full.")
  private String group;

  @Option(
      names = "--json",
      description = {
        "Print the daemon's own document on one line: stable keys, numbers as numbers, null for"
            + " what is not known."
      })
  private boolean json;

  @Option(
      names = {"-w", "--watch"},
      description = {
        "Show it anew every second until Ctrl-C, also across a restart of the daemon. With --json"
            + " one line a second."
      })
  private boolean watch;

  @Option(
      names = "--keepalived",
      description = "Call the roles as keepalived does: MASTER, BACKUP and FAULT.")
  private boolean keepalived;

  StatusCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    return new StatusAction(vipctl.runFolder(runFolder, world), group, json, watch, keepalived)
        .run(world);
  }
}
