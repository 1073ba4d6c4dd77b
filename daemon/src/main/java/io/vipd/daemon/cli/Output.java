package io.vipd.daemon.cli;

import com.google.gson.JsonObject;
import io.vipd.daemon.control.Answer;
import io.vipd.daemon.control.ControlClient;
import io.vipd.daemon.control.NoAnswerException;
import io.vipd.daemon.log.SafeText;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where a command's outcome goes. For programs everything is one line of JSON on stdout; for people
 * a result is text on stdout, and what went wrong is a sentence on stderr.
 *
 * @param world the streams
 * @param command how the command is called, to open a sentence on stderr with
 * @param json whether this is for programs
 */
record Output(World world, String command, boolean json) {
  /** What is asked of a daemon. */
  @FunctionalInterface
  interface Question<T> {
    Answer<T> ask(ControlClient daemon) throws NoAnswerException;
  }

  /** What becomes of its answer: the exit code. */
  @FunctionalInterface
  interface Report<T> {
    int of(String line, T document);
  }

  /** Asks, and reports what is given; what is refused or not answered ends alike everywhere. */
  <T> int ask(Path runFolder, Question<T> question, Report<T> report) {
    try {
      return switch (question.ask(new ControlClient(runFolder))) {
        case Answer.Given<T>(String line, T document) -> report.of(line, document);
        case Answer.Refused<T> refused -> refused(refused);
      };
    } catch (NoAnswerException e) {
      return noAnswer(e);
    }
  }

  /** A result, in the form that is wanted; the answer is the exit code. */
  int done(String jsonLine, Supplier<List<String>> text) {
    result(jsonLine, text);
    return Exit.DONE;
  }

  /** A result, in the form that is wanted. */
  void result(String jsonLine, Supplier<List<String>> text) {
    if (json) {
      world.out().println(jsonLine);
    } else {
      text.get().forEach(world.out()::println);
    }
  }

  /** What kept the request from being carried out; the answer is the exit code. */
  int refused(Answer.Refused<?> refused) {
    failed(refused.line(), command + ": " + refused.message());
    return Exit.REFUSED;
  }

  /** A group and those that move along with it. */
  static String together(String group, List<String> with) {
    return with.isEmpty() ? group : group + " (with " + String.join(", ", with) + ")";
  }

  /** Why no daemon answers; the answer is the exit code. */
  int noAnswer(NoAnswerException why) {
    failed(noDaemonLine(why), command + ": " + why.getMessage());
    return Exit.NO_DAEMON;
  }

  /** A failure, in the form that is wanted. */
  void failed(String jsonLine, String sentence) {
    if (json) {
      world.out().println(jsonLine);
    } else {
      world.err().println(SafeText.oneLine(sentence));
    }
  }

  /** In the form of the daemon's own errors, so that a program needs to know one form only. */
  static String noDaemonLine(NoAnswerException why) {
    return errorLine("no-daemon", why.getMessage());
  }

  /** The same for whatever vipctl itself finds wrong. */
  static String errorLine(String code, String message) {
    JsonObject error = new JsonObject();
    error.addProperty("code", code);
    error.addProperty("message", message);
    JsonObject answer = new JsonObject();
    answer.add("error", error);
    return answer.toString();
  }
}
