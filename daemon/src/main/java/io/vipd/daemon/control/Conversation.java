package io.vipd.daemon.control;

import com.google.gson.JsonObject;
import io.vipd.daemon.control.Operations.Caller;
import io.vipd.daemon.kernel.Users;
import java.io.IOException;
import java.nio.channels.SocketChannel;
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
  private final Answers answers;
  private final EventStream events;
  private final Access access;
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
      Answers answers,
      EventStream events,
      Access access,
      ControlLimits limits,
      Consumer<Conversation> onEnd) {
    this.channel = channel;
    this.socket = socket;
    this.answers = answers;
    this.events = events;
    this.access = access;
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
      String user = socket.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
      Caller caller = new Caller(user, Users.uid(user));
      boolean goOn = true;
      while (goOn) {
        goOn =
            switch (channel.readLine(limits.requestTime())) {
              case LineChannel.Line.Whole(String line) -> answer(line, caller);
              case LineChannel.Line.End() -> false;
              case LineChannel.Line.TooLong() -> refuse(tooLong());
              case LineChannel.Line.TooSlow() -> refuse(tooSlow());
            };
      }
    } catch (IOException e) {
      LOG.debug("a control client went away reason={}", Failures.reason(e));
    } catch (RuntimeException e) {
      LOG.error("the connection of a control client was ended; this is a bug in vipd", e);
    } finally {
      endNow();
    }
  }

  /** Answers a line; false if nothing may follow. */
  private boolean answer(String line, Caller caller) throws IOException {
    try {
      Request request = Request.parse(line);
      if (request.changes() && access.readOnly()) {
        LOG.info("a change was refused to a reader. user={} uid={}", caller.user(), caller.uid());
        throw access.refusal(caller);
      }
      if (request instanceof Request.Events(long after)) {
        events.run(channel, after);
        return false;
      }
      return send(answers.to(request, caller));
    } catch (RefusedException e) {
      return send(e.toJson());
    } catch (NoCoreException e) {
      LOG.error("a control request was not answered: {}", e.getMessage());
      return send(
          new RefusedException(
                  ErrorCode.FAILED,
                  e.getMessage() + "; its log says more, see 'systemctl status vipd'")
              .toJson());
    } catch (RuntimeException e) {
      LOG.error("a control request was not answered; this is a bug in vipd", e);
      return send(
          new RefusedException(
                  ErrorCode.INTERNAL, "a bug in vipd kept it from answering; its log says more")
              .toJson());
    }
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
