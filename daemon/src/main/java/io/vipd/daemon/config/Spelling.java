package io.vipd.daemon.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Words as a person wrote them: shown safely, and matched with what was probably meant. */
final class Spelling {
  private static final int MAX_SHOWN = 60;
  private static final int MAX_COMPARED = 40;

  private static final Pattern SECRET = Pattern.compile("//[^/\\s@]*@");
  private static final Pattern PLAIN = Pattern.compile("[!-&(-~]+");

  private Spelling() {}

  /**
   * A text from a file as it may stand in a message: in quotes where its ends would not be clear
   * without, control characters as escapes, without a URL's user and password, cut after 60
   * characters.
   */
  static String show(String original) {
    String text = SECRET.matcher(original).replaceAll("//***@");
    StringBuilder shown = new StringBuilder();
    text.codePoints().limit(MAX_SHOWN).forEach(codePoint -> append(shown, codePoint));
    String end = text.codePointCount(0, text.length()) > MAX_SHOWN ? ".." : "";
    return end.isEmpty() && PLAIN.matcher(text).matches() ? text : "'" + shown + end + "'";
  }

  private static void append(StringBuilder shown, int codePoint) {
    switch (codePoint) {
      case '\n' -> shown.append("\\n");
      case '\r' -> shown.append("\\r");
      case '\t' -> shown.append("\\t");
      default -> {
        // Whatever could move a cursor or turn the direction of a line around.
        int type = Character.getType(codePoint);
        if (type == Character.CONTROL
            || type == Character.FORMAT
            || type == Character.LINE_SEPARATOR
            || type == Character.PARAGRAPH_SEPARATOR
            || type == Character.SURROGATE) {
          shown.append(String.format("\\u%04x", codePoint));
        } else {
          shown.appendCodePoint(codePoint);
        }
      }
    }
  }

  /** The known word that was probably meant, if one is near enough. */
  static Optional<String> nearest(String word, Collection<String> known) {
    String meant = word.toLowerCase(Locale.ROOT).replace('_', '-');
    if (meant.length() > MAX_COMPARED) {
      return Optional.empty();
    }
    String best = null;
    int bestDistance = Math.max(1, meant.length() / 3) + 1;
    for (String candidate : known) {
      int distance = distance(meant, candidate);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    if (best == null && meant.length() >= 3) {
      best =
          known.stream().filter(candidate -> candidate.startsWith(meant)).findFirst().orElse(null);
    }
    return Optional.ofNullable(best);
  }

  /** How many letters must be put in, taken out, changed or swapped with their neighbour. */
  private static int distance(String from, String to) {
    int[][] rows = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          rows[i][j] = i + j;
          continue;
        }
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        rows[i][j] =
            Math.min(
                rows[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
        }
      }
    }
    return rows[from.length()][to.length()];
  }
}
