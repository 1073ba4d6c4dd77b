package io.vipd.daemon.cli;

import io.vipd.arp.PcapFrameSender;
import io.vipd.daemon.control.Version;
import io.vipd.daemon.doctor.ThisHost;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vipctl} and its subcommands. */
@Command(
    name = "vipctl",
    header = "Look at and steer the vipd on this host.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = VipctlCommand.VersionLine.class,
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:refused, or it did not come about",
      "2:the command line is wrong",
      "3:no daemon answers",
      "4:scan cannot listen"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  vipctl status                  who is active, since when, and why",
      "  vipctl status web --watch      one group in full, every second",
      "  vipctl explain web             the same in sentences, and what happened before",
      "  vipctl history --since 12h     what happened last night",
      "  vipctl failover web            hand web over to another node",
      "  vipctl maintenance on --for 2h keep this node out of the election",
      "  vipctl check-config /etc/vipd  find mistakes before the daemon does",
      "  sudo vipctl doctor             find what on this host is in a failover's way",
      "  sudo vipctl scan               see which VRIDs and addresses this network has already",
      "  vipctl reload --dry-run        what an edited configuration would change"
    })
final class VipctlCommand {
  @Mixin private HelpOption help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version and exit.")
  private boolean version;

  @Mixin private RunFolderOption runFolder;

  /** The option that leads to the daemon; may stand before or after the subcommand. */
  static final class RunFolderOption {
    @Option(
        names = "--run-dir",
        paramLabel = "DIR",
        description = {
          "Folder of the daemon's socket, the one that 'vipd run' was given. Default: "
              + "VIPD_RUN_DIR from the environment, else /run/vipd."
        })
    Path folder;
  }

  static final class VersionLine implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"${ROOT-COMMAND-NAME} " + Version.CURRENT};
    }
  }

  private VipctlCommand() {}

  static int execute(String[] args, World world, ConfigChecker configChecker) {
    return execute(args, world, configChecker, ThisHost::new);
  }

  static int execute(
      String[] args, World world, ConfigChecker configChecker, DoctorCommand.HostSource host) {
    return CommandLines.execute(line(world, configChecker, host), world, args);
  }

  static CommandLine line(World world, ConfigChecker configChecker, DoctorCommand.HostSource host) {
    return new CommandLine(new VipctlCommand())
        .addSubcommand(new StatusCommand(world))
        .addSubcommand(new ExplainCommand(world))
        .addSubcommand(new HistoryCommand(world))
        .addSubcommand(new StatsCommand(world))
        .addSubcommand(new EventsCommand(world))
        .addSubcommand(new FailoverCommand(world))
        .addSubcommand(new FailbackCommand(world))
        .addSubcommand(new MaintenanceCommand(world))
        .addSubcommand(new LogLevelCommand(world))
        .addSubcommand(new ReloadCommand(world))
        .addSubcommand(new RecordCommand(world))
        .addSubcommand(new ReplayCommand(world))
        .addSubcommand(new CheckConfigCommand(world, configChecker))
        .addSubcommand(new DoctorCommand(world, configChecker, host))
        .addSubcommand(new ScanCommand(world, name -> PcapFrameSender.openWhole(name)));
  }

  /** What was given after the subcommand, else what was given before it. */
  Path runFolder(RunFolderOption ofSubcommand, World world) {
    Path given = ofSubcommand.folder != null ? ofSubcommand.folder : runFolder.folder;
    return world.runFolder(given);
  }
}
