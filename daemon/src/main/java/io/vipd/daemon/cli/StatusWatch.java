package io.vipd.daemon.cli;

import io.vipd.daemon.control.Answer;
import io.vipd.daemon.control.NoAnswerException;
import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.log.SafeText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * {@code status --watch}: a picture every second until the person has seen enough, or nobody reads
 * any more. Nothing on the terminal is changed that Ctrl-C would have to put right.
 */
final class StatusWatch {
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final String CLEAR_ALL = "\u001b[2J";
  private static final String HOME = "\u001b[H";
  private static final String CLEAR_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";

  private final Question question;
  private final World world;
  private final Output output;
  private Instant lastAnswer;
  private boolean cleared;

  /** Asks the daemon. */
  interface Question {
    Answer<NodeStatus> ask() throws NoAnswerException;
  }

  StatusWatch(Question question, World world, Output output) {
    this.question = question;
    this.world = world;
    this.output = output;
  }

  /** Returns the exit code. */
  int run() {
    do {
      Terminal.Size size = world.terminal().size();
      try {
        switch (question.ask()) {
          case Answer.Given<NodeStatus>(String line, NodeStatus status) -> {
            show(line, StatusText.of(world, size.columns()).lines(status), size);
            lastAnswer = world.clock().instant();
          }
          case Answer.Refused<NodeStatus> refused when lastAnswer == null -> {
            return output.refused(refused);
          }
          case Answer.Refused<NodeStatus>(String line, _, String message) ->
              show(line, waiting(message, size), size);
        }
      } catch (NoAnswerException e) {
        show(Output.noDaemonLine(e), waiting(e.getMessage(), size), size);
      }
    } while (!world.out().checkError() && world.pause().pass(EVERY));
    return Exit.DONE;
  }

  private List<String> waiting(String why, Terminal.Size size) {
    String ago =
        lastAnswer == null
            ? ""
            : " The last answer came "
                + Times.passing(Duration.between(lastAnswer, world.clock().instant()))
                + " ago.";
    return List.of(
        TextTable.cut(SafeText.oneLine(why), size.columns()),
        TextTable.cut("Waiting for it; Ctrl-C ends." + ago, size.columns()));
  }

  private void show(String line, List<String> text, Terminal.Size size) {
    if (output.json()) {
      world.out().println(line);
      return;
    }
    if (!world.terminal().isPresent()) {
      text.forEach(world.out()::println);
      world.out().println();
      return;
    }
    StringBuilder picture = new StringBuilder(cleared ? HOME : CLEAR_ALL + HOME);
    cleared = true;
    text.stream()
        .limit(size.rows() - 1L)
        .forEach(row -> picture.append(row).append(CLEAR_LINE).append('\n'));
    world.out().print(picture.append(CLEAR_BELOW));
  }
}
