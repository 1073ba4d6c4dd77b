package io.vipd.daemon.cli;

import io.vipd.daemon.log.LogFormat;
import io.vipd.daemon.log.LogSetup;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vipd} and its subcommands. */
@Command(
    name = "vipd",
    header = "Keep virtual IP addresses on a healthy node (VRRP, RFC 9568).",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = VipctlCommand.VersionLine.class,
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footer = {"", "vipctl looks at and steers a vipd that runs."})
public final class VipdCommand {
  @Mixin private HelpOption help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version and exit.")
  private boolean version;

  private VipdCommand() {}

  /**
   * Runs the command line. The log leads to stdout, from {@code INFO} upwards, before {@code run}
   * or {@code release} is called, and is written out after it has returned.
   *
   * @param release what {@code vipd release} runs, with the run folder; answers the exit code
   * @return the process's exit code
   */
  public static int execute(String[] args, DaemonRunner run, ToIntFunction<Path> release) {
    return execute(
        args,
        World.ofProcess(),
        LogSetup::start,
        (configFolder, runFolder, stateFolder) -> {
          try {
            return run.run(configFolder, runFolder, stateFolder);
          } finally {
            LogSetup.stop();
          }
        },
        runFolder -> {
          try {
            return release.applyAsInt(runFolder);
          } finally {
            LogSetup.stop();
          }
        });
  }

  static int execute(
      String[] args,
      World world,
      Consumer<LogFormat> log,
      DaemonRunner run,
      ToIntFunction<Path> release) {
    QuickRun quick = QuickRun.understood(args);
    int code =
        quick == null
            ? picocli(args, world, log, run, release)
            : run(quick, LogFormat.AUTO, world, log, run);
    return world.finished("vipd", code);
  }

  static int picocli(
      String[] args,
      World world,
      Consumer<LogFormat> log,
      DaemonRunner run,
      ToIntFunction<Path> release) {
    return CommandLines.execute(line(world, log, run, release), world, args);
  }

  private static int run(
      QuickRun folders,
      LogFormat logFormat,
      World world,
      Consumer<LogFormat> log,
      DaemonRunner run) {
    log.accept(logFormat);
    return run.run(
        folders.config(),
        world.runFolder(folders.runFolder()),
        world.stateFolder(folders.stateFolder()));
  }

  static CommandLine line(
      World world, Consumer<LogFormat> log, DaemonRunner run, ToIntFunction<Path> release) {
    return new CommandLine(new VipdCommand())
        .addSubcommand(new RunCommand(world, log, run))
        .addSubcommand(new ReleaseCommand(world, log, release));
  }

  @Command(
      name = "run",
      header = "Run the daemon in the foreground.",
      description = {
        "",
        "Logs to stdout and stops on SIGTERM or SIGINT: it then gives its addresses up and tells"
            + " its peers so, who take over without waiting for their timers.",
        "",
        "As the service that VIPD_UNIT names it asks systemd first: if a restart is pending, it keeps"
            + " addresses and roles for the next start.",
      },
      optionListHeading = "%nOptions:%n",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:it was told to stop and did",
        "1:it could not start, or not go on; the log says why",
        "2:the command line is wrong",
        "70:a bug ended it",
        "78:the configuration cannot be used; the log names every mistake"
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  vipd run",
        "  ip netns exec lab vipd run --config ./a --run-dir /tmp/a --state-dir /tmp/a   for a try;"
            + " one vipd for each network namespace"
      })
  private static final class RunCommand implements Callable<Integer> {
    private final World world;
    private final Consumer<LogFormat> log;
    private final DaemonRunner run;

    @Mixin private HelpOption help;

    @Option(
        names = "--config",
        paramLabel = "DIR",
        defaultValue = QuickRun.USUAL_CONFIG,
        description = "Folder that holds vipd.yaml and groups/. Default: ${DEFAULT-VALUE}.")
    private Path config;

    @Option(
        names = "--run-dir",
        paramLabel = "DIR",
        description = {
          "Folder for the control socket and the lock; made if it does not exist. Default:"
              + " VIPD_RUN_DIR from the environment, else /run/vipd."
        })
    private Path runFolder;

    @Option(
        names = "--state-dir",
        paramLabel = "DIR",
        description = {
          "Folder for the journal and whatever else outlives the daemon, one for each daemon; made"
              + " if it does not exist. Default: STATE_DIRECTORY from the environment, as systemd"
              + " sets it, else /var/lib/vipd."
        })
    private Path stateFolder;

    @Option(
        names = "--log-format",
        paramLabel = "FORM",
        defaultValue = "auto",
        description = {
          "journald: lines start with <N>, the severity; human: with time and severity; auto:"
              + " journald where stdout leads to the journal, else human. Default:"
              + " ${DEFAULT-VALUE}."
        })
    private LogFormat logFormat;

    RunCommand(World world, Consumer<LogFormat> log, DaemonRunner run) {
      this.world = world;
      this.log = log;
      this.run = run;
    }

    @Override
    public Integer call() {
      return VipdCommand.run(
          new QuickRun(config, runFolder, stateFolder), logFormat, world, log, run);
    }
  }
}
