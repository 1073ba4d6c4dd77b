package io.vipd.arp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread itself, on the real clock. */
@Timeout(30)
class AnnounceThreadTest {
  private static final MacAddress MAC = MacAddress.parse("02:00:5e:10:00:01");
  private static final List<Inet4Address> ONE = List.of(Inet4Address.ofLiteral("192.0.2.1"));
  private static final AnnounceSettings QUICK =
      new AnnounceSettings(3, Duration.ofMillis(10), Duration.ZERO);

  private final FakeWire wire = new FakeWire();

  @Test
  void announcingWakesTheThreadWhichSendsTheWholeBurst() throws InterruptedException {
    try (Announcer announcer = Announcer.start(wire)) {
      Announcement announcement = announcer.register("eth0", MAC, ONE, QUICK);
      announcement.announce();
      await(() -> announcement.framesSent() == 6);
      assertEquals("announce", wire.senderThread);
    }
    assertEquals("close eth0", wire.handles.getLast());
  }

  @Test
  void closingEndsTheThread() {
    Announcer announcer = Announcer.start(wire);
    announcer.prepare("eth0");
    announcer.close();
    announcer.close();
    assertFalse(
        Thread.getAllStackTraces().keySet().stream()
            .anyMatch(t -> t.getName().equals("announce") && t.isAlive()));
  }

  @Test
  void aSlowSendDoesNotHoldUpTheCaller() throws InterruptedException {
    CountDownLatch sending = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    wire.duringSend =
        () -> {
          sending.countDown();
          awaitLatch(release);
        };
    try (Announcer announcer = Announcer.start(wire)) {
      Announcement announcement = announcer.register("eth0", MAC, ONE, QUICK);
      announcement.announce();
      assertTrue(sending.await(10, TimeUnit.SECONDS));
      announcement.announce();
      announcement.stop();
      release.countDown();
    }
    assertEquals(1, wire.frames);
  }

  @Test
  void asFarAsTheCallerGoesNothingIsAllocated() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Announcer announcer = Announcer.start(wire)) {
      Announcement announcement = announcer.register("eth0", MAC, ONE, QUICK);
      announceAndStop(announcement);
      long before = threads.getCurrentThreadAllocatedBytes();
      announceAndStop(announcement);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(allocated < 1_000, "1000 calls allocated " + allocated + " bytes");
    }
  }

  private static void announceAndStop(Announcement announcement) {
    for (int i = 0; i < 500; i++) {
      announcement.announce();
      announcement.stop();
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long giveUpAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - giveUpAt < 0, "waited for ten seconds");
      Thread.sleep(1);
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
