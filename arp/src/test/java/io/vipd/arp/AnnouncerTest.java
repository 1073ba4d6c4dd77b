package io.vipd.arp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The announce thread's turns, taken by the test on a virtual clock. */
class AnnouncerTest {
  private static final long MILLI = 1_000_000;
  private static final MacAddress MAC = MacAddress.parse("02:00:5e:10:00:01");
  private static final Inet4Address ONE = Inet4Address.ofLiteral("192.0.2.1");
  private static final Inet4Address TWO = Inet4Address.ofLiteral("192.0.2.2");
  private static final InetAddress SIX = Inet6Address.ofLiteral("2001:db8::1");
  private static final AnnounceSettings TWICE =
      new AnnounceSettings(2, Duration.ofSeconds(1), Duration.ZERO);
  private static final AnnounceSettings ONCE =
      new AnnounceSettings(1, Duration.ofSeconds(1), Duration.ZERO);

  private final FakeWire wire = new FakeWire();
  private long now = Long.MAX_VALUE - 50 * MILLI;
  private Announcer announcer = new Announcer(wire, () -> now);

  @Test
  void aRoundHasEveryAddressInOneFormThenInTheOther() {
    Announcement announcement = announcer.register("eth0", MAC, List.of(ONE, TWO), TWICE);
    announcement.announce();
    settle();
    assertEquals(
        List.of(
            "eth0 request 192.0.2.1",
            "eth0 request 192.0.2.2",
            "eth0 reply 192.0.2.1",
            "eth0 reply 192.0.2.2"),
        wire.sent);
  }

  @Test
  void anIpv6AddressHasOneFrameAndTheFirstFramesOfAllComeFirst() {
    Announcement announcement = announcer.register("eth0", MAC, List.of(ONE, SIX, TWO), ONCE);
    announcement.announce();
    assertEquals(Long.MAX_VALUE, settle());
    assertEquals(
        List.of(
            "eth0 request 192.0.2.1",
            "eth0 advertisement 20010db8000000000000000000000001",
            "eth0 request 192.0.2.2",
            "eth0 reply 192.0.2.1",
            "eth0 reply 192.0.2.2"),
        wire.sent);
    List<AddressCounters> counters = announcement.counters();
    assertEquals(SIX, counters.get(1).address());
    assertEquals(List.of(2L, 1L, 2L), counters.stream().map(AddressCounters::framesSent).toList());
  }

  @Test
  void aGroupOfIpv6AddressesOnlyIsAnnouncedInEveryRound() {
    Announcement announcement = announcer.register("eth0", MAC, List.of(SIX), TWICE);
    announcement.announce();
    settle();
    pass(1_000);
    assertEquals(Long.MAX_VALUE, settle());
    assertEquals(2, announcement.framesSent());
  }

  @Test
  void aRoundThatStopsHalfWayIsAFailureOfThoseThatHaveAFrameLeft() {
    Announcement announcement = announcer.register("eth0", MAC, List.of(ONE, SIX, TWO), ONCE);
    announcement.announce();
    wire.sendsLeft = 4; // the last reply does not leave
    announcer.turn();
    announcer.turn();
    assertEquals(
        List.of(0L, 0L, 1L),
        announcement.counters().stream().map(AddressCounters::failures).toList());
  }

  @Test
  void theNextRoundIsWaitedForAndThenNothing() {
    Announcement announcement = announcer.register("eth0", MAC, List.of(ONE), TWICE);
    announcement.announce();
    assertEquals(1_000 * MILLI, settle());
    assertEquals(2, wire.frames);
    pass(1_000);
    assertEquals(Long.MAX_VALUE, settle());
    assertEquals(4, wire.frames);
  }

  @Test
  void registeringOpensTheInterfaceAndSendsNothing() {
    announcer.register("eth0", MAC, List.of(ONE), TWICE);
    assertEquals(Long.MAX_VALUE, settle());
    assertEquals(List.of("open eth0"), wire.handles);
    assertEquals(List.of(), wire.sent);
  }

  @Test
  void aPreparedInterfaceIsNotOpenedAgain() {
    announcer.prepare("eth0");
    announcer.prepare("eth0");
    settle();
    announcer.register("eth0", MAC, List.of(ONE), TWICE).announce();
    settle();
    assertEquals(List.of("open eth0"), wire.handles);
  }

  @Test
  void aDueRoundGoesOutBeforeAnotherInterfaceIsOpened() {
    Announcement announcement = announcer.register("eth0", MAC, List.of(ONE), TWICE);
    settle();
    announcer.prepare("eth1");
    announcement.announce();
    announcer.turn();
    assertEquals(2, wire.frames);
    assertEquals(List.of("open eth0", "open eth1"), wire.handles);
  }

