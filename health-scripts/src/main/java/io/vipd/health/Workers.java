package io.vipd.health;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that carry out what is submitted, in its order; started as they are needed, never more
 * than the limit. Its monitor guards it.
 */
final class Workers {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
  private static final long STACK_BYTES = 512 * 1024;

  /** What is done with what was submitted. */
  @FunctionalInterface
  interface Job {
    /** Ends with {@link #done}, and throws nothing else. */
    void run(int number) throws InterruptedException;
  }

  private final Job job;
  private final Deque<Integer> queue = new ArrayDeque<>();
  private final List<Thread> threads = new ArrayList<>();
  private int limit;

  /** Threads that do not count, because they hang. */
  private int hanging;

  /** Threads that do nothing, those that are about to take something included. */
  private int idle;

  private int started;
  private boolean closed;

  Workers(int limit, Job job) {
    this.limit = limit;
    this.job = job;
  }

  synchronized void submit(int number) {
    queue.add(number);
    startIfNeeded();
    notifyAll();
  }

  /** Takes it back; false if a thread has it already, or it was not submitted. */
  synchronized boolean withdraw(int number) {
    return queue.remove((Integer) number);
  }

  /** From now on at most so many threads; those that have work finish it. */
  synchronized void limit(int most) {
    limit = most;
    startIfNeeded();
    notifyAll();
  }

  /** A thread has been working for so long that it hangs: another one may work in its place. */
  synchronized void hangs() {
    hanging++;
    startIfNeeded();
  }

  /** One that hung goes on. */
  synchronized void hangsNoMore() {
    hanging--;
    notifyAll();
  }

  private int most() {
    return limit + hanging;
  }

  private void startIfNeeded() {
    while (queue.size() > idle && threads.size() < most() && !closed) {
      Thread thread = new Thread(null, this::work, "check-" + (started + 1), STACK_BYTES);
      thread.setDaemon(true);
      try {
        thread.start();
      } catch (OutOfMemoryError e) {
        // No thread to be had now: those that there are go on, and the next one tries again.
        LOG.warn(
            "No further thread can be had for health checks, which wait for each other now. threads={}",
            threads.size(),
            e);
        return;
      }
      started++;
      threads.add(thread);
      idle++;
    }
  }

  private void work() {
    try {
      for (int number; (number = take()) >= 0; ) {
        job.run(number);
      }
    } catch (InterruptedException _) {
      // Only close() interrupts.
    }
  }

  /** What to do next; -1 when this thread is not needed any more. */
  private synchronized int take() throws InterruptedException {
    while (queue.isEmpty() && !closed && threads.size() <= most()) {
      wait();
    }
    idle--;
    if (closed || threads.size() > most()) {
      threads.remove(Thread.currentThread());
      return -1;
    }
    return queue.remove();
  }

  /**
   * To be called by each job when it is about to end, before anything can be submitted because of
   * that: its thread is free, and no other need be started.
   */
  synchronized void done() {
    idle++;
  }

  /** Ends them all by interrupting them; answers those that there were. */
  synchronized List<Thread> close() {
    closed = true;
    List<Thread> last = List.copyOf(threads);
    last.forEach(Thread::interrupt);
    notifyAll();
    return last;
  }

  /** Waits until threads have ended, for so long at most; answers whether they have. */
  static boolean joined(List<Thread> threads, long limitNanos) {
    long deadlineNanos = System.nanoTime() + limitNanos;
    try {
      for (Thread thread : threads) {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        thread.join(Math.max(1, millis));
        if (thread.isAlive()) {
          return false;
        }
      }
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
