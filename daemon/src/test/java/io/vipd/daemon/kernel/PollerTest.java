package io.vipd.daemon.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PollerTest {
  private final Poller poller = new Poller();

  @Test
  void theTimeOutIsKept() throws Exception {
    long start = System.nanoTime();
    assertEquals(0, poller.await(20_000_000));
    long waited = System.nanoTime() - start;
    assertTrue(waited >= 20_000_000 && waited < 2_000_000_000, "waited " + waited + " ns");
  }

  @Test
  void aTimeOutOfMoreThanASecondDoesNotEndTheWaitForWhatIsReady() throws Exception {
    try (WakeUp wakeUp = new WakeUp()) {
      int slot = poller.add(wakeUp);
      wakeUp.signal();
      assertEquals(1, poller.await(3_600_000_000_001L));
      assertTrue(poller.isReadable(slot));
    }
  }

  @Test
  void zeroOnlyLooks() throws Exception {
    try (WakeUp wakeUp = new WakeUp()) {
      int slot = poller.add(wakeUp);
      assertEquals(0, poller.await(0));
      assertFalse(poller.isReadable(slot));
      wakeUp.signal();
      assertEquals(1, poller.await(0));
      assertTrue(poller.isReadable(slot));
      assertFalse(poller.hasError(slot));
    }
  }

  @Test
  void anotherThreadEndsAWaitForEver() throws Exception {
    try (WakeUp wakeUp = new WakeUp()) {
      int slot = poller.add(wakeUp);
      Thread other = Thread.ofPlatform().start(wakeUp::signal);
      assertEquals(1, poller.await(-1));
      assertTrue(poller.isReadable(slot));
      other.join();
    }
  }

  @Test
  void manySignalsAreOneAndADrainMakesRoomForTheNext() throws Exception {
    try (WakeUp wakeUp = new WakeUp()) {
      poller.add(wakeUp);
      wakeUp.signal();
      wakeUp.signal();
      wakeUp.drain();
      assertEquals(0, poller.await(0));
      wakeUp.drain();
      wakeUp.signal();
      assertEquals(1, poller.await(0));
    }
  }

  @Test
  void noSignalIsLostWhenManyThreadsCompete() throws Exception {
    int rounds = 20_000;
    var items = new ConcurrentLinkedQueue<Integer>();
    try (WakeUp wakeUp = new WakeUp()) {
      poller.add(wakeUp);
      CountDownLatch start = new CountDownLatch(1);
      for (int t = 0; t < 2; t++) {
        Thread.ofPlatform()
            .start(() -> {
              try {
                start.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              for (int i = 0; i < rounds; i++) {
                items.add(i);
                wakeUp.signal();
              }
            });
      }
      start.countDown();
      int seen = 0;
      while (seen < 2 * rounds) {
        poller.await(-1); // for ever: a lost signal hangs here
        wakeUp.drain();
        while (items.poll() != null) {
          seen++;
        }
      }
      assertEquals(40_000, seen);
    }
  }

  @Test
  void aSignalAfterTheEndIsNothing() throws Exception {
    WakeUp wakeUp = new WakeUp();
    wakeUp.close();
    wakeUp.close();
    assertTrue(wakeUp.isClosed());
    wakeUp.signal();
    wakeUp.drain();
  }

  @Test
  void slotsGrowAndAreGivenOutAgain() throws Exception {
    List<WakeUp> wakeUps = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      wakeUps.add(new WakeUp());
      assertEquals(i, poller.add(wakeUps.get(i)));
    }
    wakeUps.get(3).signal();
    wakeUps.get(39).signal();
    assertEquals(2, poller.await(0));
    assertTrue(poller.isReadable(3));
    assertTrue(poller.isReadable(39));
    assertFalse(poller.isReadable(4));
    poller.remove(3);
    poller.remove(39);
    assertFalse(poller.isReadable(3));
    assertEquals(0, poller.await(0));
    assertEquals(3, poller.add(wakeUps.get(39)));
    assertEquals(39, poller.add(wakeUps.get(3)));
    assertEquals(2, poller.await(0));
    wakeUps.forEach(WakeUp::close);
  }

  @Test
  void aDescriptorClosedTooEarlyIsAnError() throws Exception {
    WakeUp wakeUp = new WakeUp();
    int first = poller.add(wakeUp);
    wakeUp.close();
    assertEquals(1, poller.await(0));
    assertTrue(poller.hasError(first));
  }
}
