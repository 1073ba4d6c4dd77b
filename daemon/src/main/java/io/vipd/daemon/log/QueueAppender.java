package io.vipd.daemon.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Writes events on a thread of its own. Whoever logs never waits, neither for a stream that blocks
 * nor for a lock that a thread of lower priority holds: an event for which the queue has no room is
 * dropped and counted.
 */
final class QueueAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  /** Where lines go and how they look; exchanged as one. */
  record Target(OutputStream stream, LineLayout layout) {}

  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final int capacity;
  private final LongSupplier epochMillis;
  private final Queue<ILoggingEvent> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong lostEver = new AtomicLong();
  private final Thread writer;
  private volatile Target target;
  private volatile boolean stopping;

  /**
   * Not started yet.
   *
   * @param capacity most events that wait at once, give or take one a thread
   * @param epochMillis the time of day, for lines of our own
   */
  QueueAppender(Target target, int capacity, LongSupplier epochMillis) {
    this.target = target;
    this.capacity = capacity;
    this.epochMillis = epochMillis;
    this.writer = Thread.ofPlatform().daemon().name("log").unstarted(this::write);
  }

  void target(Target target) {
    this.target = target;
  }

  @Override
  public void start() {
    super.start();
    writer.start();
  }

  /** Takes no more events and waits a second at most until those that wait are written. */
  @Override
  public void stop() {
    super.stop();
    stopping = true;
    LockSupport.unpark(writer);
    try {
      writer.join(LAST_WORDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (queued.get() >= capacity) {
      lose();
      return;
    }
    // Formats here and keeps the text: an argument may have changed by the time it is written.
    event.getFormattedMessage();
    queued.incrementAndGet();
    queue.add(event);
    LockSupport.unpark(writer);
  }

  private void lose() {
    lost.incrementAndGet();
    lostEver.incrementAndGet();
  }

  /** Lines lost since the start; any thread. */
  long lostEver() {
    return lostEver.get();
  }

  private void write() {
    int sinceConfession = 0;
    while (true) {
      ILoggingEvent event = queue.poll();
      if (event == null) {
        if (stopping) {
          return;
        }
        LockSupport.park(this);
        continue;
      }
      boolean written = write(event);
      queued.decrementAndGet();
      sinceConfession++;
      if (written && (queue.isEmpty() || sinceConfession >= capacity)) {
        sinceConfession = 0;
        confess();
      }
    }
  }

  private boolean write(ILoggingEvent event) {
    try {
      Target to = target;
      send(to, to.layout().lines(event));
      return true;
    } catch (IOException | RuntimeException _) {
      lose();
      return false;
    }
  }

  /** Says how many lines were lost, if any were; if that fails too, they still count. */
  private void confess() {
    long count = lost.getAndSet(0);
    if (count == 0) {
      return;
    }
    try {
      Target to = target;
      String message = "log lines were lost because stdout was blocked or failed lost=" + count;
      send(to, to.layout().line(Level.WARN, epochMillis.getAsLong(), message));
    } catch (IOException _) {
      lost.addAndGet(count);
    }
  }

  private static void send(Target to, String lines) throws IOException {
    to.stream().write(lines.getBytes(StandardCharsets.UTF_8));
    to.stream().flush();
  }

  /** For tests: waits until everything that was appended is written. */
  boolean awaitEmpty(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (queued.get() > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    return queued.get() == 0;
  }
}
