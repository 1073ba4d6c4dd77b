package io.vipd.daemon.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code vipctl record}. */
@Command(
    name = "record",
    header = "Write what the daemon was told and decided lately to a file.",
    description = {
      "",
      "The daemon keeps in memory what its state machine was told (adverts, timers, links, checks,"
          + " answers of the kernel, commands) and what it decided: at an interval of 1 s the last few"
          + " hours. The file holds that, with names and addresses but without keys or passwords;"
          + " 'vipctl replay' plays it again on any machine. That makes it a bug report.",
      "",
      "After a change of role that nobody asked for, the daemon makes such a file by itself, in"
          + " /var/lib/vipd/recordings, where the latest eight are kept.",
    },
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the file is written",
      "1:it cannot be written, or the daemon refuses",
      "2:the command line is wrong",
      "3:no daemon answers"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  vipctl record", "  vipctl record --out /tmp/last-night.recording"})
final class RecordCommand implements Callable<Integer> {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'vipd-'yyyyMMdd'T'HHmmss'Z.recording'").withZone(ZoneOffset.UTC);

  private final World world;

  @ParentCommand private VipctlCommand vipctl;

  @Mixin private HelpOption help;

  @Mixin private VipctlCommand.RunFolderOption runFolder;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write it. Default: vipd-TIME.recording in the present folder.")
  private Path file;

  @Option(names = "--json", description = "Print the outcome as one line of JSON.")
  private boolean json;

  RecordCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Output output = new Output(world, "vipctl record", json);
    return output.ask(
        vipctl.runFolder(runFolder, world),
        daemon -> daemon.recording(),
        (_, recording) -> write(output, recording));
  }

  private int write(Output output, byte[] recording) {
    Path target = file != null ? file : Path.of(NAME.format(world.clock().instant()));
    try {
      Files.write(target, recording);
    } catch (IOException e) {
      String sentence = target + " cannot be written: " + e + "; give another file with --out";
      output.failed(Output.errorLine("failed", sentence), "vipctl record: " + sentence);
      return Exit.REFUSED;
    }
    JsonObject outcome = new JsonObject();
    outcome.addProperty("file", target.toString());
    outcome.addProperty("bytes", recording.length);
    output.result(
        outcome.toString(),
        () -> List.of(target + " is written; 'vipctl replay " + target + "' shows each decision"));
    return Exit.DONE;
  }
}
