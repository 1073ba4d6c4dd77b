package io.vipd.daemon.journal;

import java.util.stream.Collectors;

/** What a note says, for tests. */
public final class Notes {
  private Notes() {}

  /** Kind, group, sentence, and each detail on a line of its own. */
  public static String text(Note note) {
    Entry entry = note.numbered(1, null);
    return entry.kind()
        + " "
        + entry.group()
        + " "
        + entry.says()
        + "\n"
        + entry.details().entrySet().stream()
            .map(detail -> detail.getKey() + ": " + detail.getValue() + "\n")
            .collect(Collectors.joining());
  }
}
