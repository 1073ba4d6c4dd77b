package io.vipd.daemon.config;

import java.util.List;

/**
 * What a key's value looks like, for whatever describes the files to others: JSON schema, manual.
 */
public sealed interface ValueType {
  /** A whole number from {@code min} to {@code max}, both included. */
  record Whole(int min, int max) implements ValueType {}

  /** A length of time from {@code min} to {@code max}, written with a unit. */
  record Time(String min, String max) implements ValueType {}

  /** One of a few words. */
  record Words(List<String> words) implements ValueType {}

  /** {@code true} or {@code false}. */
  record Truth() implements ValueType {}

  /** Any text; what it must be in particular, the key's meaning says. */
  record Text() implements ValueType {}

  /** A list of values that look alike. */
  record Several(ValueType each) implements ValueType {}

  /** A value that takes one of several forms. */
  record Either(List<ValueType> forms) implements ValueType {}

  /** A mapping with the keys of a schema. */
  record Nested(Schema schema) implements ValueType {}

  /** A mapping from names of the user's own, as a regular expression has them, to such values. */
  record Named(String name, ValueType each) implements ValueType {}
}
