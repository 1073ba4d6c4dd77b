package io.vipd.daemon.cli;

import io.vipd.daemon.control.ReloadDocument;
import io.vipd.daemon.log.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code vipctl reload}. */
@Command(
    name = "reload",
    header = "Have the daemon read its configuration again.",
    description = {
      "",
      "The daemon reads vipd.yaml and groups/*.yaml, and changes what is different while adverts go"
          + " on; each change is printed with what it does. Files with an error change nothing, and"
          + " every error is printed as file:line:column and a sentence; a program of a check or hook"
          + " that others could replace is one. A group that is Active and not in the files any more"
          + " is drained first, where a hook wants that. The same happens on SIGHUP"
          + " and 'systemctl reload vipd', where the log tells what came of it.",
    },
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:what the files say is in use; with --dry-run: could be",
      "1:the files have errors, or the kernel refused something; nothing is changed",
      "2:the command line is wrong",
      "3:no daemon answers"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  vipctl reload --dry-run   what would change, and what that would do",
      "  vipctl reload"
    })
final class ReloadCommand implements Callable<Integer> {
  private final World world;

  @ParentCommand private VipctlCommand vipctl;

  @Mixin private HelpOption help;

  @Mixin private VipctlCommand.RunFolderOption runFolder;

  @Option(names = "--dry-run", description = "Change nothing; say what would change.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print the daemon's answer as one line of JSON.")
  private boolean json;

  ReloadCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Output output = new Output(world, "vipctl reload", json);
    return output.ask(
        vipctl.runFolder(runFolder, world),
        daemon -> daemon.reload(dryRun),
        (line, document) -> report(output, line, document));
  }

  private int report(Output output, String line, ReloadDocument document) {
    if (!json) {
      document.problems().forEach(problem -> complain(problem.toString()));
      document.warnings().forEach(warning -> complain("warning: " + warning));
    }
    if (!document.outcome().fine()) {
      output.failed(line, "vipctl reload: " + failure(document));
      return Exit.REFUSED;
    }
    output.result(line, () -> text(document));
    return Exit.DONE;
  }

  private void complain(String line) {
    world.err().println(SafeText.oneLine(line));
  }

  private static String failure(ReloadDocument document) {
    int problems = document.problems().size();
    return "nothing is changed: "
        + (document.why() != null
            ? document.why()
            : "the configuration has " + (problems == 1 ? "a problem" : problems + " problems"));
  }

  private static List<String> text(ReloadDocument document) {
    List<String> lines =
        new ArrayList<>(
            document.changes().stream().map(c -> SafeText.oneLine(c.toString())).toList());
    lines.add(
        switch (document.outcome()) {
          case APPLIED -> "the configuration is reloaded";
          case PLANNED ->
              lines.isEmpty()
                  ? "the files say what is in use already"
                  : "nothing is changed yet; this is what vipctl reload would do";
          case UNCHANGED -> "the files say what is in use already";
          case INVALID, REFUSED -> throw new AssertionError("handled before");
        });
    return lines;
  }
}
