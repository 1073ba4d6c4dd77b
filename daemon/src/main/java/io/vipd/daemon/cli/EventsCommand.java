package io.vipd.daemon.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.vipd.daemon.control.ControlClient;
import io.vipd.daemon.control.NoAnswerException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code vipctl events}. */
@Command(
    name = "events",
    header = "Print what happens as it happens, for programs.",
    description = {
      "",
      "Prints lines of JSON. The first has the node's status and the number of the newest entry of"
          + " the journal at that moment; every further one is an entry with a number of its own, one"
          + " higher than the last. Whoever reads too slowly is cut off. To miss nothing, start again"
          + " with --after and the number of the last entry that was read.",
    },
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all was printed, or nobody reads any more",
      "1:it was refused, or this reader was too slow; the last line says so",
      "2:the command line is wrong",
      "3:no daemon answers, or it has stopped"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  vipctl events --follow",
      "  vipctl events --after 1041             what happened since, without waiting for more",
      "  vipctl events --after 1041 --follow"
    })
final class EventsCommand implements Callable<Integer> {
  private final World world;

  @ParentCommand private VipctlCommand vipctl;

  @Mixin private HelpOption help;

  @Mixin private VipctlCommand.RunFolderOption runFolder;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until Ctrl-C.")
  private boolean follow;

  @Option(
      names = "--after",
      paramLabel = "NUMBER",
      defaultValue = "-1",
      description = "Also the entries behind this one, as far as the newest 1000 reach back.")
  private long after;

  private long newest = -1;
  private boolean refused;

  EventsCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Output output = new Output(world, "vipctl events", false);
    try {
      new ControlClient(vipctl.runFolder(runFolder, world)).events(after, this::print);
      return refused ? Exit.REFUSED : Exit.DONE;
    } catch (NoAnswerException e) {
      return refused ? Exit.REFUSED : output.noAnswer(e);
    }
  }

  /** Prints a line; false if it was the last that is wanted. */
  private boolean print(String line) {
    world.out().println(line);
    if (world.out().checkError()) {
      return false;
    }
    JsonObject json = JsonParser.parseString(line).getAsJsonObject();
    if (json.has("error")) {
      refused = true;
      return false;
    }
    long sequence = json.get("sequence").getAsLong();
    if (newest < 0) {
      newest = sequence;
      return follow || after >= 0 && after < newest;
    }
    return follow || sequence < newest;
  }
}
