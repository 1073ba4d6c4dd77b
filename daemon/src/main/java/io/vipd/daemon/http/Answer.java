package io.vipd.daemon.http;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What is sent back.
 *
 * @param status the HTTP status
 * @param contentType what the body is
 * @param body the body, which nobody changes
 */
record Answer(int status, String contentType, byte[] body) {
  static final int OK = 200;
  static final int BAD_REQUEST = 400;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int UNAVAILABLE = 503;

  /** One sentence. */
  static Answer sentence(int status, String sentence) {
    return new Answer(status, "text/plain; charset=utf-8", (sentence + "\n").getBytes(UTF_8));
  }
}
