package io.vipd.daemon.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.vipd.daemon.control.Answer;
import io.vipd.daemon.control.ControlClient;
import io.vipd.daemon.control.NoAnswerException;
import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.control.StatusDocument;
import io.vipd.daemon.journal.Entry;
import io.vipd.daemon.journal.EntryForm;
import io.vipd.daemon.log.SafeText;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vipctl explain}. */
@Command(
    name = "explain",
    header = "Tell who holds a group, why, since when, and what happens next.",
    description = {
      "",
      "In sentences, with what was known when it last changed and what happened before. With --at it"
          + " tells the same of a moment in the past.",
    },
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it was told",
      "1:there is no such group, or no such entry of it",
      "2:the command line is wrong",
      "3:no daemon answers"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  vipctl explain web",
      "  vipctl explain web --at 1041   the entry that 'vipctl history web' numbers so"
    })
final class ExplainCommand implements Callable<Integer> {
  private static final int BEFORE = 10;

  private final World world;

  @ParentCommand private VipctlCommand vipctl;

  @Mixin private HelpOption help;

  @Mixin private VipctlCommand.RunFolderOption runFolder;

  @Parameters(paramLabel = "GROUP", description = "The group to explain.")
  private String group;

  @Option(
      names = "--at",
      paramLabel = "NUMBER",
      description = "Explain this entry of the history instead of the present.")
  private long at;

  @Option(
      names = "--json",
      description = "Print one line of JSON: status (null with --at) and entries.")
  private boolean json;

  ExplainCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Output output = new Output(world, "vipctl explain", json);
    try {
      ControlClient daemon = new ControlClient(vipctl.runFolder(runFolder, world));
      return switch (daemon.history(group, null, BEFORE + 1, Math.max(0, at))) {
        case Answer.Given<List<Entry>>(_, List<Entry> entries) ->
            at == 0 ? present(daemon, output, entries) : past(output, entries);
        case Answer.Refused<List<Entry>> refused -> output.refused(refused);
      };
    } catch (NoAnswerException e) {
      return output.noAnswer(e);
    }
  }

  private int present(ControlClient daemon, Output output, List<Entry> entries)
      throws NoAnswerException {
    return switch (daemon.status(group)) {
      case Answer.Given<NodeStatus>(_, NodeStatus node) -> {
        output.result(line(node, entries), () -> text().present(node, entries));
        yield Exit.DONE;
      }
      case Answer.Refused<NodeStatus> refused -> output.refused(refused);
    };
  }

  private int past(Output output, List<Entry> entries) {
    if (entries.isEmpty() || entries.getLast().sequence() != at) {
      String sentence =
          "the history of "
              + SafeText.oneLine(group)
              + " has no entry "
              + at
              + "; see 'vipctl history "
              + SafeText.oneLine(group)
              + "'";
      output.failed(Output.errorLine("no-such-entry", sentence), "vipctl explain: " + sentence);
      return Exit.REFUSED;
    }
    output.result(line(null, entries), () -> text().past(entries));
    return Exit.DONE;
  }

  private ExplainText text() {
    return new ExplainText(world.clock().instant(), world.zone());
  }

  private static String line(NodeStatus node, List<Entry> entries) {
    JsonArray array = new JsonArray();
    entries.forEach(entry -> array.add(EntryForm.toJson(entry)));
    JsonObject json = new JsonObject();
    json.add("status", node == null ? null : StatusDocument.toJson(node));
    json.add("entries", array);
    return json.toString();
  }
}
