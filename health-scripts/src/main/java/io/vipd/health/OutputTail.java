package io.vipd.health;

import java.nio.charset.StandardCharsets;

/**
 * The end of a stream of bytes of any length, in a fixed amount of memory, and as one line of text
 * that is safe to show on a terminal or in a log.
 */
final class OutputTail {
  static final int MAX_CHARS = 512;
  private static final String LINE_BREAK = " | ";

  /** A character has at most four bytes; what is shown is never more than this. */
  private final byte[] ring = new byte[MAX_CHARS * 4];

  private long total;

  void add(byte[] bytes, int length) {
    int from = Math.max(0, length - ring.length);
    long at = total + from;
    while (from < length) {
      int slot = (int) (at % ring.length);
      int run = Math.min(length - from, ring.length - slot);
      System.arraycopy(bytes, from, ring, slot, run);
      from += run;
      at += run;
    }
    total += length;
  }

  /** The end of what came, cleaned; starts with an ellipsis when something was cut off. */
  String text() {
    int kept = (int) Math.min(total, ring.length);
    boolean cut = total > kept;
    byte[] bytes = new byte[kept];
    for (int i = 0; i < kept; i++) {
      bytes[i] = ring[(int) ((total - kept + i) % ring.length)];
    }
    int start = 0;
    if (cut) {
      // The cut may have gone through a character: what is left of it means nothing.
      while (start < 3 && (bytes[start] & 0xC0) == 0x80) {
        start++;
      }
    }
    String text = clean(new String(bytes, start, kept - start, StandardCharsets.UTF_8));
    return cut && !text.startsWith("…") ? lastChars("…" + text, MAX_CHARS) : text;
  }

  /**
   * One line, trimmed, of at most {@link #MAX_CHARS} characters: line breaks become bars, other
   * control characters and those that change the direction of text become question marks. The end
   * is kept when it is too long.
   */
  static String clean(String raw) {
    StringBuilder line = new StringBuilder(Math.min(raw.length(), 4 * MAX_CHARS));
    raw.codePoints()
        .forEach(c -> {
          if (c == '\n' || c == '\r') {
            if (!line.isEmpty() && !endsWith(line, LINE_BREAK)) {
              line.append(LINE_BREAK);
            }
          } else if (c == '\t') {
            line.append(' ');
          } else {
            line.appendCodePoint(harmless(c) ? c : '?');
          }
        });
    if (endsWith(line, LINE_BREAK)) {
      line.setLength(line.length() - LINE_BREAK.length());
    }
    return lastChars(line.toString().strip(), MAX_CHARS);
  }

  private static boolean harmless(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static boolean endsWith(StringBuilder line, String end) {
    int at = line.length() - end.length();
    return at >= 0 && line.indexOf(end, at) == at;
  }

  private static String lastChars(String text, int limit) {
    if (text.length() <= limit) {
      return text;
    }
    int from = text.length() - limit + 1;
    if (Character.isLowSurrogate(text.charAt(from))) {
      from++;
    }
    return "…" + text.substring(from);
  }
}