  @Test
  void yieldingEndsTheRoundWithinOneFrame() {
    Announcement announcement = announcer.register("eth0", MAC, List.of(ONE, TWO), TWICE);
    wire.duringSend = announcement::stop;
    announcement.announce();
    settle();
    pass(1_000);
    assertEquals(Long.MAX_VALUE, settle());
    assertEquals(List.of("eth0 request 192.0.2.1"), wire.sent);
  }

  @Test
  void stoppingBeforeTheThreadLooksSendsNothing() {
    Announcement announcement = announcer.register("eth0", MAC, List.of(ONE), TWICE);
    announcement.announce();
    announcement.stop();
    settle();
    assertEquals(List.of(), wire.sent);
  }

  @Test
  void yieldingAndTakingOverUnseenIsATakeover() {
    Announcement announcement = announcer.register("eth0", MAC, List.of(ONE), ONCE);
    announcement.announce();
    settle();
    pass(500);
    announcement.stop();
    announcement.announce();
    settle();
    assertEquals(4, wire.frames);
  }

  @Test
  void aFloodOfContestsIsHeldToTenRoundsASecond() {
    Announcement announcement = announcer.register("eth0", MAC, List.of(ONE), ONCE);
    for (int milli = 0; milli < 1_000; milli++) {
      announcement.announce();
      announcer.turn();
      pass(1);
    }
    assertEquals(20, wire.frames);
  }

  @Test
  void aNewMacIsAnnouncedAtOnceWhileAnnouncing() {
    Announcement announcement = announcer.register("eth0", MAC, List.of(ONE), ONCE);
    announcement.announce();
    settle();
    pass(500);
    announcement.updateMac(MacAddress.parse("02:00:5e:10:00:99"));
    settle();
    assertEquals(4, wire.frames);
    assertEquals((byte) 0x99, wire.last[11]);
    assertEquals((byte) 0x99, wire.last[27]);
  }

  @Test
  void aNewMacIsNotAnnouncedByWhoDoesNotHoldTheAddress() {
    Announcement announcement = announcer.register("eth0", MAC, List.of(ONE), ONCE);
    announcement.updateMac(MacAddress.parse("02:00:5e:10:00:99"));
    settle();
    assertEquals(0, wire.frames);
    announcement.announce();
    settle();
    assertEquals((byte) 0x99, wire.last[11]);
  }

  @Test
  void aFailedSendReopensAtOnceAndGoesOnWithTheSameFrame() {
    Announcement announcement = announcer.register("eth0", MAC, List.of(ONE, TWO), ONCE);
    announcement.announce();
    wire.sendsLeft = 3;
    announcer.turn(); // opens
    announcer.turn(); // three frames leave, the fourth does not
    assertEquals(List.of("open eth0", "close eth0", "open eth0"), wire.handles);
    wire.sendsLeft = Integer.MAX_VALUE;
    settle();
    assertEquals(
        List.of(
            "eth0 request 192.0.2.1",
            "eth0 request 192.0.2.2",
            "eth0 reply 192.0.2.1",
            "eth0 reply 192.0.2.2"),
        wire.sent);
    assertEquals(0, announcement.counters().get(0).failures());
    assertEquals(1, announcement.counters().get(1).failures());
  }

  @Test
  void aSenderThatOpensButNeverSendsIsTriedWithGrowingPauses() {
    Announcement announcement = announcer.register("eth0", MAC, List.of(ONE), ONCE);
    announcement.announce();
    wire.sendsLeft = 0;
    assertEquals(100 * MILLI, settle());
    pass(100);
    assertEquals(200 * MILLI, settle());
    pass(200);
    assertEquals(400 * MILLI, settle());
    assertEquals(4, announcement.failures());
  }

  @Test
  void aMissingInterfaceIsTriedWithPausesOfUpToFiveSeconds() {
    wire.missing.add("eth0");
    announcer.prepare("eth0");
    long[] expectedMillis = {100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000};
    for (long expected : expectedMillis) {
      assertEquals(expected * MILLI, settle());
      pass(expected);
    }
    assertEquals(8, wire.handles.size());
  }

  @Test
  void aRoundThatFoundNoWayOutLeavesWhenThereIsOne() {
    wire.missing.add("eth0");
    Announcement announcement = announcer.register("eth0", MAC, List.of(ONE, TWO), ONCE);
    announcement.announce();
    settle();
    assertEquals(1, announcement.counters().get(0).failures());
    assertEquals(1, announcement.counters().get(1).failures());

    wire.missing.clear();
    pass(100);
    settle();
    assertEquals(4, wire.frames);
  }

  @Test
  void aTakeoverDoesNotWaitForALongPauseToEnd() {
    wire.missing.add("eth0");
    Announcement announcement = announcer.register("eth0", MAC, List.of(ONE), ONCE);
    for (int i = 0; i < 8; i++) {
      pass(settle() / MILLI);
    }
    settle();
    wire.missing.clear();
    pass(100);
    announcement.announce();
    settle();
    assertEquals(2, wire.frames);
  }

