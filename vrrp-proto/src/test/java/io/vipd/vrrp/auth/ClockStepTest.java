package io.vipd.vrrp.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A sender and a receiver whose clocks are set, on virtual time: an advert a second, a window of
 * five. What happens is read as verdicts with their numbers, in the order of the adverts.
 */
class ClockStepTest {
  private static final long SECOND = Packets.SECOND_NANOS;
  private static final long HOUR = 3600 * SECOND;
  private static final long MONTH_BEFORE_2106 = 0xffffffffL * SECOND - 700 * HOUR;

  private Signer signer = Packets.signer(Packets.config(Freshness.TIME));
  private Authenticator authenticator = Packets.authenticator(Packets.config(Freshness.TIME));
  private long trueNanos = Packets.EPOCH_NANOS;
  private long senderAhead;
  private long receiverAhead;
  private final Set<AuthVerdict> seen = EnumSet.noneOf(AuthVerdict.class);
  private String story = "";
  private AuthVerdict last;
  private int times;

  private void monotonic() {
    signer = Packets.signer(Packets.config(Freshness.MONOTONIC));
    authenticator = Packets.authenticator(Packets.config(Freshness.MONOTONIC));
  }

  private ByteBuffer sign() {
    return Packets.signed(signer, Packets.SOURCE, trueNanos + senderAhead);
  }

  private AuthVerdict receive(ByteBuffer packet) {
    return Packets.verify(
        authenticator, packet, Packets.SOURCE, trueNanos + receiverAhead, trueNanos);
  }

  private void adverts(int count) {
    for (int i = 0; i < count; i++) {
      AuthVerdict verdict = receive(sign());
      seen.add(verdict);
      trueNanos += SECOND;
      if (verdict != last && last != null) {
        told();
      }
      last = verdict;
      times++;
    }
  }

  private String told() {
    story += (story.isEmpty() ? "" : ", ") + last + " " + times;
    times = 0;
    return story;
  }

  @Test
  void aSenderThatStepsForwardAnHourAndBackIsHeardAtOnce() {
    adverts(3);
    senderAhead = HOUR;
    adverts(60);
    senderAhead = 0;
    adverts(60);
    assertEquals("OK 3, STALE 60, OK 60", told());
  }

  @Test
  void aReceiverThatStepsForwardAnHourAndBackHearsAtOnce() {
    adverts(3);
    receiverAhead = HOUR;
    adverts(60);
    receiverAhead = 0;
    adverts(60);
    assertEquals("OK 3, STALE 60, OK 60", told());
  }

  @Test
  void bothSteppingForwardAnHourAndBackTogetherMissNothing() {
    adverts(3);
    senderAhead = receiverAhead = HOUR;
    adverts(60);
    senderAhead = receiverAhead = 0;
    adverts(60);
    assertEquals("OK 123", told());
  }

  @Test
  void afterBothWereAnHourAheadTheSenderMayBeSetRightFirst() {
    senderAhead = receiverAhead = HOUR;
    adverts(60);
    senderAhead = 0;
    adverts(10);
    receiverAhead = 0;
    adverts(60);
    assertEquals("OK 60, STALE 10, OK 60", told());
  }

  @Test
  void afterBothWereAnHourAheadTheReceiverMayBeSetRightFirst() {
    senderAhead = receiverAhead = HOUR;
    adverts(60);
    receiverAhead = 0;
    adverts(10);
    senderAhead = 0;
    adverts(60);
    assertEquals("OK 60, STALE 10, OK 60", told());
  }

  @Test
  void stepsWithinTheWindowMissNothing() {
    adverts(3);
    senderAhead = 4 * SECOND;
    adverts(3);
    senderAhead = 0;
    adverts(10);
    senderAhead = -4 * SECOND;
    adverts(10);
    receiverAhead = -5 * SECOND;
    adverts(10);
    assertEquals("OK 36", told());
  }

