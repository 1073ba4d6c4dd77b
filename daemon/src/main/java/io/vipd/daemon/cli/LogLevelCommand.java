package io.vipd.daemon.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vipctl log-level}. */
@Command(
    name = "log-level",
    header = "Have the daemon log more, or less, until it is restarted.",
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it does",
      "1:it was refused",
      "2:the command line is wrong",
      "3:no daemon answers"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  vipctl log-level debug"})
final class LogLevelCommand implements Callable<Integer> {
  private final World world;

  @ParentCommand private VipctlCommand vipctl;

  @Mixin private HelpOption help;

  @Mixin private VipctlCommand.RunFolderOption runFolder;

  /** What may be asked for. */
  enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  @Parameters(
      paramLabel = "LEVEL",
      description = "Least severe level that is logged: debug, info, warn or error.")
  private Level level;

  @Option(names = "--json", description = "Print the daemon's answer as one line of JSON.")
  private boolean json;

  LogLevelCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Output output = new Output(world, "vipctl log-level", json);
    return output.ask(
        vipctl.runFolder(runFolder, world),
        daemon -> daemon.logLevel(level.name().toLowerCase(Locale.ROOT)),
        (line, now) -> {
          return output.done(line, () -> List.of("vipd logs from " + now + " upwards now"));
        });
  }
}
