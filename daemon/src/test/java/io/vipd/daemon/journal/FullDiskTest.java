package io.vipd.daemon.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real file system of 64 KiB, in a process with a mount namespace of its own. */
@Timeout(60)
class FullDiskTest {
  @TempDir Path temp;

  @Test
  void aDiskThatFillsUpAndGetsRoomAgainHasEveryEntryInTheEnd() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root may mount");
    Process process =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=64k vipd \"$0\" && exec \"$@\"",
                temp.toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Inside.class.getName(),
                temp.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertEquals(
        List.of("full 100", "lost 0", "found 100"),
        said.lines().filter(line -> line.matches("(full|lost|found) .*")).toList());
  }

  /** What runs there. */
  static final class Inside {
    private static final int ENTRIES = 100;

    public static void main(String[] args) throws Exception {
      Path folder = Path.of(args[0]);
      Path ballast = folder.resolve("ballast");
      Files.write(ballast, new byte[48 * 1024]);
      Segments segments = new Segments(folder, 1 << 20, 2);
      Journal journal = new Journal(segments, new Journal.Limits(512, 512, Duration.ofMillis(20)));
      journal.start();
      for (int i = 0; i < ENTRIES; i++) {
        journal.write(new Note(Kind.CHECK, "web", "x".repeat(300)));
      }
      awaitOrFail(() -> journal.newestSequence() == ENTRIES);
      // 16 KiB are not enough for a hundred entries of some 400 bytes.
      System.out.println("full " + journal.newestSequence());
      if (segments.newest(1000, _ -> true).size() == ENTRIES) {
        throw new AssertionError("the disk is not full");
      }
      Files.delete(ballast);
      awaitOrFail(() -> segments.newest(1000, _ -> true).size() == ENTRIES);
      journal.close();
      System.out.println("lost " + journal.lost());
      System.out.println("found " + segments.newest(1000, _ -> true).size());
    }

    private static void awaitOrFail(BooleanSupplier condition) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() - deadline > 0) {
          throw new AssertionError("waited in vain");
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }
  }
}
