package io.vipd.daemon.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vipd.daemon.log.SafeText;

/**
 * Writes HTML. Markup is literals of this package; whatever else is written is escaped, and what
 * could reverse the direction of reading is shown as an escape.
 */
final class Html {
  private final StringBuilder out = new StringBuilder(8192);

  /** Markup as it is: literals alone. */
  Html markup(String literal) {
    out.append(literal);
    return this;
  }

  /** Text between tags or inside a quoted attribute. */
  Html text(String text) {
    String safe = SafeText.oneLine(text);
    for (int i = 0; i < safe.length(); i++) {
      char c = safe.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return this;
  }

  /** A term and what there is to say to it. */
  Html fact(String term, String text) {
    return markup("<div><dt>").text(term).markup("</dt><dd>").text(text).markup("</dd></div>");
  }

  /** A role as a badge; its shape says the same as its colour. */
  Html role(String role) {
    String look =
        switch (role) {
          case "ACTIVE" -> "active";
          case "BACKUP" -> "backup";
          default -> "fault";
        };
    return markup("<span class=\"role ").markup(look).markup("\">").text(role).markup("</span>");
  }

  /** Begins a table. */
  Html table(String caption, String... columns) {
    markup("<table><caption>").text(caption).markup("</caption><thead><tr>");
    for (String column : columns) {
      markup("<th scope=\"col\">").text(column).markup("</th>");
    }
    return markup("</tr></thead><tbody>");
  }

  /** Begins a cell; on a narrow screen its column's name stands beside it. */
  Html cell(String column) {
    return markup("<td data-label=\"").text(column).markup("\">");
  }

  /** A whole cell. */
  Html cell(String column, String text) {
    return cell(column).text(text).markup("</td>");
  }

  Html endTable() {
    return markup("</tbody></table>");
  }

  byte[] bytes() {
    return out.toString().getBytes(UTF_8);
  }
}
