package io.vipd.daemon.config;

import io.vipd.health.ScriptSecurity;
import io.vipd.health.ScriptSecurity.Complaint;
import io.vipd.health.ScriptSecurity.Complaint.Kind;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Looks at the programs that a configuration names: one that somebody else could replace, or that
 * cannot be run, is an error where it is named. One that is not there may still be installed, so
 * that is a warning.
 */
final class ScriptFiles {
  private final Mapping node;
  private final String user;
  private final Judges judges;
  private ScriptSecurity security;
  private boolean hopeless;

  /** Who judges programs. */
  @FunctionalInterface
  interface Judges {
    /**
     * A judge for programs of this user.
     *
     * @param user as {@code script-user} has it; null where it is not there
     * @throws IOException whose message says why nothing can be run
     */
    ScriptSecurity of(String user) throws IOException;
  }

  /**
   * @param node where {@code script-user} stands
   * @param user what it says, or null
   * @param judges null where nobody is to look
   */
  ScriptFiles(Mapping node, String user, Judges judges) {
    this.node = node;
    this.user = user;
    this.judges = judges;
  }

  /**
   * Reports what is wrong with a program, at the key that names it.
   *
   * @param command the program and its arguments; null where that has an error
   */
  void examine(Mapping owner, String key, List<String> command) {
    if (command == null || judges == null || hopeless) {
      return;
    }
    try {
      Path program = Path.of(command.getFirst());
      if (security == null) {
        security = judges.of(user);
      }
      report(owner, key, security.complaints(program));
    } catch (InvalidPathException _) {
      owner.error(
          key, "the program's path holds a character that no path can have here; use ASCII");
    } catch (IOException e) {
      hopeless = true;
      if (node.has("script-user")) {
        node.error("script-user", e.getMessage());
      } else {
        owner.error(key, e.getMessage());
      }
    }
  }

  private static void report(Mapping owner, String key, List<Complaint> complaints) {
    // On the way to what is not there things may change, too, until it is.
    boolean missing = complaints.stream().anyMatch(c -> c.kind() == Kind.MISSING);
    for (Complaint complaint : complaints) {
      String text = complaint.text();
      switch (complaint.kind()) {
        case MISSING -> owner.warn(key, text + "; install it, or mend the path");
        case HIDDEN -> owner.warn(key, text + "; check as root, or as the user that vipd runs as");
        case REFUSED -> {
          if (!missing) {
            owner.error(key, text);
          }
        }
      }
    }
  }
}
