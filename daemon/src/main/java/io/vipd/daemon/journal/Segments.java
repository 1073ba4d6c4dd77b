package io.vipd.daemon.journal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Files of a bounded size in one folder: {@code journal.jsonl}, which grows, and older ones, {@code
 * journal.1.jsonl} the youngest of them. What a crash left of a line is cut off.
 */
final class Segments implements Store {
  private static final FileAttribute<?> MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

  private static final Set<StandardOpenOption> READ_WRITE = Set.of(CREATE, READ, WRITE);

  private final Path folder;
  private final long segmentBytes;
  private final int segments;
  private FileChannel lock;
  private FileChannel current;
  private long sound;

  /**
   * Not open yet.
   *
   * @param segmentBytes size at which a file is put aside
   * @param segments how many files there are at the most, at least 2
   */
  Segments(Path folder, long segmentBytes, int segments) {
    this.folder = folder;
    this.segmentBytes = segmentBytes;
    this.segments = segments;
  }

  @Override
  public long open() throws IOException {
    Files.createDirectories(folder);
    if (lock == null) {
      lock = locked(FileChannel.open(folder.resolve("journal.lock"), READ_WRITE, MODE));
    }
    openCurrent();
    List<Entry> last = newest(1, _ -> true);
    return last.isEmpty() ? 0 : last.getFirst().sequence();
  }

  private FileChannel locked(FileChannel file) throws IOException {
    boolean ours = false;
    try {
      ours = file.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      // Another daemon in this process, as tests have it.
    } finally {
      if (!ours) {
        file.close();
      }
    }
    if (!ours) {
      throw new IOException(
          folder + " is used by another vipd; give each daemon a --state-dir of its own");
    }
    return file;
  }

  private void openCurrent() throws IOException {
    if (current == null) {
      current = FileChannel.open(file(0), READ_WRITE, MODE);
      sound = endOfLastLine(current);
    }
  }

  /** A crash may have left half a line at the end. */
  private static long endOfLastLine(FileChannel file) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    long end = file.size();
    while (end > 0) {
      file.read(one.clear(), end - 1);
      if (one.get(0) == '\n') {
        return end;
      }
      end--;
    }
    return 0;
  }

  @Override
  public void append(List<String> lines) throws IOException {
    openCurrent();
    if (sound >= segmentBytes) {
      rotate();
    }
    if (current.size() != sound) {
      current.truncate(sound);
    }
    ByteBuffer bytes = ByteBuffer.wrap(String.join("", lines).getBytes(StandardCharsets.UTF_8));
    long position = sound;
    while (bytes.hasRemaining()) {
      position += current.write(bytes, position);
    }
    current.force(false);
    sound = position;
  }

  private void rotate() throws IOException {
    for (int number = segments - 2; number >= 0; number--) {
      try {
        Files.move(file(number), file(number + 1), StandardCopyOption.REPLACE_EXISTING);
      } catch (NoSuchFileException _) {
        // There are not that many yet.
      }
    }
    closeQuietly(current);
    current = null;
    openCurrent();
  }

  @Override
  public List<Entry> newest(int most, Predicate<Entry> wanted) {
    SequencedMap<Long, Entry> found = new TreeMap<>();
    // From the newest file to the oldest: one that is put aside meanwhile is read twice, not
    // missed.
    for (int number = 0; number < segments && found.size() < most; number++) {
      for (String line : linesBackwards(file(number))) {
        Entry entry = entry(line);
        if (entry != null && wanted.test(entry)) {
          found.put(entry.sequence(), entry);
          if (found.size() >= most) {
            break;
          }
        }
      }
    }
    return List.copyOf(found.values());
  }

  private static Iterable<String> linesBackwards(Path file) {
    ArrayDeque<String> lines = new ArrayDeque<>();
    try {
      new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().forEach(lines::push);
    } catch (IOException _) {
      // Not there, or not to be read at this moment: the others may be.
    }
    return lines;
  }

  private static Entry entry(String line) {
    try {
      return EntryForm.fromJson(JsonParser.parseString(line).getAsJsonObject());
    } catch (JsonParseException | IllegalStateException _) {
      return null;
    }
  }

  private Path file(int number) {
    return folder.resolve(number == 0 ? "journal.jsonl" : "journal." + number + ".jsonl");
  }

  @Override
  public void close() {
    closeQuietly(current);
    closeQuietly(lock);
    current = null;
    lock = null;
  }

  private static void closeQuietly(FileChannel file) {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException _) {
      // What was appended is on the disk already.
    }
  }
}
