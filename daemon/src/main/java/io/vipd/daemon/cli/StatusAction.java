package io.vipd.daemon.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.vipd.daemon.control.Answer;
import io.vipd.daemon.control.ControlClient;
import io.vipd.daemon.control.NoAnswerException;
import io.vipd.daemon.control.NodeStatus;
import io.vipd.daemon.control.StatusDocument;
import java.nio.file.Path;

/**
 * What {@code vipctl status} does, however it was said.
 *
 * @param runFolder the daemon's run folder
 * @param group the one group that is wanted; null for all
 * @param json for programs rather than for people
 * @param watch again and again
 * @param keepalived with keepalived's words for the roles
 */
record StatusAction(Path runFolder, String group, boolean json, boolean watch, boolean keepalived) {
  /** Returns the exit code. */
  int run(World world) {
    ControlClient daemon = new ControlClient(runFolder);
    Output output = new Output(world, "vipctl status", json);
    if (watch) {
      return new StatusWatch(() -> ask(daemon), world, output).run();
    }
    try {
      return switch (ask(daemon)) {
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

  private Answer<NodeStatus> ask(ControlClient daemon) throws NoAnswerException {
    Answer<NodeStatus> answer = daemon.status(group);
    if (!keepalived || !(answer instanceof Answer.Given<NodeStatus>(String line, _))) {
      return answer;
    }
    JsonObject inItsWords = JsonParser.parseString(line).getAsJsonObject();
    for (JsonElement element : inItsWords.getAsJsonArray("groups")) {
      JsonObject ofGroup = element.getAsJsonObject();
      if (ofGroup.get("role").getAsString().equals("ACTIVE")) {
        ofGroup.addProperty("role", "MASTER");
      }
    }
    return new Answer.Given<>(inItsWords.toString(), StatusDocument.fromJson(inItsWords));
  }
}
