package io.vipd.daemon.control;

/**
 * What the daemon answered.
 *
 * @param <T> what a request of this kind is answered with
 */
public sealed interface Answer<T> {
  /** The answer as it came, one line of JSON without the line end. */
  String line();

  /**
   * The request was carried out.
   *
   * @param document what came of it
   */
  record Given<T>(String line, T document) implements Answer<T> {}

  /**
   * The request was refused or failed.
   *
   * @param code one word for programs, for instance {@code no-such-group}
   * @param message one sentence for people
   */
  record Refused<T>(String line, String code, String message) implements Answer<T> {}
}
