package io.vipd.daemon.control;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The configuration in use, and how reloading went since the daemon started.
 *
 * @param since when its files were read: at the start, or by the last reload that went well
 * @param reloads how many reloads ended how: {@code applied}, {@code unchanged}, {@code invalid},
 *     {@code refused}
 * @param failedAt when the last reload failed; null when the last one went well, or none was
 * @param failure why, with file, line and column where a file is to blame; null as well
 * @param outdatedSince since when the files say something else than is in use, to a few seconds;
 *     null when they do not
 */
public record ConfigStatus(
    Instant since,
    Map<String, Long> reloads,
    Instant failedAt,
    String failure,
    Instant outdatedSince) {

  /** What is wrong with it, one sentence; null when nothing is. */
  public String warning() {
    if (failure != null) {
      return "the reload at "
          + failedAt
          + " failed, and the configuration of "
          + since
          + " stays in use: "
          + failure
          + "; mend it and run 'vipctl reload'";
    }
    return outdatedSince == null
        ? null
        : "the configuration's files say something else than is in use, since "
            + outdatedSince
            + "; 'vipctl reload --dry-run' tells what, 'vipctl reload' puts it in use";
  }

  /** How many reloads ended how, those alone that there were; empty when there was none. */
  public String summary() {
    return List.of("applied", "unchanged", "invalid", "refused").stream()
        .filter(outcome -> reloads.getOrDefault(outcome, 0L) > 0)
        .map(outcome -> reloads.get(outcome) + " " + outcome)
        .collect(Collectors.joining(", "));
  }
}
