package io.vipd.daemon.cli.documents;

import io.vipd.daemon.cli.CommandModels;
import io.vipd.daemon.config.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Where the build begins when it writes the documents: {@code Documents DIR}. */
public final class Documents {
  private static final Map<String, String> FILES =
      new TreeMap<>(
          Map.of(
              "/etc/vipd/vipd.yaml", "The node's settings; see vipd.yaml(5).",
              "/etc/vipd/groups/NAME.yaml", "A group of addresses; see vipd.yaml(5).",
              "/run/vipd", "The control socket, and what a restart takes up again.",
              "/var/lib/vipd", "What outlives the daemon, its journal for instance."));

  private Documents() {}

  /** Writes all of them into a folder, which is made. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Files.createDirectories(folder);
    for (Map.Entry<String, String> document : all().entrySet()) {
      Files.writeString(folder.resolve(document.getKey()), document.getValue());
    }
  }

  /** Every document by the name of its file. */
  static Map<String, String> all() {
    CommandLine vipd = CommandModels.vipd();
    CommandLine vipctl = CommandModels.vipctl();
    return Map.of(
        "vipd.8",
            CommandPage.of(vipd, FILES, List.of("vipctl(8)", "vipd.yaml(5)", "keepalived(8)")),
        "vipctl.8", CommandPage.of(vipctl, Map.of(), List.of("vipd(8)", "vipd.yaml(5)")),
        "vipd.yaml.5", FilePage.page(),
        "vipd.bash", bash("vipd", vipd),
        "vipctl.bash", bash("vipctl", vipctl),
        "_vipd", ZshCompletion.of(vipd),
        "_vipctl", ZshCompletion.of(vipctl),
        "vipd.schema.json", JsonSchema.of(Schema.NODE),
        "group.schema.json", JsonSchema.of(Schema.GROUP));
  }

  /** It is sourced by the shell, never run. */
  private static String bash(String name, CommandLine program) {
    return AutoComplete.bash(name, program).replaceFirst("^#!.*\n", "");
  }
}
