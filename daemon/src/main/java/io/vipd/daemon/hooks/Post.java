package io.vipd.daemon.hooks;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one listener of changes, one after the other, on a thread of its own. When the listener is
 * behind, what is oldest is left out.
 */
final class Post {
  private static final Logger log = LoggerFactory.getLogger(Post.class);

  private final String name;
  private final int room;
  private final Consumer<Change> listener;
  private final Queue<Change> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final Thread thread;
  private volatile boolean busy;
  private volatile boolean closed;

  /**
   * Starts the thread.
   *
   * @param name the thread's
   * @param room how many changes may wait; 1 where the newest alone counts
   */
  Post(String name, int room, Consumer<Change> listener) {
    this.name = name;
    this.room = room;
    this.listener = listener;
    this.thread = Thread.ofPlatform().daemon().name(name).start(this::work);
  }

  /** Neither waits nor fails. */
  void send(Change change) {
    waiting.add(change);
    if (count.incrementAndGet() > room && waiting.poll() != null) {
      count.decrementAndGet();
    }
    LockSupport.unpark(thread);
  }

  /**
   * Whether what the listener is told now matters no more: there is something newer, or the end.
   */
  boolean superseded() {
    return closed || !waiting.isEmpty();
  }

  private void work() {
    while (!closed) {
      busy = true;
      Change change = waiting.poll();
      if (change != null) {
        count.decrementAndGet();
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
    while ((busy || !waiting.isEmpty()) && endNanos - System.nanoTime() > 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Ends the thread; what the listener is at, it may bring to its end. */
  void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
