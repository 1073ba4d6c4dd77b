package io.vipd.daemon.config;

import java.nio.file.Path;

/**
 * One thing that is wrong with the configuration, where it stands and how to mend it.
 *
 * @param file the file
 * @param line line in it, from 1; 0 where the whole file is meant
 * @param column column in that line, from 1; 0 where the whole file is meant
 * @param message the key, the value, the rule and the mend, in one sentence
 */
public record Problem(Path file, int line, int column, String message) {
  /** {@code file:line:column message}, the form that editors and people jump to. */
  @Override
  public String toString() {
    return line == 0 ? file + " " + message : file + ":" + line + ":" + column + " " + message;
  }
}
