package io.vipd.daemon.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A program and its arguments in one string. Quotes and backslashes work as in a shell; nothing
 * else of a shell does, and what looks as if it were expected to is refused.
 */
final class CommandLine {
  private static final Pattern SHELL = Pattern.compile("\\|\\|?|&&?|;|[0-9]*(<|>|>>)(&[0-9])?.*");

  private CommandLine() {}

  /** The words of a command line; the first is an absolute path. */
  static List<String> split(String line) throws Refused {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (true) {
      while (at < line.length() && isBlank(line.charAt(at))) {
        at++;
      }
      if (at == line.length()) {
        return checked(words);
      }
      at = word(line, at, words);
    }
  }

  /** The same words, if they can be run. */
  static List<String> checked(List<String> words) throws Refused {
    if (words.isEmpty()) {
      throw new Refused("names no program; write its absolute path");
    }
    if (!words.getFirst().startsWith("/")) {
      throw new Refused(
          "does not begin with an absolute path, and no search path is used; write the program's"
              + " whole path");
    }
    if (words.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
      throw new Refused("holds a zero byte, which no program can be given; remove it");
    }
    return List.copyOf(words);
  }

  /** Reads the word that begins here and returns where it ends. */
  private static int word(String line, int start, List<String> words) throws Refused {
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    int at = start;
    while (at < line.length() && !isBlank(line.charAt(at))) {
      char c = line.charAt(at);
      switch (c) {
        case '\'', '"' -> {
          at = quote(line, at, word);
          quoted = true;
        }
        case '\\' -> {
          if (at + 1 == line.length()) {
            throw new Refused("ends with a backslash; remove it, or write two");
          }
          word.append(line.charAt(at + 1));
          quoted = true;
          at += 2;
        }
        default -> {
          word.append(c);
          at++;
        }
      }
    }
    if (!quoted && SHELL.matcher(word).matches()) {
      throw new Refused(
          "uses "
              + Spelling.show(word.toString())
              + " as a shell would, but no shell runs it; put the commands in a script");
    }
    words.add(word.toString());
    return at;
  }

  /** Reads from this quote to the one that closes it and returns where that ends. */
  private static int quote(String line, int start, StringBuilder word) throws Refused {
    char quote = line.charAt(start);
    for (int at = start + 1; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == quote) {
        return at + 1;
      }
      if (c == '\\'
          && quote == '"'
          && at + 1 < line.length()
          && "\"\\".indexOf(line.charAt(at + 1)) >= 0) {
        at++;
      }
      word.append(line.charAt(at));
    }
    throw new Refused("opens a quote " + quote + " and never closes it; close it");
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }
}
