package io.vipd.daemon.control;

import java.io.IOException;

/** No daemon answered; the message says where it was looked for, why not, and how to mend it. */
public final class NoAnswerException extends IOException {
  private static final long serialVersionUID = 1L;

  NoAnswerException(String message) {
    super(message);
  }
}
