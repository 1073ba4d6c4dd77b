package io.vipd.arp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.arp.Claim.How;
import io.vipd.arp.Verification.State;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Asking and hearing on a fake wire, with the announce thread's turns taken by hand. */
class InquiryTest {
  private static final long MILLI = 1_000_000L;
  private static final MacAddress MAC = MacAddress.parse("02:00:5e:10:00:01");
  private static final MacAddress OTHER = MacAddress.parse("02:00:5e:10:00:99");
  private static final InetAddress VIP = InetAddress.ofLiteral("192.0.2.10");
  private static final InetAddress GATEWAY = InetAddress.ofLiteral("192.0.2.254");
  private static final AnnounceSettings ONCE =
      new AnnounceSettings(1, Duration.ofSeconds(1), Duration.ZERO);

  private final FakeWire wire = new FakeWire();
  private final List<Claim> claims = new ArrayList<>();
  private long now = 1_000 * MILLI;
  private final Announcer announcer = new Announcer(wire, () -> now);
  private Announcement announcement;
  private Inquiry inquiry;

  private void register(Duration probe, boolean verify, InetAddress... addresses) {
    announcement =
        announcer.register(
            "eth0", MAC, List.of(addresses), ONCE, new InquirySettings(probe, verify), claims::add);
    inquiry = announcement.inquiry();
    settle();
  }

  @Test
  void roundsLeaveBeforeAnyQuestion() {
    register(Duration.ofSeconds(5), true, VIP);
    inquiry.witness(GATEWAY);
    announcement.announce();
    settle();
    assertEquals(List.of("eth0 request 192.0.2.10", "eth0 reply 192.0.2.10"), sent(0, 2));
    assertEquals(
        "c000020a 000000000000 c00002fe", senderAndTarget(), "asks in the name of the VIP");
    assertEquals(State.ASKING, verification().state());
  }

  @Test
  void anAnswerToUsConfirmsThatTheWitnessPointsHere() {
    register(Duration.ZERO, true, VIP);
    inquiry.witness(GATEWAY);
    announcement.announce();
    settle();
    heard(answer(GATEWAY, VIP, MAC), 800_000);
    assertEquals(new Verification(State.CONFIRMED, GATEWAY, 1, 800_000), verification());
    int frames = wire.frames;
    pass(10_000);
    settle();
    assertEquals(frames, wire.frames, "nothing more is asked");
    assertEquals(List.of(), claims);
  }

  @Test
  void anAnswerToAnotherStationOrFromAnotherHostConfirmsNothing() {
    register(Duration.ZERO, true, VIP);
    inquiry.witness(GATEWAY);
    announcement.announce();
    settle();
    heard(answer(GATEWAY, VIP, OTHER), 0);
    heard(answer(InetAddress.ofLiteral("192.0.2.253"), VIP, MAC), 0);
    heard(answer(GATEWAY, InetAddress.ofLiteral("192.0.2.11"), MAC), 0);
    assertEquals(State.ASKING, verification().state());
  }

  @Test
  void aSilentWitnessIsToldAgainBeforeItIsAskedAgain() {
    register(Duration.ZERO, true, VIP);
    inquiry.witness(GATEWAY);
    announcement.announce();
    settle();
    int before = wire.frames;
    pass(1_000);
    settle();
    assertEquals(before + 3, wire.frames, "both forms of the announcement, and the question");
    for (int i = 0; i < 4; i++) {
      pass(1_000);
      settle();
    }
    assertEquals(new Verification(State.UNANSWERED, GATEWAY, 5, 0), verification());
    int last = wire.frames;
    pass(60_000);
    settle();
    assertEquals(last, wire.frames);
  }

  @Test
  void aWitnessThatBecomesKnownLaterIsAskedThen() {
    register(Duration.ZERO, true, VIP);
    announcement.announce();
    settle();
    assertEquals(State.NOT_ASKED, verification().state());
    inquiry.witness(GATEWAY);
    settle();
    assertEquals("c000020a 000000000000 c00002fe", senderAndTarget());
  }

  @Test
  void whoYieldsAsksNothingAndForgetsWhatWasAnswered() {
    register(Duration.ofSeconds(1), true, VIP);
    inquiry.witness(GATEWAY);
    announcement.announce();
    settle();
    heard(answer(GATEWAY, VIP, MAC), 0);
    announcement.stop();
    assertEquals(Long.MAX_VALUE, settle());
    assertEquals(State.NOT_ASKED, verification().state());
  }

  @Test
  void probesGoOnForAsLongAsTheAddressIsAnnounced() {
    register(Duration.ofSeconds(5), false, VIP);
    announcement.announce();
    settle();
    pass(600);
    settle();
    assertEquals("00000000 000000000000 c000020a", senderAndTarget());
    int frames = wire.frames;
    long wait = settle();
    assertTrue(wait >= 3_750 * MILLI && wait <= 6_250 * MILLI, () -> "next in " + wait);
    now += wait;
    settle();
    assertEquals(frames + 1, wire.frames);
  }

