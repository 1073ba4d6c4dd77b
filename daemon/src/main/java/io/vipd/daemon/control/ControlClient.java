package io.vipd.daemon.control;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.vipd.daemon.journal.Entry;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The other end of the control socket. Each request takes a connection of its own; no call waits
 * longer than its limit. Safe for use by many threads.
 */
public final class ControlClient {
  /** The daemon itself gives up before that; many groups and slow disks take their time. */
  private static final Duration RELOAD_LIMIT = Duration.ofMinutes(1);

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
  private static final Duration STATUS_LIMIT = Duration.ofSeconds(5);

  /** How long it takes an event to come is nobody's fault; asked again and again. */
  private static final Duration AN_HOUR = Duration.ofHours(1);

  /** More than the daemon itself allows beyond the Active_Down_Interval. */
  private static final Duration OUTCOME_MARGIN = Duration.ofSeconds(10);

  /** Before it takes over a group may be promoted. */
  private static final Duration LONGEST_PROMOTION = Duration.ofSeconds(10);

  /**
   * Before it hands over or is removed a group may be drained, by its own hook and by the node's.
   */
  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(60);

  /** Many times what a node with a hundred groups has to say. */
  private static final int LONGEST_ANSWER = 16 * 1024 * 1024;

  private final Path socket;
  private final Duration statusLimit;

  /**
   * Talks to the daemon of a run folder, if there is one.
   *
   * @param runFolder the daemon's {@code --run-dir}
   */
  public ControlClient(Path runFolder) {
    this(runFolder, STATUS_LIMIT);
  }

  ControlClient(Path runFolder, Duration statusLimit) {
    this.socket = choose(runFolder);
    this.statusLimit = statusLimit;
  }

  /** The one that may do everything, unless only the other one may be used. */
  private static Path choose(Path runFolder) {
    Path control = runFolder.resolve(SocketPath.CONTROL);
    Path reading = runFolder.resolve(SocketPath.READING);
    return Files.exists(control) && !Files.isWritable(control) && Files.isWritable(reading)
        ? reading
        : control;
  }

  /**
   * Asks for a picture of the node.
   *
   * @param group the one group that is wanted; null for all
   * @throws NoAnswerException if no daemon answers within a few seconds
   */
  public Answer<NodeStatus> status(String group) throws NoAnswerException {
    return ask(new Request.Status(group), statusLimit, StatusDocument::fromJson);
  }

  /**
   * Asks for a group to be handed over, and waits for what comes of it: a few seconds at the usual
   * intervals, up to three minutes at the longest. A daemon that is stuck is found out before that,
   * by asking for its status first.
   *
   * @param group the group's name
   * @param hold how long the node shall not preempt, up to a day; null for the daemon's default
   * @param force whether somebody takes over or not
   * @throws NoAnswerException if no daemon answers
   */
  public Answer<FailoverDocument> failover(String group, Duration hold, boolean force)
      throws NoAnswerException {
    return switch (status(group)) {
      case Answer.Refused<NodeStatus>(String line, String code, String message) ->
          new Answer.Refused<>(line, code, message);
      case Answer.Given<NodeStatus>(_, NodeStatus node) ->
          ask(
              new Request.Failover(group, hold, force),
              outcomeLimit(node),
              FailoverDocument::fromJson);
    };
  }

  /**
   * Asks for a group to be taken over from a node of lower priority.
   *
   * @throws NoAnswerException if no daemon answers
   */
  public Answer<FailbackDocument> failback(String group) throws NoAnswerException {
    return ask(
        new Request.Failback(group),
        statusLimit.plus(LONGEST_PROMOTION),
        FailbackDocument::fromJson);
  }

