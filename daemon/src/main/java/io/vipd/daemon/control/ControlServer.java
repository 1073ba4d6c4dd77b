package io.vipd.daemon.control;

import io.vipd.daemon.config.NodeConfig;
import io.vipd.daemon.journal.Journal;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon's end of the control socket. One thread accepts, one thread per client reads requests,
 * has them carried out and answers; nothing a client does or leaves undone reaches further than its
 * own thread.
 */
public final class ControlServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

  private static final long PAUSE_AFTER_FAILURE_MILLIS = 200;

  private final Path socket;
  private final ServerSocketChannel server;
  private final ControlLimits limits;
  private final Answers answers;
  private final EventStream events;
  private final Access access;
  private final ControlServer readers;
  private final Set<Conversation> conversations = ConcurrentHashMap.newKeySet();
  private final Occasionally busyWarning = new Occasionally(Duration.ofMinutes(1));
  private final Occasionally failureWarning = new Occasionally(Duration.ofMinutes(1));
  private volatile boolean closing;

  private ControlServer(
      Path folder, Access access, ControlLimits limits, Answers answers, ControlServer readers)
      throws IOException {
    this.socket = folder.resolve(access.fileName());
    this.limits = limits;
    this.answers = answers;
    this.events = new EventStream(answers, limits);
    this.access = access;
    this.readers = readers;
    this.server = ControlSocket.open(socket, access);
    Thread.ofPlatform().daemon().name("control").start(this::accept);
  }

  /**
   * Opens {@code vipd.sock} in the run folder and starts to answer; and {@code vipd-read.sock},
   * which answers as well but changes nothing, where others than operators may look.
   *
   * @param runFolder the run folder, which must be ours: that is what makes it safe to replace a
   *     socket that lies there
   * @param node says who may use them. If there is no such group, or the daemon may not give the
   *     socket to it, that is logged and the socket stays closed to it.
   * @param operations what the requests do; called from many threads at once, and bound to answer
   *     in a limited time
   * @param journal what readers of the past ask, and where changes are written down
   * @throws IOException if a socket cannot be made
   */
  public static ControlServer open(
      RunFolderLock runFolder, NodeConfig node, Operations operations, Journal journal)
      throws IOException {
    return open(
        runFolder.folder(),
        Access.control(node.controlGroup()),
        node.controlRead() == null
            ? null
            : Access.reading(node.controlRead().group(), node.controlGroup()),
        ControlLimits.USUAL,
        new Answers(operations, journal));
  }

  /** The same with other limits; {@code reading} is null where nobody else may look. */
  static ControlServer open(
      Path folder, Access control, Access reading, ControlLimits limits, Answers answers)
      throws IOException {
    ControlSocket.remove(folder.resolve(SocketPath.READING));
    ControlServer readers =
        reading == null ? null : new ControlServer(folder, reading, limits, answers, null);
    try {
      return new ControlServer(folder, control, limits, answers, readers);
    } catch (IOException e) {
      if (readers != null) {
        readers.close();
      }
      throw e;
    }
  }

  /** Lets the members of another group use the socket from now on; null for none. */
  public void controlGroup(String group) {
    ControlSocket.regroup(socket, group);
  }

  /**
   * Takes the socket away, lets answers that are being made go out, and closes every connection.
   * Takes no longer than a second for each socket.
   */
  @Override
  public void close() {
    if (readers != null) {
      readers.close();
    }
    closing = true;
    ControlSocket.remove(socket);
    try {
      server.close();
    } catch (IOException e) {
      LOG.debug("closing the control socket failed reason={}", Failures.reason(e));
    }
    conversations.forEach(Conversation::endSoon);
    long deadline = System.nanoTime() + limits.closeTime().toNanos();
    for (Conversation conversation : conversations) {
      conversation.awaitEnd(deadline - System.nanoTime());
      conversation.endNow();
    }
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        welcome(server.accept());
      } catch (IOException e) {
        if (server.isOpen()) {
          hadTrouble(Failures.reason(e));
        }
      } catch (RuntimeException e) {
        LOG.error("a control client was not served; this is a bug in vipd", e);
      }
    }
  }

  private void welcome(SocketChannel client) throws IOException {
    LineChannel channel;
    try {
      channel = new LineChannel(client, limits.requestBytes());
    } catch (IOException e) {
      client.close();
      throw e;
    }
    if (conversations.size() >= limits.clients()) {
      turnAway(channel);
      return;
    }
    Conversation conversation =
        new Conversation(channel, client, answers, events, access, limits, conversations::remove);
    conversations.add(conversation);
    try {
      conversation.start();
    } catch (OutOfMemoryError e) {
      // What the JVM throws when the system grants no more threads.
      conversation.endNow();
      hadTrouble(e.getMessage());
    }
    if (closing) {
      conversation.endSoon();
    }
  }

  /** On this very thread, so never waiting: a new connection's buffer has room for one sentence. */
  private void turnAway(LineChannel channel) {
    try (channel) {
      if (busyWarning.now(System.nanoTime())) {
        LOG.warn(
            "too many control clients at once, and one is turned away; whatever asks all the time should follow 'vipctl events' instead. clients={}",
            limits.clients());
      }
      RefusedException busy =
          new RefusedException(
              ErrorCode.BUSY,
              limits.clients() + " clients are connected already; try again when one has gone");
      channel.writeLine(busy.toJson().toString(), Duration.ZERO);
    } catch (IOException e) {
      LOG.debug("a control client left before it was turned away reason={}", Failures.reason(e));
    }
  }

  /** Typically no descriptor is left; asking again at once would only burn the processor. */
  private void hadTrouble(String reason) {
    if (failureWarning.now(System.nanoTime())) {
      LOG.warn("a control client cannot be served for now; trying on. reason={}", reason);
    }
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_FAILURE_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says yes at most once in a while. Used by one thread. */
  private static final class Occasionally {
    private final long everyNanos;
    private long lastNanos;
    private boolean ever;

    Occasionally(Duration every) {
      this.everyNanos = every.toNanos();
    }

    boolean now(long nowNanos) {
      if (ever && nowNanos - lastNanos < everyNanos) {
        return false;
      }
      ever = true;
      lastNanos = nowNanos;
      return true;
    }
  }
}
