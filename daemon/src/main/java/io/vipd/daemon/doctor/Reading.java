package io.vipd.daemon.doctor;

/** What came of looking at a file, or of running a program. */
public sealed interface Reading {
  /** Its text, without white space at its ends. */
  record Text(String text) implements Reading {}

  /** There is no such file, or program. */
  record Missing() implements Reading {}

  /**
   * It is there, and cannot be read.
   *
   * @param why the rest of a sentence
   * @param permission whether for want of a right
   */
  record Unreadable(String why, boolean permission) implements Reading {}

  /** The text; what stands here where there is none. */
  default String or(String other) {
    return this instanceof Text(String text) ? text : other;
  }
}