  /**
   * Keeps groups out of the election, or lets them take part again; waits for somebody to take over
   * where a group is Active here.
   *
   * @param group the group's name; null for all
   * @param on whether to keep out
   * @param length how long, up to a year; null for until it is ended
   * @param reason why; null for none
   * @param force whether somebody takes over or not
   * @throws NoAnswerException if no daemon answers
   */
  public Answer<MaintenanceDocument> maintenance(
      String group, boolean on, Duration length, String reason, boolean force)
      throws NoAnswerException {
    return switch (status(group)) {
      case Answer.Refused<NodeStatus>(String line, String code, String message) ->
          new Answer.Refused<>(line, code, message);
      case Answer.Given<NodeStatus>(_, NodeStatus node) ->
          ask(
              new Request.Maintenance(group, on, length, reason, force),
              // One group after the other may have to be handed over.
              outcomeLimit(node).multipliedBy(Math.max(1, node.groups().size())),
              MaintenanceDocument::fromJson);
    };
  }

  /**
   * Asks for the newest entries of the journal, oldest first.
   *
   * @param group of this group only; null for all
   * @param since not older than this; null for any age
   * @param limit how many at the most, 1 to 1000
   * @param until up to this sequence number; 0 for the newest
   * @throws NoAnswerException if no daemon answers
   */
  public Answer<List<Entry>> history(String group, Duration since, int limit, long until)
      throws NoAnswerException {
    return ask(
        new Request.History(group, since, limit, until), statusLimit, HistoryDocument::fromJson);
  }

  /**
   * Asks for what was counted since the daemon's start; the answer is the document itself, of which
   * {@code StatsDocument} says what it has.
   *
   * @param group of this group only; null for all
   * @throws NoAnswerException if no daemon answers
   */
  public Answer<JsonObject> stats(String group) throws NoAnswerException {
    return ask(new Request.Stats(group), statusLimit, json -> json);
  }

  /**
   * Has the daemon log from another severity upwards; the answer says from which.
   *
   * @param level one of {@link LogLevels#NAMES}
   * @throws NoAnswerException if no daemon answers
   */
  public Answer<String> logLevel(String level) throws NoAnswerException {
    return ask(
        new Request.SetLogLevel(level), statusLimit, json -> json.get("log-level").getAsString());
  }