  @Test
  void reopeningReplacesTheHandleBeforeAnythingIsSent() {
    Announcement announcement = announcer.register("eth0", MAC, List.of(ONE), ONCE);
    settle();
    announcer.reopen("eth0");
    announcement.announce();
    announcer.turn();
    assertEquals(List.of("open eth0", "close eth0", "open eth0"), wire.handles);
    assertEquals(0, wire.frames);
    settle();
    assertEquals(2, wire.frames);
  }

  @Test
  void reopeningEndsALongPause() {
    wire.missing.add("eth0");
    announcer.prepare("eth0");
    for (int i = 0; i < 8; i++) {
      pass(settle() / MILLI);
    }
    wire.missing.clear();
    announcer.reopen("eth0");
    settle();
    assertEquals("open eth0", wire.handles.getLast());
  }

  @Test
  void reopeningAnInterfaceNobodyAskedForDoesNothing() {
    announcer.reopen("eth7");
    assertEquals(Long.MAX_VALUE, settle());
    assertEquals(List.of(), wire.handles);
  }

  @Test
  void aBrokenInterfaceDoesNotHoldUpAnother() {
    wire.missing.add("eth0");
    announcer.register("eth0", MAC, List.of(ONE), ONCE).announce();
    announcer.register("eth1", MAC, List.of(TWO), ONCE).announce();
    settle();
    assertEquals(List.of("eth1 request 192.0.2.2", "eth1 reply 192.0.2.2"), wire.sent);
  }

  @Test
  void countersTellWhatLeftAndWhen() {
    Announcement announcement = announcer.register("eth0", MAC, List.of(ONE, TWO), ONCE);
    assertNull(announcement.counters().getFirst().lastSentAt());
    announcement.announce();
    settle();
    pass(60_000);

    AddressCounters counters = announcement.counters().get(1);
    assertEquals(TWO, counters.address());
    assertEquals(2, counters.framesSent());
    assertEquals(0, counters.failures());
    Duration age = Duration.between(counters.lastSentAt(), Instant.now());
    assertTrue(age.toMillis() >= 60_000 && age.toMillis() < 90_000, age.toString());
    assertEquals(4, announcement.framesSent());
    assertEquals(0, announcement.failures());
  }

  @Test
  void theLastAnnouncementOfAnInterfaceClosesIt() {
    Announcement first = announcer.register("eth0", MAC, List.of(ONE), ONCE);
    Announcement second = announcer.register("eth0", MAC, List.of(TWO), ONCE);
    settle();
    first.announce();
    first.close();
    settle();
    assertEquals(List.of("open eth0"), wire.handles);
    assertEquals(0, wire.frames);
    second.close();
    second.close();
    settle();
    assertEquals(List.of("open eth0", "close eth0"), wire.handles);
  }

  @Test
  void registeringAgainAfterClosingOpensAgain() {
    announcer.register("eth0", MAC, List.of(ONE), ONCE).close();
    announcer.register("eth0", MAC, List.of(ONE), ONCE).announce();
    settle();
    assertEquals(2, wire.frames);
  }

  @Test
  void warmingUpPlaysTakeoversToADrySenderOnly() {
    Announcement announcement = announcer.register("eth0", MAC, List.of(ONE), ONCE);
    announcer.warmUp();
    settle();
    assertEquals(1_500, wire.dryFrames, "500 takeovers with a frame and a pair of frames");
    assertEquals(0, wire.frames);
    assertEquals(0, announcement.framesSent());
    assertEquals(List.of("open eth0", "open dry", "close dry"), wire.handles);
  }

  @Test
  void onceItIsWarmTheThreadDoesWhatItWasTold() {
    AtomicInteger warm = new AtomicInteger();
    announcer = new Announcer(wire, () -> now, warm::incrementAndGet);
    settle();
    assertEquals(0, warm.get());
    announcer.warmUp();
    settle();
    assertEquals(1, warm.get());
  }

  @Test
  void aTakeoverDuringTheWarmUpComesFirst() {
    Announcement announcement = announcer.register("eth0", MAC, List.of(ONE), ONCE);
    announcer.warmUp();
    announcer.turn(); // opens
    announcer.turn(); // begins to play
    announcement.announce();
    announcer.turn();
    assertEquals(2, wire.frames);
    assertTrue(wire.dryFrames < 1_500);
  }

  @Test
  void anAnnouncementWithoutAddressesIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> announcer.register("eth0", MAC, List.of(), ONCE));
  }

  /** Turns until there is something to wait for, which it returns. */
  private long settle() {
    for (int turns = 0; turns < 200; turns++) {
      long waitNanos = announcer.turn();
      if (waitNanos > 0) {
        return waitNanos;
      }
    }
    throw new AssertionError("the thread would run for ever without waiting");
  }

  private void pass(long millis) {
    now += millis * MILLI;
  }
}
