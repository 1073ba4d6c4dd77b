package io.vipd.daemon.config;

import java.util.List;

/** What came of reading a configuration folder. */
public sealed interface Loaded {
  /**
   * It can be used.
   *
   * @param config what it says
   * @param warnings what is allowed but probably not meant
   */
  record Valid(Config config, List<Problem> warnings) implements Loaded {}

  /**
   * It cannot.
   *
   * @param problems everything that is wrong, in the order of files and lines; at least one
   */
  record Invalid(List<Problem> problems) implements Loaded {}
}
