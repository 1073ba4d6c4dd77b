package io.vipd.daemon.cli;

import io.vipd.daemon.control.Answer;
import io.vipd.daemon.control.ControlClient;
import io.vipd.daemon.control.NoAnswerException;
import io.vipd.daemon.control.NodeStatus;
import java.nio.file.Path;

/**
 * What {@code vipctl status} does, however it was said.
 *
 * @param runFolder the daemon's run folder
 * @param group the one group that is wanted; null for all
 * @param json for programs rather than for people
 * @param watch again and again
 */
record StatusAction(Path runFolder, String group, boolean json, boolean watch) {
  /** Returns the exit code. */
  int run(World world) {
    ControlClient daemon = new ControlClient(runFolder);
    Output output = new Output(world, "vipctl status", json);
    if (watch) {
      return new StatusWatch(() -> daemon.status(group), world, output).run();
    }
    try {
      return switch (daemon.status(group)) {
        case Answer.Given<NodeStatus>(String line, NodeStatus status) -> {
          output.result(
              line, () -> StatusText.of(world, world.terminal().size().columns()).lines(status));
          yield Exit.DONE;
        }
        case Answer.Refused<NodeStatus> refused -> output.refused(refused);
      };
    } catch (NoAnswerException e) {
      return output.noAnswer(e);
    }
  }
}
