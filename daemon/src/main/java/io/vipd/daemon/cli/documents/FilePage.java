package io.vipd.daemon.cli.documents;

import io.vipd.daemon.config.Schema;
import io.vipd.daemon.config.Schema.Absent;
import io.vipd.daemon.control.Version;

/** The manual page of the configuration, from the schema that the reader checks against. */
final class FilePage {
  private FilePage() {}

  /** The page. */
  static String page() {
    Roff page = new Roff("vipd.yaml", 5, "vipd " + Version.CURRENT, "File formats");
    page.section("Name").paragraph("vipd.yaml, groups/NAME.yaml - configuration of vipd");
    page.section("Description");
    page.paragraph(
        "/etc/vipd/vipd.yaml holds the settings of the node, all of them optional. Each file"
            + " /etc/vipd/groups/NAME.yaml is one group: virtual addresses that move together"
            + " from node to node. Both are YAML.");
    page.paragraph(
        "Durations have units: 500ms, 1.5s, 2m, 1h. A program is a text, split at blanks and"
            + " quotes, or a list of its name and arguments; no shell is involved. It and all folders"
            + " above it must belong to root, or to the user that vipd runs as, and nobody else may"
            + " write to them: vipctl check-config and vipctl reload refuse it otherwise, and it is"
            + " not run.");
    page.paragraph("vipctl check-config /etc/vipd names every mistake at once.");
    for (Schema schema : Schema.values()) {
      page.section(schema.where());
      for (Schema.Key key : schema.keys()) {
        page.definition(key.name(), sentence(key.meaning()) + " " + absent(key.absent()));
      }
    }
    page.section("Files");
    page.definition("/usr/share/doc/vipd/examples", "Examples of whole pairs.");
    page.definition(
        "/usr/share/vipd", "JSON schemas of both files, for editors that complete and check YAML.");
    page.section("See also").paragraph("vipd(8), vipctl(8)");
    return page.toString();
  }

  private static String absent(Absent absent) {
    return switch (absent) {
      case Absent.Missing(String example) -> "Required, for instance " + example + ".";
      case Absent.Default(String text) when text.isEmpty() -> "Default: nothing.";
      case Absent.Default(String text) -> "Default: " + text + ".";
      case Absent.Otherwise(String meaning) -> "Default: " + meaning + ".";
    };
  }

  private static String sentence(String meaning) {
    return Character.toUpperCase(meaning.charAt(0)) + meaning.substring(1) + ".";
  }
}
