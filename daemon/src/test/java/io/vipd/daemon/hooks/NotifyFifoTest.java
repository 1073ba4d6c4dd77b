package io.vipd.daemon.hooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NotifyFifoTest {
  private static final Change CHANGE =
      new Change("web", "BACKUP", "ACTIVE", "why", 100, null, false, Instant.EPOCH);

  @TempDir Path folder;
  private final Ledger ledger = new Ledger("web", _ -> {});

  private String write(NotifyFifo fifo, String line) {
    ledger.page(false).expect(NotifyFifo.HOOK);
    fifo.write(line, CHANGE, ledger.page(false));
    return ledger.status().getFirst().outcome();
  }

  @Test
  void aReaderGetsTheLinesThatCameBeforeIt() throws Exception {
    Path path = folder.resolve("notify");
    try (NotifyFifo fifo = new NotifyFifo(path)) {
      Message message = new Message("node-a", HooksTest.group("web", null), CHANGE);
      assertEquals("written", write(fifo, message.keepalivedLine()));
      try (BufferedReader reader = Files.newBufferedReader(path)) {
        assertEquals("INSTANCE \"web\" MASTER 100", reader.readLine());
        assertEquals("written", write(fifo, "another\n"));
        assertEquals("another", reader.readLine());
      }
      assertEquals("written", write(fifo, "kept\n"));
      try (BufferedReader reader = Files.newBufferedReader(path)) {
        assertEquals("kept", reader.readLine());
      }
    }
    assertTrue(Files.exists(path));
  }

  @Test
  void aFifoThatNobodyReadsCostsLinesAndNoTime() {
    try (NotifyFifo fifo = new NotifyFifo(folder.resolve("notify"))) {
      String line = "x".repeat(1023) + "\n";
      int written = 0;
      while (written < 1000 && write(fifo, line).equals("written")) {
        written++;
      }
      assertEquals(64, written);
      assertEquals("nobody reads it: 2 lines were dropped", write(fifo, line));
    }
  }

  @Test
  void whatIsNoFifoIsLeftAlone() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "precious");
    try (NotifyFifo fifo = new NotifyFifo(file)) {
      assertEquals(
          "cannot use " + file + ", which is no FIFO: File exists (EEXIST)", write(fifo, "x\n"));
      assertEquals("precious", Files.readString(file));
    }
    try (NotifyFifo fifo = new NotifyFifo(Path.of("/no/such/folder/notify"))) {
      assertEquals(
          "cannot make the FIFO /no/such/folder/notify: No such file or directory (ENOENT)",
          write(fifo, "x\n"));
    }
  }
}
