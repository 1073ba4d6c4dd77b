package io.vipd.daemon.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/** The forms that values of several keys share. */
final class Forms {
  private static final Pattern WHOLE = Pattern.compile("[+-]?(0|[1-9][0-9]*)");
  private static final Pattern NAMES = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final Pattern ACCOUNTS = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}");

  /** {@code true} or {@code false}. */
  static final Form<Boolean> TRUTH = choice(Map.of("true", true, "false", false), "true or false");

  /** The name of a group or a check. */
  static final Form<String> NAME =
      text -> {
        if (!NAMES.matcher(text).matches()) {
          throw new Refused(
              "must begin with a letter or digit and hold only a-z, 0-9, '.', '_' and '-', at most"
                  + " 64 of them; choose another");
        }
        return text;
      };

  /** The name of a user or a group of users; whether there is one is for the machine to say. */
  static final Form<String> ACCOUNT =
      text -> {
        if (!ACCOUNTS.matcher(text).matches()) {
          throw new Refused(
              "is no name that Linux accepts: a letter or '_', then letters, digits, '_', '.' and"
                  + " '-', at most 32; write it as /etc/passwd or /etc/group has it");
        }
        return text;
      };

  /** An absolute path; whether there is such a file is for the machine to say. */
  static final Form<Path> PATH =
      text -> {
        if (!text.startsWith("/")) {
          throw new Refused("is no absolute path; begin it with /");
        }
        try {
          if (text.chars().noneMatch(Character::isISOControl)) {
            return Path.of(text);
          }
        } catch (InvalidPathException _) {
          // One that the system's encoding does not have.
        }
        throw new Refused("holds a character that no path can have here; use ASCII alone");
      };

  private Forms() {}

  /** A whole number from min to max. The rule is its RFC section or empty. */
  static Form<Integer> whole(int min, int max, String rule, String mend) {
    String range = min + ".." + max + inBrackets(rule);
    return text -> {
      if (!WHOLE.matcher(text).matches()) {
        throw new Refused("is no whole number in " + range + "; " + mend);
      }
      // Ten characters hold every int and no more than a long.
      long value = text.length() > 10 ? Long.MAX_VALUE : Long.parseLong(text);
      if (value < min || value > max) {
        throw new Refused("is outside " + range + "; " + mend);
      }
      return (int) value;
    };
  }

  /** A length of time from min to max, both as in a file. The rule is as above. */
  static Form<Duration> duration(String min, String max, String rule, String mend) {
    Duration shortest = Durations.parse(min);
    Duration longest = Durations.parse(max);
    String range = min + ".." + max + inBrackets(rule);
    return text -> {
      Duration value = Durations.read(text);
      if (value.compareTo(shortest) < 0 || value.compareTo(longest) > 0) {
        throw new Refused("is outside " + range + "; " + mend);
      }
      return value;
    };
  }

  /** One of a few words. */
  static <T> Form<T> choice(Map<String, T> words, String listed) {
    return text -> {
      T value = words.get(text);
      if (value == null) {
        throw new Refused("is unknown; write " + listed);
      }
      return value;
    };
  }

  private static String inBrackets(String rule) {
    return rule.isEmpty() ? "" : " (" + rule + ")";
  }
}
