package io.vipd.daemon.cli;

import io.vipd.daemon.journal.Entry;
import io.vipd.daemon.log.SafeText;
import java.time.ZoneId;
import java.util.List;

/** Entries of the journal as people read them. */
final class HistoryText {
  private HistoryText() {}

  /** A line for each entry. */
  static TextTable table(List<Entry> entries, ZoneId zone) {
    TextTable table = new TextTable();
    table.row("NUMBER", "TIME", "KIND", "WHAT HAPPENED");
    for (Entry entry : entries) {
      table.row(
          Long.toString(entry.sequence()),
          Times.moment(entry.at(), zone),
          SafeText.oneLine(entry.kind()),
          SafeText.oneLine(entry.says()));
    }
    return table;
  }
}