  @Test
  void anIpv6AddressIsAskedForFromAnAddressOfOurOwnOnly() {
    InetAddress vip6 = InetAddress.ofLiteral("2001:db8::10");
    register(Duration.ofSeconds(5), false, vip6);
    announcement.announce();
    settle();
    pass(600);
    settle();
    assertEquals(1, wire.frames, "the announcement");
    inquiry.askFrom((Inet6Address) InetAddress.ofLiteral("fe80::1"));
    pass(6_250);
    settle();
    assertEquals(2, wire.frames);
    assertEquals((byte) 135, wire.last[54]);
  }

  @Test
  void anotherStationsClaimIsToldWhetherTheAddressIsAnnouncedHereOrNot() {
    register(Duration.ZERO, false, VIP);
    heard(claim(OTHER), 0);
    announcement.announce();
    settle();
    pass(499);
    heard(claim(OTHER), 0);
    pass(1);
    heard(claim(OTHER), 0);
    assertEquals(List.of(false, false, true), claims.stream().map(Claim::contested).toList());
    assertEquals(OTHER, claims.getLast().mac());
    assertEquals(VIP, claims.getLast().address());
  }

  @Test
  void whoClaimsAnAddressThatWasJustGivenUpContestsNothing() {
    register(Duration.ZERO, false, VIP);
    announcement.announce();
    settle();
    pass(1_000);
    announcement.stop(); // and the announce thread sleeps on
    heard(claim(OTHER), 0);
    settle();
    assertEquals(List.of(false), claims.stream().map(Claim::contested).toList());
    assertEquals(2, wire.frames, "nothing is defended");
  }

  @Test
  void whoClaimsAnAddressThatIsGivenUpThisVeryMomentContestsNothing() throws Exception {
    register(Duration.ZERO, false, VIP);
    announcement.announce();
    settle();
    pass(1_000);
    inquiry.patienceNanos = Long.MAX_VALUE;
    Thread ear = Thread.ofPlatform().start(() -> heard(claim(OTHER), 0));
    while (ear.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    announcement.stop();
    LockSupport.unpark(ear);
    ear.join();
    assertEquals(List.of(false), claims.stream().map(Claim::contested).toList());
  }

  @Test
  void ourOwnStationIsNoStranger() {
    register(Duration.ZERO, false, VIP);
    heard(claim(MAC), 0);
    assertEquals(List.of(), claims);
  }

  /** RFC 5227 2.4: defend, but not more often than every DEFEND_INTERVAL of 10 s. */
  @Test
  void aContestedAddressIsAnnouncedOnceMoreButNotMoreThanEveryTenSeconds() {
    register(Duration.ZERO, false, VIP);
    announcement.announce();
    settle();
    assertEquals(2, wire.frames);
    pass(1_000);
    for (int i = 0; i < 100; i++) {
      heard(claim(OTHER), 0);
      settle();
      pass(100);
    }
    assertEquals(4, wire.frames);
    heard(claim(OTHER), 0);
    settle();
    assertEquals(6, wire.frames);
  }

  @Test
  void anAddressThatIsNotAnnouncedIsNotDefended() {
    register(Duration.ZERO, false, VIP);
    heard(claim(OTHER), 0);
    settle();
    assertEquals(0, wire.frames);
    announcement.announce();
    settle();
    pass(1_000);
    heard(claim(OTHER), 0);
    announcement.stop();
    settle();
    assertEquals(2, wire.frames);
    assertFalse(wire.sent.isEmpty());
  }

  private static HeardFrame claim(MacAddress mac) {
    return new HeardFrame(How.ARP_REPLY, VIP, mac, GATEWAY, MAC);
  }

  private static HeardFrame answer(InetAddress from, InetAddress to, MacAddress toMac) {
    return new HeardFrame(How.ARP_REPLY, from, OTHER, to, toMac);
  }

  private void heard(HeardFrame frame, long laterNanos) {
    inquiry.heard(frame, new OwnStations(), now + laterNanos);
  }

  private Verification verification() {
    return inquiry.verifications().getFirst();
  }

  private List<String> sent(int from, int to) {
    return wire.sent.subList(from, to);
  }

  /** Sender's address, target's MAC address and target's address of the last frame. */
  private String senderAndTarget() {
    HexFormat hex = HexFormat.of();
    return hex.formatHex(wire.last, 28, 32)
        + " "
        + hex.formatHex(wire.last, 32, 38)
        + " "
        + hex.formatHex(wire.last, 38, 42);
  }

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
