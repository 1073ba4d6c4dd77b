package io.vipd.daemon.config;

import java.nio.file.Path;

/**
 * Where something stands.
 *
 * @param file the file
 * @param line from 1; 0 where the whole file is meant
 * @param column from 1; 0 where the whole file is meant
 */
record Place(Path file, int line, int column) {
  /** The file as a whole. */
  static Place whole(Path file) {
    return new Place(file, 0, 0);
  }

  /** {@code file:line:column}. */
  @Override
  public String toString() {
    return line == 0 ? file.toString() : file + ":" + line + ":" + column;
  }
}
