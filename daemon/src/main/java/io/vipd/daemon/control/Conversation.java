package io.vipd.daemon.control;

import com.google.gson.JsonObject;
import io.vipd.daemon.control.Operations.Caller;
import io.vipd.daemon.control.Operations.FailoverOutcome;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client, from its connection to its end, on a thread of its own. */
final class Conversation {
  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

  private final LineChannel channel;
  private final SocketChannel socket;
  private final Operations operations;
  private final ControlLimits limits;
  private final Consumer<Conversation> onEnd;
  private final Thread thread;

  /**
   * Not started yet.
   *
   * @param onEnd told at the end, on the conversation's own thread
   */
  Conversation(
      LineChannel channel,
      SocketChannel socket,
      Operations operations,
      ControlLimits limits,
      Consumer<Conversation> onEnd) {
    this.channel = channel;
    this.socket = socket;
    this.operations = operations;
    this.limits = limits;
    this.onEnd = onEnd;
    this.thread = Thread.ofPlatform().daemon().name("control-client").unstarted(this::converse);
  }

  void start() {
    thread.start();
  }

  /** Ends it after the answer that is being made, at once when there is none. */
  void endSoon() {
    channel.wakeUp();
  }

  /** Waits for its end; zero or less does not wait. */
  void awaitEnd(long nanos) {
    try {
      TimeUnit.NANOSECONDS.timedJoin(thread, nanos);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Cuts the connection. */
  void endNow() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing a control connection failed reason={}", Failures.reason(e));
    }
    onEnd.accept(this);
  }

  private void converse() {
    try {
      Caller caller =
          new Caller(socket.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName());
      boolean goOn = true;
      while (goOn) {
        goOn =
            switch (channel.readLine(limits.requestTime())) {
              case LineChannel.Line.Whole(String line) -> send(answer(line, caller));
              case LineChannel.Line.End() -> false;
              case LineChannel.Line.TooLong() -> refuse(tooLong());
              case LineChannel.Line.TooSlow() -> refuse(tooSlow());
            };
      }
    } catch (IOException e) {
      LOG.debug("a control client went away reason={}", Failures.reason(e));
    } catch (RuntimeException e) {
      LOG.error("a bug ended a control client's connection", e);
    } finally {
      endNow();
    }
  }

  private JsonObject answer(String line, Caller caller) {
    try {
      return switch (Request.parse(line)) {
        case Request.Status(String group) -> StatusDocument.toJson(status(group));
        case Request.Failover(String group, Duration hold) ->
            failover(group, hold, caller).toJson();
      };
    } catch (RefusedException e) {
      return e.toJson();
    } catch (RuntimeException e) {
      LOG.error("a bug kept a control request from being answered", e);
      return new RefusedException(
              ErrorCode.INTERNAL, "a bug in vipd kept it from answering; its log says more")
          .toJson();
    }
  }

  private NodeStatus status(String group) throws RefusedException {
    NodeStatus status = operations.status();
    return group == null ? status : narrowed(status, group);
  }

  private static NodeStatus narrowed(NodeStatus status, String group) throws RefusedException {
    List<NodeStatus.GroupStatus> wanted =
        status.groups().stream().filter(candidate -> candidate.name().equals(group)).toList();
    if (wanted.isEmpty()) {
      throw noSuchGroup(group, status);
    }
    return new NodeStatus(
        status.node(),
        status.version(),
        status.pid(),
        status.startedAt(),
        status.warnings(),
        wanted);
  }

  private FailoverDocument failover(String group, Duration hold, Caller caller)
      throws RefusedException {
    LOG.info(
        "a failover is asked for group={} user={} hold_ms={}",
        group,
        caller.user(),
        hold.toMillis());
    return switch (operations.failover(group, hold, caller)) {
      case FailoverOutcome.TakenOver(String by, Duration after) ->
          new FailoverDocument(group, by, after, hold);
      case FailoverOutcome.NobodyTookOver(Duration after) ->
          new FailoverDocument(group, null, after, hold);
      case FailoverOutcome.NoSuchGroup() -> throw noSuchGroup(group, operations.status());
      case FailoverOutcome.NotActive(String role, String active) ->
          throw new RefusedException(ErrorCode.NOT_ACTIVE, notActive(group, role, active));
      case FailoverOutcome.Failed(String why) -> throw new RefusedException(ErrorCode.FAILED, why);
    };
  }

  private static RefusedException noSuchGroup(String group, NodeStatus status) {
    List<String> names = status.groups().stream().map(NodeStatus.GroupStatus::name).toList();
    return new RefusedException(
        ErrorCode.NO_SUCH_GROUP,
        "there is no group '"
            + group
            + "' on this node"
            + (names.isEmpty() ? ", nor any other" : "; there is " + String.join(", ", names)));
  }

  private static String notActive(String group, String role, String active) {
    String here = group + " is " + role + " on this node, so it has nothing to hand over";
    return active == null
        ? here + "; no active node is known"
        : here + "; ask " + active + ", which is active";
  }

  private RefusedException tooLong() {
    return new RefusedException(
        ErrorCode.REQUEST_TOO_LARGE,
        "a request is one line of at most " + limits.requestBytes() + " bytes");
  }

  private RefusedException tooSlow() {
    return new RefusedException(
        ErrorCode.REQUEST_TOO_SLOW,
        "no whole line arrived within " + limits.requestTime().toMillis() + " ms");
  }

  /** Never to be followed by another request. */
  private boolean refuse(RefusedException refusal) throws IOException {
    send(refusal.toJson());
    return false;
  }

  /** False if the client does not read. */
  private boolean send(JsonObject answer) throws IOException {
    return channel.writeLine(answer.toString(), limits.writeTime());
  }
}
