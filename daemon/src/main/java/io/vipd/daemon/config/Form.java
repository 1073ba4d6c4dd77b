package io.vipd.daemon.config;

/** The form of a key's value: reads a text into what it means. */
@FunctionalInterface
interface Form<T> {
  /** The text itself. */
  Form<String> TEXT = text -> text;

  /**
   * What the text means.
   *
   * @throws Refused if it does not have this form
   */
  T read(String text) throws Refused;
}
