package io.vipd.daemon.loop;

import io.vipd.daemon.kernel.WakeUp;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What other threads want of the core thread: bounded, and without a lock, so that a thread that
 * was put to sleep while posting cannot hold the core up.
 */
public final class Inbox {
  private static final Logger log = LoggerFactory.getLogger(Inbox.class);
  private static final int CAPACITY = 4096;

  private final Queue<CoreTask> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong refused = new AtomicLong();
  private final WakeUp wakeUp;

  Inbox(WakeUp wakeUp) {
    this.wakeUp = wakeUp;
  }

  /**
   * Posts a task and wakes the core; any thread.
   *
   * @return false if the inbox is full: the task will not run
   */
  public boolean post(CoreTask task) {
    if (size.incrementAndGet() > CAPACITY) {
      size.decrementAndGet();
      refused.incrementAndGet();
      return false;
    }
    tasks.add(task);
    wakeUp.signal();
    return true;
  }

  /** How many tasks found no room; any thread. */
  long refused() {
    return refused.get();
  }

  /** Runs at most so many tasks; the core thread only. */
  void run(int most, long nowNanos) {
    for (int i = 0; i < most; i++) {
      CoreTask task = tasks.poll();
      if (task == null) {
        return;
      }
      size.decrementAndGet();
      try {
        task.run(nowNanos);
      } catch (RuntimeException e) {
        log.error("a task of the core failed; this is a bug in vipd", e);
      }
    }
    wakeUp.signal();
  }
}
