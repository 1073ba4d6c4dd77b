package io.vipd.daemon.cli;

import io.vipd.daemon.log.LogFormat;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vipd release}. */
@Command(
    name = "release",
    header = "Take away the addresses of a daemon that does not run any more.",
    description = {
      "",
      "Removes every address that carries vipd's tag (proto 112) or that the last daemon of the run"
          + " folder noted as its own. Refuses while a daemon runs; 'vipctl failover' is for that.",
      "",
      "The unit runs it as ExecStopPost. There it does nothing if the service comes back: when a"
          + " restart is pending, or when it failed and Restart=on-failure starts it again.",
    },
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no address is left, or the service comes back for them",
      "1:a daemon runs, or the kernel refused; the log says which",
      "2:the command line is wrong"
    },
    footerHeading = "%nExample:%n",
    footer = {"  vipd release"})
final class ReleaseCommand implements Callable<Integer> {
  private final World world;
  private final Consumer<LogFormat> log;
  private final ToIntFunction<Path> release;

  @Mixin private HelpOption help;

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description =
          "The daemon's run folder. Default: VIPD_RUN_DIR from the environment, else /run/vipd.")
  private Path runFolder;

  ReleaseCommand(World world, Consumer<LogFormat> log, ToIntFunction<Path> release) {
    this.world = world;
    this.log = log;
    this.release = release;
  }

  @Override
  public Integer call() {
    log.accept(LogFormat.AUTO);
    return release.applyAsInt(world.runFolder(runFolder));
  }
}
