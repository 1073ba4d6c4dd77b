package io.vipd.daemon.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentsTest {
  @TempDir Path folder;

  private static String line(long sequence) {
    return "{\"sequence\":"
        + sequence
        + ",\"at\":\"2026-01-01T00:00:00Z\",\"monotonic-ms\":5,\"boot\":null,\"kind\":\"check\","
        + "\"group\":\"web\",\"says\":\"check nginx of web is up\",\"details\":{}}\n";
  }

  private Segments segments() {
    return new Segments(folder, 400, 3);
  }

  private static List<Long> sequences(Segments segments) {
    return segments.newest(100, _ -> true).stream().map(Entry::sequence).toList();
  }

  @Test
  void theSizeIsBoundedAndTheNewestEntriesStay() throws IOException {
    try (Segments segments = segments()) {
      assertEquals(0, segments.open());
      for (long i = 1; i <= 20; i++) {
        segments.append(List.of(line(i)));
      }
      // Three lines make 400 bytes; 19 and 20 are in the third file.
      assertEquals(LongStream.rangeClosed(13, 20).boxed().toList(), sequences(segments));
      assertEquals(
          List.of("journal.1.jsonl", "journal.2.jsonl", "journal.jsonl", "journal.lock"), files());
    }
    try (Segments again = segments()) {
      assertEquals(20, again.open());
    }
  }

  @Test
  void aTornLastLineIsCutOff() throws IOException {
    try (Segments segments = segments()) {
      segments.open();
      segments.append(List.of(line(1)));
    }
    Path file = folder.resolve("journal.jsonl");
    Files.writeString(file, line(2).substring(0, 50), StandardOpenOption.APPEND);
    try (Segments segments = segments()) {
      assertEquals(1, segments.open());
      segments.append(List.of(line(2)));
      assertEquals(line(1) + line(2), Files.readString(file));
    }
  }

  @Test
  void linesThatNobodyCanReadArePassedOver() throws IOException {
    Files.writeString(
        folder.resolve("journal.jsonl"),
        line(1)
            + "garbage\n[]\n{}\n\u0000\n"
            + "{\"sequence\":[],\"at\":7,\"details\":{\"x\":{}}}\n"
            + line(2)
            + "{\"sequence\":3\n");
    try (Segments segments = segments()) {
      assertEquals(2, segments.open());
      assertEquals(List.of(1L, 2L), sequences(segments));
    }
  }

  @Test
  void aFolderThatIsAFileIsAnErrorAndLaterNone() throws IOException {
    Path later = folder.resolve("later");
    Files.writeString(later, "");
    try (Segments segments = new Segments(later, 400, 2)) {
      assertThrows(IOException.class, segments::open);
      Files.delete(later);
      assertEquals(0, segments.open());
      segments.append(List.of(line(1)));
      assertEquals(List.of(1L), sequences(segments));
    }
  }

  @Test
  void oneFolderHasOneWriter() throws IOException {
    try (Segments first = segments();
        Segments second = segments()) {
      first.open();
      IOException refused = assertThrows(IOException.class, second::open);
      assertTrue(
          refused.getMessage().endsWith("give each daemon a --state-dir of its own"),
          refused.getMessage());
    }
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