  @Test
  void aClockThatWasBehindIsNoTroubleOnceItIsRight() {
    senderAhead = -HOUR;
    adverts(10);
    senderAhead = 0;
    adverts(10);
    receiverAhead = -HOUR;
    adverts(10);
    receiverAhead = 0;
    adverts(10);
    assertEquals("STALE 10, OK 10, STALE 10, OK 10", told());
  }

  /** The worst there is: what the sender gave up was not all refused, some lay in the window. */
  @Test
  void aNumberAheadThatWasAcceptedDelaysByLessThanTheWindow() {
    senderAhead = 5 * SECOND;
    adverts(1);
    senderAhead = 8 * SECOND;
    adverts(1);
    senderAhead = 0;
    adverts(60);
    assertEquals("OK 1, STALE 1, REPLAY 4, OK 56", told());
  }

  @Test
  void aSenderThatRestartsIsHeardAtOnceWhenItsClockIsRight() {
    adverts(3);
    signer = Packets.signer(Packets.config(Freshness.TIME));
    adverts(3);
    assertEquals("OK 6", told());
  }

  @Test
  void theYear2106PassesUnnoticed() { // RFC 1982
    trueNanos = 0xffffffffL * SECOND - 30 * SECOND;
    adverts(60);
    assertEquals("OK 60", told());
  }

  @Test
  void inMonotonicModeNoStepMattersWhileTheSenderLives() {
    monotonic();
    adverts(3);
    senderAhead = HOUR;
    adverts(3);
    senderAhead = -HOUR;
    receiverAhead = HOUR;
    adverts(3);
    assertEquals("OK 9", told());
  }

  @Test
  void inMonotonicModeASenderThatRestartsIsHeardWhenItsClockPassesWhatItShowedBefore() {
    monotonic();
    senderAhead = 20 * SECOND;
    adverts(3);
    signer = Packets.signer(Packets.config(Freshness.MONOTONIC));
    senderAhead = 0;
    adverts(60);
    assertEquals("OK 3, REPLAY 20, OK 40", told());
  }

  /** The price that the package description names. */
  @Test
  void whatWasRecordedWhileAClockRanAheadPlaysOnceWhenItsTimeHasCome() {
    senderAhead = HOUR;
    ByteBuffer recorded = sign();
    assertEquals(AuthVerdict.STALE, receive(recorded));
    senderAhead = 0;
    adverts(3597);
    assertEquals("OK 3597", told());
    assertEquals(AuthVerdict.OK, receive(recorded));
    assertEquals(AuthVerdict.REPLAY, receive(recorded));
  }

  @Test
  void whateverTheClocksDidAllIsWellAWindowAfterTheyWereSetRight() {
    for (int seed = 0; seed < 500; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      signer = Packets.signer(Packets.config(Freshness.TIME));
      authenticator = Packets.authenticator(Packets.config(Freshness.TIME));
      trueNanos = random.nextBoolean() ? Packets.EPOCH_NANOS : MONTH_BEFORE_2106;
      for (int step = 0; step < 20; step++) {
        senderAhead = aStep(random);
        receiverAhead = random.nextBoolean() ? senderAhead : aStep(random);
        adverts(random.nextInt(12));
      }
      senderAhead = random.nextLong(-SECOND / 2, SECOND / 2);
      receiverAhead = random.nextLong(-SECOND / 2, SECOND / 2);
      adverts(6);
      for (int i = 0; i < 20; i++) {
        assertEquals(AuthVerdict.OK, receive(sign()), "seed " + seed + ", advert " + i);
        trueNanos += SECOND;
      }
    }
    assertEquals(EnumSet.of(AuthVerdict.OK, AuthVerdict.STALE, AuthVerdict.REPLAY), seen);
  }

  private static long aStep(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextLong(-SECOND, SECOND);
      case 1 -> random.nextLong(-6 * SECOND, 6 * SECOND);
      case 2 -> random.nextLong(-15 * SECOND, 15 * SECOND);
      default -> random.nextLong(-1000 * HOUR, 1000 * HOUR);
    };
  }
}
