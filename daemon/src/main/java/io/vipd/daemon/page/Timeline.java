package io.vipd.daemon.page;

import io.vipd.daemon.journal.Entry;
import io.vipd.daemon.journal.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What the journal remembers, newest first. */
final class Timeline {
  private Timeline() {}

  static void write(Html html, List<Entry> oldestFirst, Instant now) {
    html.markup("<section aria-labelledby=\"timeline\"><h2 id=\"timeline\">What happened</h2>");
    if (oldestFirst.isEmpty()) {
      html.markup("<p>Nothing is in the journal yet.</p></section>");
      return;
    }
    html.table("The latest entries of the journal, newest first", "When", "Ago", "Group", "What");
    for (Entry entry : oldestFirst.reversed()) {
      html.markup("<tr><th scope=\"row\"><time datetime=\"").text(entry.at().toString());
      html.markup("\">").text(Span.moment(entry.at())).markup("</time></th>");
      html.cell("Ago", Span.of(Duration.between(entry.at(), now)));
      html.cell("Group", entry.group() == null ? "" : entry.group());
      html.cell("What").markup("<span>");
      if (entry.is(Kind.TRANSITION) && entry.text("to") != null) {
        html.role(entry.text("to")).markup(" ");
      }
      html.text(entry.says()).markup("</span></td></tr>");
    }
    html.endTable().markup("</section>");
  }
}
