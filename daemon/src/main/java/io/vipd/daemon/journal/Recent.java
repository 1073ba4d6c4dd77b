package io.vipd.daemon.journal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** The newest entries, in memory. Its lock is never taken by a thread that writes notes. */
final class Recent {
  private final int capacity;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private boolean ended;

  Recent(int capacity) {
    this.capacity = capacity;
  }

  /** Adds the next entry; the answer is the one that had to go for it, or null. */
  Entry add(Entry entry) {
    lock.lock();
    try {
      entries.add(entry);
      grown.signalAll();
      return entries.size() > capacity ? entries.remove() : null;
    } finally {
      lock.unlock();
    }
  }

  List<Entry> newest(int most, Predicate<Entry> wanted) {
    lock.lock();
    try {
      List<Entry> found = new ArrayList<>();
      Iterator<Entry> backwards = entries.descendingIterator();
      while (found.size() < most && backwards.hasNext()) {
        Entry entry = backwards.next();
        if (wanted.test(entry)) {
          found.add(entry);
        }
      }
      Collections.reverse(found);
      return found;
    } finally {
      lock.unlock();
    }
  }

  /** See {@link Journal#after}. */
  List<Entry> after(long sequence, int most, Duration wait) throws FellBehindException {
    long nanos = wait.toNanos();
    lock.lock();
    try {
      while (!ended && newestSequence() <= sequence && nanos > 0) {
        nanos = grown.awaitNanos(nanos);
      }
      if (!entries.isEmpty() && entries.getFirst().sequence() > sequence + 1) {
        throw new FellBehindException(sequence + 1, entries.getFirst().sequence());
      }
      return entries.stream().filter(entry -> entry.sequence() > sequence).limit(most).toList();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  /** Makes every sequence number that much higher. */
  void renumber(long by) {
    lock.lock();
    try {
      List<Entry> all = entries.stream().map(entry -> entry.renumbered(by)).toList();
      entries.clear();
      entries.addAll(all);
    } finally {
      lock.unlock();
    }
  }

  /** 0 when there is none. */
  long newestSequence() {
    lock.lock();
    try {
      return entries.isEmpty() ? 0 : entries.getLast().sequence();
    } finally {
      lock.unlock();
    }
  }

  /** No more entries will come: nobody waits any longer. */
  void end() {
    lock.lock();
    try {
      ended = true;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
