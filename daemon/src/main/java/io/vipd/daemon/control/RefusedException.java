package io.vipd.daemon.control;

import com.google.gson.JsonObject;

/** A request that is answered with an error. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  RefusedException(ErrorCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** The answer that tells the client. */
  JsonObject toJson() {
    JsonObject error = new JsonObject();
    error.addProperty("code", code.text());
    error.addProperty("message", getMessage());
    JsonObject answer = new JsonObject();
    answer.add("error", error);
    return answer;
  }
}
