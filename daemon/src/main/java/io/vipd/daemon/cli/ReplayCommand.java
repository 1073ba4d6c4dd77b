package io.vipd.daemon.cli;

import io.vipd.daemon.recording.Recording;
import io.vipd.daemon.recording.RecordingReader;
import io.vipd.daemon.recording.Replayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vipctl replay}. */
@Command(
    name = "replay",
    header = "Play a recording again and show each decision.",
    description = {
      "",
      "Feeds what a daemon was told, as 'vipctl record' wrote it, to the same state machine, and prints"
          + " what it was told and what it decides; what repeats itself is printed once. Each decision"
          + " is compared with the recorded one: a difference means that this vipctl decides otherwise"
          + " than the vipd that was recorded. No daemon and no rights are needed.",
    },
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything was decided as it was recorded",
      "1:something was not; or the file is no recording, damaged, or cannot be read",
      "2:the command line is wrong"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  vipctl replay last-night.recording --group web",
      "  vipctl replay last-night.recording --json | jq 'select(.decided != [])'"
    })
final class ReplayCommand implements Callable<Integer> {
  private final World world;

  @Mixin private HelpOption help;

  @Parameters(paramLabel = "FILE", description = "The recording.")
  private Path file;

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "Print this group only, and what concerns all of them.")
  private String group;

  @Option(names = "--json", description = "Print one line of JSON for each step.")
  private boolean json;

  ReplayCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Recording recording;
    try {
      recording = RecordingReader.read(() -> Files.newInputStream(file));
    } catch (IOException e) {
      return failed(e.getMessage());
    }
    try {
      Replayer replayer = new Replayer(recording, group, json, line -> world.out().println(line));
      return replayer.run() ? Exit.DONE : Exit.REFUSED;
    } catch (IllegalArgumentException e) {
      return failed("it makes no sense: " + e.getMessage());
    }
  }

  private int failed(String why) {
    String sentence = file + ": " + why;
    new Output(world, "vipctl replay", json)
        .failed(Output.errorLine("failed", sentence), "vipctl replay: " + sentence);
    return Exit.REFUSED;
  }
}
