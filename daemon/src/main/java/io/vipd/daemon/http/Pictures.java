package io.vipd.daemon.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Hands the same picture to everybody who asks within a short time, and lets one thread at a time
 * ask the core for a new one, however many wait.
 */
final class Pictures {
  /** A picture is shown for so long. */
  static final Duration FRESH = Duration.ofMillis(250);

  /** A core that does not answer in this time has something wrong with it. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Supplier<Picture> take;
  private final Executor photographer;
  private final long freshNanos;
  private final long patienceNanos;
  private CompletableFuture<Picture> latest;
  private long askedAtNanos;

  /**
   * Nothing is asked before the first {@link #latest}.
   *
   * @param take asks the core; may wait for long, and throws {@link IllegalStateException} when
   *     there is no answer
   * @param photographer where that is called
   */
  Pictures(Supplier<Picture> take, Executor photographer, Duration fresh, Duration patience) {
    this.take = take;
    this.photographer = photographer;
    this.freshNanos = fresh.toNanos();
    this.patienceNanos = patience.toNanos();
  }

  /** The node as it is, give or take a quarter of a second; null when the core does not answer. */
  Picture latest() {
    try {
      return ask().get(patienceNanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException _) {
      return null;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private synchronized CompletableFuture<Picture> ask() {
    long nowNanos = System.nanoTime();
    boolean usable =
        latest != null
            && (!latest.isDone()
                || !latest.isCompletedExceptionally() && nowNanos - askedAtNanos < freshNanos);
    if (!usable) {
      askedAtNanos = nowNanos;
      latest = CompletableFuture.supplyAsync(take, photographer);
    }
    return latest;
  }
}
