package io.vipd.daemon.hooks;

import io.vipd.daemon.kernel.Fifo;
import io.vipd.daemon.kernel.KernelException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes changes into a FIFO in the form of keepalived's {@code notify_fifo}, for programs that
 * read one. It never waits for a reader: what the FIFO has no room for is dropped and counted.
 */
final class NotifyFifo implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NotifyFifo.class);
  static final String HOOK = "fifo";
  private static final long WORD_SPACING_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Path path;
  private Fifo fifo;
  private long dropped;
  private boolean complained;
  private long complainedAtNanos;

  NotifyFifo(Path path) {
    this.path = path;
  }

  /**
   * Writes one line; opens the FIFO, and makes it if need be, at the first.
   *
   * @param page where the outcome is noted
   */
  synchronized void write(String line, Change change, Ledger.Page page) {
    String problem = null;
    try {
      if (fifo == null) {
        fifo = Fifo.open(path);
      }
      if (!fifo.write(line)) {
        problem = "nobody reads it: " + ++dropped + " lines were dropped";
      }
    } catch (KernelException e) {
      problem = e.getMessage();
      close();
    }
    page.ended(
        new HookRun(
            HOOK,
            change.to(),
            problem == null ? HookRun.End.SUCCEEDED : HookRun.End.FAILED,
            problem == null ? "written" : problem,
            "",
            1,
            0,
            Instant.now()));
    if (problem != null) {
      complain(problem, change);
    }
  }

  private void complain(String problem, Change change) {
    long nowNanos = System.nanoTime();
    if (!complained || nowNanos - complainedAtNanos >= WORD_SPACING_NANOS) {
      complained = true;
      complainedAtNanos = nowNanos;
      log.warn(
          "{} was not told: {}. group={} state={}", path, problem, change.group(), change.to());
    }
  }

  @Override
  public synchronized void close() {
    if (fifo != null) {
      fifo.close();
      fifo = null;
    }
  }
}
