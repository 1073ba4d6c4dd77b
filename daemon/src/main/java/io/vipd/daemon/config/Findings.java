package io.vipd.daemon.config;

import java.util.ArrayList;
import java.util.List;

/** What is found in one file: errors, which make the configuration invalid, and warnings. */
final class Findings {
  private final List<Problem> errors = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();

  /** The message holds key, value, rule and mend. */
  void error(Place place, String message) {
    errors.add(new Problem(place.file(), place.line(), place.column(), message));
  }

  /** The message holds key, value, reason and mend. */
  void warn(Place place, String message) {
    warnings.add(new Problem(place.file(), place.line(), place.column(), message));
  }

  /** Whether no error was found so far. */
  boolean sound() {
    return errors.isEmpty();
  }

  /** Errors from the file's top to its end; what concerns the whole file comes first. */
  List<Problem> errors() {
    return errors.stream().sorted(Findings::byPlace).toList();
  }

  /** Warnings in the same order. */
  List<Problem> warnings() {
    return warnings.stream().sorted(Findings::byPlace).toList();
  }

  // Java's own comparing(..) would be linked at every start, which takes a millisecond.
  private static int byPlace(Problem a, Problem b) {
    return a.line() == b.line()
        ? Integer.compare(a.column(), b.column())
        : Integer.compare(a.line(), b.line());
  }
}
