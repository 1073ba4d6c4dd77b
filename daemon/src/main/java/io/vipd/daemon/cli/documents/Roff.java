package io.vipd.daemon.cli.documents;

import java.util.List;

/** A manual page in the language of man(7), written from top to bottom. */
final class Roff {
  private final StringBuilder page = new StringBuilder();

  /**
   * Begins a page.
   *
   * @param section of the manual: 8 for administration, 5 for file formats
   * @param source what stands at the foot, for instance {@code vipd 1.0.0}
   * @param manual what stands at the head
   */
  Roff(String name, int section, String source, String manual) {
    page.append(".\\\" Made from the program's own model; changes belong there.\n");
    page.append(
        ".TH \"%s\" \"%d\" \"\" \"%s\" \"%s\"\n"
            .formatted(name.toUpperCase(java.util.Locale.ROOT), section, source, manual));
    page.append(".nh\n.ad l\n");
  }

  Roff section(String heading) {
    page.append(".SH \"").append(escape(heading)).append("\"\n");
    return this;
  }

  Roff subsection(String heading) {
    page.append(".SS \"").append(escape(heading)).append("\"\n");
    return this;
  }

  Roff paragraph(String text) {
    if (!text.isBlank()) {
      page.append(".PP\n").append(line(text));
    }
    return this;
  }

  /** A line that is not filled, its first word bold; used for a synopsis. */
  Roff synopsis(String command, String arguments) {
    page.append(".PP\n\\fB").append(escape(command)).append("\\fR ");
    page.append(escape(arguments)).append('\n');
    return this;
  }

  /** A term and, indented below it, what it means. */
  Roff definition(String term, String text) {
    page.append(".TP\n\\fB").append(escape(term)).append("\\fR\n").append(line(text));
    return this;
  }

  /** Lines as they are. */
  Roff literal(List<String> lines) {
    page.append(".PP\n.nf\n");
    lines.forEach(text -> page.append(text.isEmpty() ? ".sp\n" : line(text)));
    page.append(".fi\n");
    return this;
  }

  private static String line(String text) {
    String escaped = escape(text.strip().isEmpty() ? text : text.stripTrailing());
    // A full stop or an apostrophe at the start would be a request.
    boolean request = escaped.startsWith(".") || escaped.startsWith("'");
    return (request ? "\\&" : "") + escaped + "\n";
  }

  /** A hyphen that people copy must stay an ASCII one. */
  private static String escape(String text) {
    return text.replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("\"", "\\(dq")
        .replace("'", "\\(aq")
        .replace("\n", " ");
  }

  @Override
  public String toString() {
    return page.toString();
  }
}
