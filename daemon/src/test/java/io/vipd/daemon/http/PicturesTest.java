package io.vipd.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PicturesTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final ExecutorService photographer = Executors.newCachedThreadPool();
  private final AtomicInteger taken = new AtomicInteger();

  @AfterEach
  void close() {
    photographer.shutdownNow();
  }

  private Picture take() {
    taken.incrementAndGet();
    return new Picture(Instant.EPOCH, null, null, List.of(), 0);
  }

  @Test
  void aFreshPictureServesEverybody() {
    Pictures pictures = new Pictures(this::take, photographer, LONG, LONG);
    Picture first = pictures.latest();
    assertSame(first, pictures.latest());
    assertEquals(1, taken.get());
  }

  @Test
  void anOldPictureIsReplaced() {
    Pictures pictures = new Pictures(this::take, photographer, Duration.ZERO, LONG);
    assertNotSame(pictures.latest(), pictures.latest());
    assertEquals(2, taken.get());
  }

  @Test
  void whoeverComesWhileOneIsTakenWaitsForThatOne() throws Exception {
    CountDownLatch ready = new CountDownLatch(1);
    Pictures pictures =
        new Pictures(
            () -> {
              awaitUnchecked(ready);
              return take();
            },
            photographer,
            Duration.ZERO,
            LONG);
    List<CompletableFuture<Picture>> waiting = new ArrayList<>();
    CountDownLatch asking = new CountDownLatch(8);
    for (int i = 0; i < 8; i++) {
      waiting.add(
          CompletableFuture.supplyAsync(
              () -> {
                asking.countDown();
                return pictures.latest();
              },
              photographer));
    }
    asking.await();
    ready.countDown();
    Set<Picture> seen = new HashSet<>();
    for (CompletableFuture<Picture> one : waiting) {
      seen.add(one.get());
    }
    // Those that had not come to ask by then may have got another one.
    assertEquals(seen.size(), taken.get());
  }

  @Test
  void aCoreThatDoesNotAnswerIsAskedOnceWhileEverybodyIsTurnedAwayInTime() {
    CountDownLatch never = new CountDownLatch(1);
    Pictures pictures =
        new Pictures(
            () -> {
              taken.incrementAndGet();
              awaitUnchecked(never);
              return null;
            },
            photographer,
            Duration.ZERO,
            SHORT);
    assertNull(pictures.latest());
    assertNull(pictures.latest());
    assertEquals(1, taken.get());
  }

  @Test
  void aCoreThatRefusedIsAskedAgain() {
    Pictures pictures =
        new Pictures(
            () -> {
              if (taken.incrementAndGet() == 1) {
                throw new IllegalStateException("the daemon is too busy to answer");
              }
              return new Picture(Instant.EPOCH, null, null, List.of(), 0);
            },
            photographer,
            LONG,
            LONG);
    assertNull(pictures.latest());
    assertEquals(Instant.EPOCH, pictures.latest().at());
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