  /**
   * Follows the events: the first line is a picture of the node, every other one an entry of the
   * journal, or an error at the end.
   *
   * @param after sequence number of the last entry that is known already; -1 for none
   * @param line takes each line, and says whether it wants another
   * @throws NoAnswerException if no daemon answers, or when it has gone
   */
  public void events(long after, Predicate<String> line) throws NoAnswerException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        LineChannel lines = new LineChannel(channel, LONGEST_ANSWER)) {
      if (!connected(lines) || !sent(lines, new Request.Events(after).toLine())) {
        throw silent(CONNECT_LIMIT);
      }
      boolean more = true;
      while (more) {
        more =
            switch (lines.readLine(AN_HOUR)) {
              case LineChannel.Line.Whole(String text) -> line.test(text);
              case LineChannel.Line.TooSlow() -> true;
              case LineChannel.Line.End() -> throw hungUp();
              case LineChannel.Line.TooLong() ->
                  throw new NoAnswerException("vipd at " + socket + " sent a line without an end");
            };
      }
    } catch (NoAnswerException e) {
      throw e;
    } catch (IOException _) {
      throw hungUp();
    }
  }

  /**
   * Has the daemon read its configuration again.
   *
   * @param dryRun whether only to say what would change
   * @throws NoAnswerException if no daemon answers
   */
  public Answer<ReloadDocument> reload(boolean dryRun) throws NoAnswerException {
    return ask(
        new Request.Reload(dryRun), RELOAD_LIMIT.plus(LONGEST_DRAIN), ReloadDocument::fromJson);
  }

  /**
   * Asks for a recording of what the node was told and decided lately.
   *
   * @throws NoAnswerException if no daemon answers
   */
  public Answer<byte[]> recording() throws NoAnswerException {
    return ask(
        new Request.Record(),
        RELOAD_LIMIT,
        json -> {
          try {
            return Base64.getDecoder().decode(json.get("recording").getAsString());
          } catch (IllegalArgumentException e) {
            throw new JsonParseException(e);
          }
        });
  }

  /** An Active_Down_Interval is shorter than four intervals; the daemon gives up before we do. */
  private static Duration outcomeLimit(NodeStatus node) {
    long longest =
        node.groups().stream().mapToLong(NodeStatus.GroupStatus::intervalMillis).max().orElse(0);
    return OUTCOME_MARGIN.plus(LONGEST_DRAIN).plusMillis(4 * longest);
  }

  private <T> Answer<T> ask(Request request, Duration limit, Function<JsonObject, T> reading)
      throws NoAnswerException {
    String line = exchange(request.toLine(), limit);
    try {
      JsonObject json = Json.object(line);
      JsonObject error = json.getAsJsonObject("error");
      return error == null
          ? new Answer.Given<>(line, reading.apply(json))
          : new Answer.Refused<>(
              line, error.get("code").getAsString(), error.get("message").getAsString());
    } catch (JsonParseException | ClassCastException | NullPointerException e) {
      throw new NoAnswerException(
          "vipd at "
              + socket
              + " sent an answer that vipctl "
              + Version.CURRENT
              + " cannot read; use the vipctl that came with that vipd");
    }
  }

  private String exchange(String request, Duration limit) throws NoAnswerException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        LineChannel lines = new LineChannel(channel, LONGEST_ANSWER)) {
      if (!connected(lines)) {
        throw silent(CONNECT_LIMIT);
      }
      if (!sent(lines, request)) {
        throw silent(CONNECT_LIMIT);
      }
      return switch (lines.readLine(limit)) {
        case LineChannel.Line.Whole(String line) -> line;
        case LineChannel.Line.End() -> throw hungUp();
        case LineChannel.Line.TooLong() ->
            throw new NoAnswerException("vipd at " + socket + " sent an answer without an end");
        case LineChannel.Line.TooSlow() -> throw silent(limit);
      };
    } catch (NoAnswerException e) {
      throw e;
    } catch (IOException _) {
      throw hungUp();
    }
  }

  private boolean connected(LineChannel lines) throws NoAnswerException {
    UnixDomainSocketAddress address;
    try {
      address = SocketPath.address(socket);
    } catch (IOException e) {
      throw new NoAnswerException(e.getMessage());
    }
    try {
      return lines.connect(address, CONNECT_LIMIT);
    } catch (IOException e) {
      throw new NoAnswerException(whyNot(e));
    }
  }

  /** A server that turns us away may hang up before it reads; its sentence is there to be read. */
  private static boolean sent(LineChannel lines, String request) {
    try {
      return lines.writeLine(request, CONNECT_LIMIT);
    } catch (IOException _) {
      return true;
    }
  }

  private NoAnswerException silent(Duration limit) {
    return new NoAnswerException(
        "vipd at "
            + socket
            + " did not answer within "
            + limit.toMillis()
            + " ms; it may be stopped or stuck, see 'systemctl status vipd'");
  }

  private NoAnswerException hungUp() {
    return new NoAnswerException(
        "vipd at " + socket + " hung up without an answer; it may have been stopped just now");
  }

  private String whyNot(IOException e) {
    if (Files.notExists(socket)) {
      return "no daemon answers: there is no "
          + socket
          + "; vipd is not running, or it was started with another --run-dir";
    }
    if (!Files.isWritable(socket)) {
      return "permission denied on " + socket + ": " + whoMay();
    }
    if (e instanceof ConnectException) {
      return "no daemon answers: nobody listens on "
          + socket
          + " any more; vipd was killed, see 'systemctl status vipd'";
    }
    return "cannot reach vipd at " + socket + ": " + Failures.reason(e);
  }

  private String whoMay() {
    try {
      PosixFileAttributes file =
          Files.readAttributes(socket, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (file.permissions().contains(PosixFilePermission.GROUP_WRITE)) {
        String group = file.group().getName();
        return "run vipctl as root, or add yourself to group "
            + group
            + " ('sudo usermod --append --groups "
            + group
            + " USER') and log in again";
      }
      String owner = file.owner().getName();
      return "only root"
          + (owner.equals("root") ? "" : " and " + owner)
          + " may use it; run vipctl as root, or name a control-group in vipd.yaml";
    } catch (IOException _) {
      return "its folder is closed to you; run vipctl as root";
    }
  }
}
