package io.vipd.daemon.log;

/** Makes text from outside fit for a line of a log or of a terminal. */
public final class SafeText {
  private SafeText() {}

  /**
   * Replaces whatever could end the line, move a terminal's cursor or reverse the direction of
   * reading by an escape such as {@code \n}, {@code \x1b} or {@code \}{@code u202e}.
   *
   * @return the same text when there is nothing to replace
   */
  public static String oneLine(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isUnsafe(text, i)) {
        return escaped(text, i);
      }
    }
    return text;
  }

  private static String escaped(String text, int from) {
    StringBuilder safe = new StringBuilder(text.length() + 16).append(text, 0, from);
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isUnsafe(text, i)) {
        safe.append(c);
        continue;
      }
      switch (c) {
        case '\n' -> safe.append("\\n");
        case '\r' -> safe.append("\\r");
        case '\t' -> safe.append("\\t");
        default -> safe.append(String.format(c < 0x100 ? "\\x%02x" : "\\u%04x", (int) c));
      }
    }
    return safe.toString();
  }

  private static boolean isUnsafe(String text, int i) {
    char c = text.charAt(i);
    if (c < 0x7f) {
      return c < 0x20;
    }
    if (c < 0xa0) {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      case Character.SURROGATE -> !isPaired(text, i);
      default -> false;
    };
  }

  private static boolean isPaired(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }
}
