package io.vipd.daemon.journal;

import static io.vipd.daemon.kernel.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class JournalTest {
  private static final Duration AMPLE = Duration.ofSeconds(10);

  @TempDir Path folder;
  private final Disk disk = new Disk();

  /** A disk that can be broken and slow. */
  private static final class Disk implements Store {
    private final List<String> lines = new ArrayList<>();
    private volatile boolean full;
    private volatile boolean gone;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private long held;

    @Override
    public long open() throws IOException {
      if (gone) {
        throw new IOException("no such folder");
      }
      return held;
    }

    @Override
    public synchronized void append(List<String> more) throws IOException {
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (full) {
        throw new IOException("No space left on device");
      }
      lines.addAll(more);
    }

    synchronized List<String> sequences() {
      return lines.stream().map(line -> line.split("[:,]")[1]).toList();
    }

    @Override
    public List<Entry> newest(int most, Predicate<Entry> wanted) {
      return List.of();
    }

    @Override
    public void close() {}
  }

  private static Journal journal(Store store, int queue, int recent) {
    Journal journal = new Journal(store, new Journal.Limits(queue, recent, Duration.ofMillis(20)));
    journal.start();
    return journal;
  }

  private static Note note(String says) {
    return new Note(Kind.CHECK, "web", says);
  }

  private static void written(Journal journal, long sequence) throws Exception {
    eventually("entry " + sequence, () -> journal.newestSequence() >= sequence);
  }

  private static List<String> said(List<Entry> entries) {
    return entries.stream().map(entry -> entry.sequence() + " " + entry.says()).toList();
  }

  @Test
  void entriesAreNumberedAndFoundByGroup() throws Exception {
    try (Journal journal = journal(disk, 10, 10)) {
      journal.write(note("one"));
      journal.write(new Note(Kind.STARTED, null, "two"));
      journal.write(new Note(Kind.CHECK, "mail", "three"));
      written(journal, 3);
      assertEquals(List.of("2 two", "3 three"), said(journal.recent(2, null)));
      assertEquals(List.of("1 one"), said(journal.recent(2, "web")));
    }
  }

  @Test
  void numbersGoOnAfterARestartAndOldEntriesAreFoundOnDisk() throws Exception {
    try (Journal journal = Journal.start(folder)) {
      journal.write(note("before").with("took-ms", 12).with("output", "status 503"));
    }
    try (Journal journal = Journal.start(folder)) {
      journal.write(note("after"));
      written(journal, 2);
      assertEquals(List.of("2 after"), said(journal.recent(5, null)));
      List<Entry> all = journal.find(5, _ -> true);
      assertEquals(List.of("1 before", "2 after"), said(all));
      assertEquals(12L, all.getFirst().number("took-ms"));
      assertEquals("status 503", all.getFirst().text("output"));
      assertEquals(List.of("2 after"), said(journal.find(1, _ -> true)));
      assertEquals(List.of("1 before"), said(journal.find(5, entry -> entry.sequence() < 2)));
    }
  }

  @Test
  void aFullDiskLosesNothingThatFitsIntoMemory() throws Exception {
    disk.full = true;
    try (Journal journal = journal(disk, 10, 10)) {
      journal.write(note("one"));
      journal.write(note("two"));
      written(journal, 2);
      assertEquals(List.of(), disk.sequences());
      disk.full = false;
      eventually("the disk is tried again", () -> disk.sequences().equals(List.of("1", "2")));
      assertEquals(0, journal.lost());
    }
  }

  @Test
  void whatADiskDidNotTakeForTooLongIsCountedAndSaid() throws Exception {
    disk.full = true;
    try (Journal journal = journal(disk, 100, 3)) {
      for (int i = 1; i <= 5; i++) {
        journal.write(note("entry " + i));
      }
      written(journal, 5);
      assertEquals(2, journal.lost());
      disk.full = false;
      eventually("all is on disk", () -> disk.sequences().equals(List.of("3", "4", "5", "6")));
      Entry last = journal.recent(1, null).getFirst();
      assertEquals("2 entries are missing here: the disk did not take them", last.says());
      assertEquals(2L, last.number("lost"));
    }
  }

  @Test
  void aQueueThatIsFullDropsAndNeverWaits() throws Exception {
    disk.gate = new CountDownLatch(1);
    try (Journal journal = journal(disk, 4, 10)) {
      journal.write(note("this one keeps the disk busy"));
      written(journal, 1);
      for (int i = 0; i < 7; i++) {
        journal.write(note("more"));
      }
      assertEquals(3, journal.lost());
      disk.gate.countDown();
      written(journal, 6);
      assertEquals(
          "3 entries are missing here: the journal's queue was full",
          journal.recent(1, null).getFirst().says());
    }
  }

  @Test
  void whatWasNumberedWithoutTheDiskIsPutBehindWhatTheDiskHas() throws Exception {
    disk.gone = true;
    disk.held = 40;
    try (Journal journal = journal(disk, 10, 10)) {
      journal.write(note("one"));
      written(journal, 1);
      disk.gone = false;
      eventually("the disk is read", () -> disk.sequences().equals(List.of("41")));
      assertEquals(List.of("41 one"), said(journal.recent(5, null)));
    }
  }

  @Test
  void aReaderGetsEveryEntryOnceAndWaitsForTheNext() throws Exception {
    try (Journal journal = journal(disk, 10, 10)) {
      journal.write(note("one"));
      journal.write(note("two"));
      written(journal, 2);
      assertEquals(List.of("1 one"), said(journal.after(0, 1, AMPLE)));
      assertEquals(List.of("2 two"), said(journal.after(1, 5, AMPLE)));
      assertEquals(List.of(), journal.after(2, 5, Duration.ofMillis(1)));
      CompletableFuture<List<Entry>> next =
          CompletableFuture.supplyAsync(() -> afterUnchecked(journal, 2));
      journal.write(note("three"));
      assertEquals(List.of("3 three"), said(next.get(10, TimeUnit.SECONDS)));
    }
  }

  private static List<Entry> afterUnchecked(Journal journal, long sequence) {
    try {
      return journal.after(sequence, 5, AMPLE);
    } catch (FellBehindException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aReaderThatIsTooSlowIsTold() throws Exception {
    try (Journal journal = journal(disk, 10, 3)) {
      for (int i = 1; i <= 5; i++) {
        int written = i;
        journal.write(note("entry"));
        eventually("it is on the disk", () -> disk.sequences().size() == written);
      }
      assertEquals(3, journal.after(2, 9, AMPLE).size());
      FellBehindException behind =
          assertThrows(FellBehindException.class, () -> journal.after(1, 9, AMPLE));
      assertEquals("entry 2 is wanted, but the oldest in memory is 3", behind.getMessage());
    }
  }

  @Test
  void theEndWakesWhoeverWaits() throws Exception {
    Journal journal = journal(disk, 10, 10);
    CompletableFuture<List<Entry>> waiting =
        CompletableFuture.supplyAsync(() -> afterUnchecked(journal, 0));
    journal.close();
    assertTrue(waiting.get(5, TimeUnit.SECONDS).isEmpty());
  }

  @Test
  void aSecondDaemonInTheFolderKeepsItsJournalInMemory() throws Exception {
    try (Journal first = Journal.start(folder)) {
      first.write(note("first"));
      written(first, 1);
      try (Journal second = Journal.start(folder)) {
        second.write(note("second"));
        written(second, 1);
        assertEquals(List.of("1 second"), said(second.recent(5, null)));
      }
    }
    try (Journal third = Journal.start(folder)) {
      third.write(note("third"));
      written(third, 2);
      assertEquals(List.of("1 first", "2 third"), said(third.find(5, _ -> true)));
    }
  }
}
