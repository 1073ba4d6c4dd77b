package io.vipd.daemon.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happened on this node, in memory and on disk. Whoever writes never waits: a note for which
 * the queue has no room is dropped and counted, and a disk that fails keeps nobody from anything.
 */
public final class Journal implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Journal.class);
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final long SEGMENT_BYTES = 2 * 1024 * 1024;
  private static final int SEGMENTS = 4;
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  /**
   * How much it keeps and how patient it is.
   *
   * @param queue most notes that wait for the journal's thread, give or take one a thread
   * @param recent entries kept in memory; what did not get to the disk by the time it falls out of
   *     there is lost
   * @param retry time between two attempts at a disk that fails
   */
  record Limits(int queue, int recent, Duration retry) {
    static final Limits USUAL = new Limits(512, 512, Duration.ofSeconds(5));
  }

  private final Store store;
  private final Limits limits;
  private final Recent recent;
  private final String boot = bootId();
  private final Queue<Note> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread;
  private volatile boolean stopping;

  // The journal's thread alone.
  private long lastSequence;
  private long storedSequence;
  private boolean open;
  private boolean troubled;
  private long retryAtNanos = System.nanoTime();
  private long lostUntold;

  Journal(Store store, Limits limits) {
    this.store = store;
    this.limits = limits;
    this.recent = new Recent(limits.recent());
    this.thread = Thread.ofPlatform().daemon().name("journal").unstarted(this::work);
  }

  /**
   * Starts a journal in that folder, which is made if need be. A folder that cannot be used is
   * logged and tried again for as long as the journal lives.
   */
  public static Journal start(Path folder) {
    Journal journal = new Journal(new Segments(folder, SEGMENT_BYTES, SEGMENTS), Limits.USUAL);
    journal.start();
    return journal;
  }

  void start() {
    thread.start();
  }

  /** Takes a note down; any thread, the core included. */
  public void write(Note note) {
    if (queued.incrementAndGet() > limits.queue()) {
      queued.decrementAndGet();
      dropped.incrementAndGet();
      lost.incrementAndGet();
      return;
    }
    queue.add(note);
    LockSupport.unpark(thread);
  }

  /**
   * The newest entries in memory, oldest first: some hundreds at the most, those that the disk
   * failed to take included.
   *
   * @param limit how many at the most
   * @param group entries of this group only; null for all
   */
  public List<Entry> recent(int limit, String group) {
    return recent.newest(limit, entry -> group == null || group.equals(entry.group()));
  }

  /**
   * The newest entries that are wanted, oldest first, from memory and from the disk, which may take
   * a good part of a second.
   *
   * @param limit how many at the most
   */
  public List<Entry> find(int limit, Predicate<Entry> wanted) {
    List<Entry> memory = recent.newest(Integer.MAX_VALUE, _ -> true);
    long oldest = memory.isEmpty() ? Long.MAX_VALUE : memory.getFirst().sequence();
    List<Entry> found = memory.stream().filter(wanted).toList();
    if (found.size() >= limit) {
      return found.subList(found.size() - limit, found.size());
    }
    List<Entry> all =
        new ArrayList<>(
            store.newest(
                limit - found.size(), entry -> entry.sequence() < oldest && wanted.test(entry)));
    all.addAll(found);
    return all;
  }

  /**
   * Waits for entries behind a sequence number. A reader asks again with the last number that it
   * got; nothing is kept for it meanwhile.
   *
   * @param most how many at the most
   * @return in order and without a gap; empty when the time is up
   * @throws FellBehindException if the next entry has fallen out of memory: the reader was too slow
   */
  public List<Entry> after(long sequence, int most, Duration wait) throws FellBehindException {
    return recent.after(sequence, most, wait);
  }

  /** The sequence number of the newest entry; 0 before the first. */
  public long newestSequence() {
    return recent.newestSequence();
  }

  /** Entries that were lost since the start, to a full queue or to a disk that failed for long. */
  public long lost() {
    return lost.get();
  }

  private void work() {
    while (true) {
      boolean last = stopping;
      takeDown();
      if (retryAtNanos - System.nanoTime() <= 0 || last) {
        keep();
      }
      if (last) {
        store.close();
        return;
      }
      if (queue.isEmpty() && !stopping) {
        await();
      }
    }
  }

  private void await() {
    if (troubled) {
      LockSupport.parkNanos(this, Math.max(1, retryAtNanos - System.nanoTime()));
    } else {
      LockSupport.park(this);
    }
  }

  private void takeDown() {
    if (!open) {
      open();
    }
    for (Note note = queue.poll(); note != null; note = queue.poll()) {
      queued.decrementAndGet();
      add(note);
    }
    long count = dropped.getAndSet(0);
    if (count > 0) {
      log.warn(
          "entries of the journal were lost, because its disk is too slow; failover is not affected. lost={}",
          count);
      add(lostNote("the journal's queue was full", count));
    }
  }

  private static Note lostNote(String why, long count) {
    return new Note(Kind.LOST, null, count + " entries are missing here: " + why)
        .with("why", why)
        .with("lost", count);
  }

  private void add(Note note) {
    Entry pushedOut = recent.add(note.numbered(++lastSequence, boot));
    if (pushedOut != null && pushedOut.sequence() > storedSequence) {
      lost.incrementAndGet();
      lostUntold++;
      storedSequence = pushedOut.sequence();
    }
  }

  private void open() {
    if (retryAtNanos - System.nanoTime() > 0) {
      return;
    }
    try {
      long onDisk = store.open();
      open = true;
      // What was numbered while the disk could not be read comes behind what stands there.
      recent.renumber(onDisk);
      storedSequence += onDisk;
      lastSequence += onDisk;
    } catch (IOException | RuntimeException e) {
      inTrouble(e);
    }
  }

  /** Brings the disk up to what is in memory. */
  private void keep() {
    if (!open) {
      return;
    }
    try {
      append();
      if (lostUntold > 0) {
        add(lostNote("the disk did not take them", lostUntold));
        lostUntold = 0;
        append();
      }
      if (troubled) {
        log.info("the journal is written again. sequence={}", storedSequence);
      }
      troubled = false;
    } catch (IOException | RuntimeException e) {
      inTrouble(e);
    }
  }

  private void append() throws IOException {
    List<Entry> entries =
        recent.newest(limits.recent(), entry -> entry.sequence() > storedSequence);
    if (!entries.isEmpty()) {
      store.append(entries.stream().map(entry -> EntryForm.toJson(entry) + "\n").toList());
      storedSequence = entries.getLast().sequence();
    }
  }

  private void inTrouble(Exception why) {
    retryAtNanos = System.nanoTime() + limits.retry().toNanos();
    if (!troubled) {
      log.warn(
          "the journal cannot be written: {}. It is kept in memory and tried again every {} s;"
              + " failover is not affected",
          why.getMessage() == null ? why.toString() : why.getMessage(),
          limits.retry().toSeconds());
    }
    troubled = true;
  }

  /** Writes what waits, and ends; waits a second at most. */
  @Override
  public void close() {
    stopping = true;
    LockSupport.unpark(thread);
    try {
      thread.join(LAST_WORDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    recent.end();
  }

  private static String bootId() {
    try {
      return Files.readString(BOOT_ID).strip();
    } catch (IOException _) {
      return null;
    }
  }
}
