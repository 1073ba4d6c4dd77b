package io.vipd.daemon.config;

/**
 * A text does not have the form its key asks for. The message goes on where key and value left off:
 * {@code is outside 1..255; choose ..}.
 */
@SuppressWarnings("serial") // never leaves this package
final class Refused extends Exception {
  Refused(String message) {
    super(message, null, false, false);
  }
}
