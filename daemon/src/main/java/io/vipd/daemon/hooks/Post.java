package io.vipd.daemon.hooks;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one listener of changes, one after the other, on a thread of its own. When the listener is
 * behind, some are left out, as {@link Waiting} has it.
 */
final class Post {
  private static final Logger log = LoggerFactory.getLogger(Post.class);

  private final String name;
  private final Consumer<Change> listener;
  private final Waiting waiting;
  private final Thread thread;
  private volatile boolean busy;
  private volatile boolean closed;

  /**
   * Starts the thread.
   *
   * @param name the thread's
   * @param waiting what is to be told, nothing yet
   */
  Post(String name, Waiting waiting, Consumer<Change> listener) {
    this.name = name;
    this.waiting = waiting;
    this.listener = listener;
    this.thread = Thread.ofPlatform().daemon().name(name).start(this::work);
  }

  /** Neither waits nor fails. */
  void send(Change change) {
    waiting.add(change);
    LockSupport.unpark(thread);
  }

  /**
   * Whether what the listener is told now matters no more: there is something newer, or the end.
   */
  boolean superseded() {
    return closed || waiting.hasNews();
  }

  private void work() {
    while (!closed) {
      busy = true;
      Change change = waiting.take();
      if (change != null) {
        try {
          listener.accept(change);
        } catch (RuntimeException | Error e) { // native code that does not load is an Error
          log.error("{} failed; this is a bug in vipd. group={}", name, change.group(), e);
        }
      } else {
        busy = false;
        LockSupport.park(this);
      }
    }
  }

  /** Waits until everything has been told, or the time is up. */
  void finish(long endNanos) {
    // In this order: what is taken makes the thread busy before it waits no more.
    while ((!waiting.isEmpty() || busy) && endNanos - System.nanoTime() > 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Ends the thread; what the listener is at, it may bring to its end. */
  void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
