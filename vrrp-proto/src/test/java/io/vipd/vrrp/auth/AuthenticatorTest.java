package io.vipd.vrrp.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.wire.Family;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AuthenticatorTest {
  private static final String SIGNED = Packets.MESSAGE + Packets.TRAILER;
  private static final long NOON = Packets.EPOCH_NANOS;
  private static final long SECOND = Packets.SECOND_NANOS;
  private static final long SOURCE = Packets.SOURCE;

  private final Authenticator byTime = Packets.authenticator(Packets.config(Freshness.TIME));
  private final Authenticator monotonic =
      Packets.authenticator(Packets.config(Freshness.MONOTONIC));

  private static AuthVerdict verify(Authenticator authenticator, String packet, long epochNanos) {
    return Packets.verify(authenticator, Packets.ofHex(packet), SOURCE, epochNanos, 0);
  }

  @ParameterizedTest
  @EnumSource
  void theDraftsExampleIsAuthenticInEveryMode(AuthMode mode) {
    AuthConfig config = Packets.config(mode, Freshness.TIME, 1, Packets.KEY_1);
    assertEquals(AuthVerdict.OK, verify(Packets.authenticator(config), SIGNED, NOON));
  }

  @ParameterizedTest
  @CsvSource({"ENFORCE, MISSING", "PERMISSIVE, UNSIGNED", "RECEIVE_ONLY, UNSIGNED"})
  void whetherATrailerMayBeMissingDependsOnTheMode(AuthMode mode, AuthVerdict verdict) {
    AuthConfig config = Packets.config(mode, Freshness.TIME, 1, Packets.KEY_1);
    assertEquals(verdict, verify(Packets.authenticator(config), Packets.MESSAGE, NOON));
  }

  @ParameterizedTest
  @CsvSource({
    "MALFORMED,   another extension,   02010000 68000000 80000000 1b84bc4e 8e43892d c6d98448 f8ee2265",
    "MALFORMED,   a reserved bit,      01010001 68000000 80000000 1b84bc4e 8e43892d c6d98448 f8ee2265",
    "UNKNOWN_KEY, key 0,               01000000 68000000 80000000 1b84bc4e 8e43892d c6d98448 f8ee2265",
    "UNKNOWN_KEY, key 2,               01020000 68000000 80000000 1b84bc4e 8e43892d c6d98448 f8ee2265",
    "UNKNOWN_KEY, key 255,             01ff0000 68000000 80000000 1b84bc4e 8e43892d c6d98448 f8ee2265",
    "BAD_HMAC,    a later time,        01010000 68000001 80000000 1b84bc4e 8e43892d c6d98448 f8ee2265",
    "BAD_HMAC,    a higher count,      01010000 68000000 80000001 1b84bc4e 8e43892d c6d98448 f8ee2265",
    "BAD_HMAC,    the HMAC's last bit, 01010000 68000000 80000000 1b84bc4e 8e43892d c6d98448 f8ee2264",
    "BAD_HMAC,    no HMAC,             01010000 68000000 80000000 00000000 00000000 00000000 00000000"
  })
  void aTrailerThatIsSignedWronglyIsRefusedInEveryMode(
      AuthVerdict verdict, String what, String trailer) {
    for (AuthMode mode : AuthMode.values()) {
      AuthConfig config = Packets.config(mode, Freshness.TIME, 1, Packets.KEY_1);
      Authenticator authenticator = Packets.authenticator(config);
      assertEquals(verdict, verify(authenticator, Packets.MESSAGE + trailer, NOON), what);
    }
  }

  @Test
  void anotherSecretUnderTheSameIdIsRefused() {
    HmacKey other = new HmacKey(1, Packets.bytes(1, 32));
    AuthConfig config = Packets.config(AuthMode.ENFORCE, Freshness.TIME, 1, other);
    assertEquals(AuthVerdict.BAD_HMAC, verify(Packets.authenticator(config), SIGNED, NOON));
  }

  @Test
  void everyByteChangedInEveryWayIsRefusedButForTheChecksumThatTheCodecJudges() {
    int refused = 0;
    for (int at = 0; at < 40; at++) {
      for (int flip = 1; flip < 256; flip++) {
        ByteBuffer packet = Packets.ofHex(SIGNED);
        packet.put(at, (byte) (packet.get(at) ^ flip));
        if (at == 6 || at == 7) {
          Authenticator fresh = Packets.authenticator(Packets.config(Freshness.TIME));
          assertEquals(AuthVerdict.OK, Packets.verify(fresh, packet, SOURCE, NOON, 0));
        } else {
          AuthVerdict verdict = Packets.verify(byTime, packet, SOURCE, NOON, 0);
          assertFalse(verdict.accepted(), "byte " + at + " changed by " + flip);
          refused++;
        }
      }
    }
    assertEquals(38 * 255, refused);
    assertEquals(AuthVerdict.OK, verify(byTime, SIGNED, NOON), "what was refused left no trace");
  }

  @ParameterizedTest
  @CsvSource({
    "OK,    0",
    "OK,    -5000000000",
    "OK,    5000000000",
    "STALE, -5000015259",
    "STALE, 5000015259",
    "STALE, -3600000000000",
    "STALE, 3600000000000"
  })
  void theTimeOfAnAdvertIsWithinTheWindowEitherWay(AuthVerdict verdict, long aheadNanos) {
    assertEquals(verdict, verify(byTime, SIGNED, NOON - aheadNanos));
    assertTrue(
        Math.abs(aheadNanos - byTime.skewNanos()) < 15_259, "skew " + byTime.skewNanos() + " ns");
  }

  @ParameterizedTest
  @EnumSource
  void whatWasHeardBeforeIsAReplay(Freshness freshness) {
    Authenticator authenticator = Packets.authenticator(Packets.config(freshness));
    Signer signer = Packets.signer(Packets.config(freshness));
    ByteBuffer first = Packets.signed(signer, SOURCE, NOON);
    ByteBuffer second = Packets.signed(signer, SOURCE, NOON);
    assertEquals(AuthVerdict.OK, Packets.verify(authenticator, first, SOURCE, NOON, 0));
    assertEquals(AuthVerdict.REPLAY, Packets.verify(authenticator, first, SOURCE, NOON, 0));
    assertEquals(AuthVerdict.OK, Packets.verify(authenticator, second, SOURCE, NOON, 0));
    assertEquals(AuthVerdict.REPLAY, Packets.verify(authenticator, second, SOURCE, NOON, 0));
    assertEquals(AuthVerdict.REPLAY, Packets.verify(authenticator, first, SOURCE, NOON, 0));
  }

  @Test
  void inMonotonicModeOurClockDoesNotMatterAndAnOlderTimeIsAReplay() {
    Signer signer = Packets.signer(Packets.config(Freshness.MONOTONIC));
    ByteBuffer first = Packets.signed(signer, SOURCE, NOON);
    ByteBuffer second = Packets.signed(signer, SOURCE, NOON + SECOND);
    assertEquals(AuthVerdict.OK, Packets.verify(monotonic, second, SOURCE, 0, 0));
    assertEquals(AuthVerdict.REPLAY, Packets.verify(monotonic, first, SOURCE, 2 * NOON, 0));
    assertEquals(AuthVerdict.REPLAY, Packets.verify(monotonic, second, SOURCE, NOON, 0));
  }

  @Test
  void everySenderHasNumbersOfItsOwn() {
    Signer ahead = Packets.signer(Packets.config(Freshness.TIME));
    Signer behind = Packets.signer(Packets.config(Freshness.TIME));
    ByteBuffer first = Packets.signed(ahead, SOURCE, NOON + 2 * SECOND);
    ByteBuffer second = Packets.signed(behind, SOURCE + 1, NOON - 2 * SECOND);
    assertEquals(AuthVerdict.OK, Packets.verify(byTime, first, SOURCE, NOON, 0));
    assertEquals(AuthVerdict.OK, Packets.verify(byTime, second, SOURCE + 1, NOON, 0));
    assertEquals(AuthVerdict.REPLAY, Packets.verify(byTime, second, SOURCE + 1, NOON, 0));
  }

  @Test
  void aForgedOrStaleAdvertDoesNotMoveWhatIsRememberedOfItsSender() {
    Signer signer = Packets.signer(Packets.config(Freshness.TIME));
    ByteBuffer future = Packets.signed(signer, SOURCE, NOON + 3600 * SECOND);
    ByteBuffer forged = Packets.signed(signer, SOURCE, NOON + SECOND);
    forged.put(39, (byte) ~forged.get(39));
    assertEquals(AuthVerdict.STALE, Packets.verify(byTime, future, SOURCE, NOON, 0));
    assertEquals(AuthVerdict.BAD_HMAC, Packets.verify(byTime, forged, SOURCE, NOON, 0));
    assertEquals(AuthVerdict.OK, verify(byTime, SIGNED, NOON));
  }

  @ParameterizedTest
  @CsvSource({"true, 4", "false, 16"})
  void soManySendersAreRememberedAndTheOneSilentForLongestGoes(boolean multicast, int senders) {
    AuthConfig config = Packets.config(Freshness.MONOTONIC);
    Authenticator authenticator = new Authenticator(config, Family.IPV4, 3, 51, multicast);
    ByteBuffer[] packets = new ByteBuffer[senders + 1];
    for (int i = 0; i <= senders; i++) {
      packets[i] = Packets.signed(Packets.signer(config), i, NOON);
    }
    for (int i = 0; i < senders; i++) {
      assertEquals(AuthVerdict.OK, Packets.verify(authenticator, packets[i], i, NOON, i));
    }
    for (int i = 0; i < senders; i++) {
      assertEquals(AuthVerdict.REPLAY, Packets.verify(authenticator, packets[i], i, NOON, 100));
    }
    assertEquals(
        AuthVerdict.OK, Packets.verify(authenticator, packets[senders], senders, NOON, 101));
    assertEquals(AuthVerdict.REPLAY, Packets.verify(authenticator, packets[1], 1, NOON, 102));
    assertEquals(AuthVerdict.OK, Packets.verify(authenticator, packets[0], 0, NOON, 103));
  }

  @Test
  void aKeyIsChangedWithoutLoss() {
    AuthConfig old = Packets.config(AuthMode.ENFORCE, Freshness.TIME, 1, Packets.KEY_1);
    AuthConfig both =
        Packets.config(AuthMode.ENFORCE, Freshness.TIME, 1, Packets.KEY_1, Packets.KEY_2);
    AuthConfig turned =
        Packets.config(AuthMode.ENFORCE, Freshness.TIME, 2, Packets.KEY_1, Packets.KEY_2);
    AuthConfig fresh = Packets.config(AuthMode.ENFORCE, Freshness.TIME, 2, Packets.KEY_2);
    AuthConfig[] steps = {old, both, turned, fresh};
    for (int i = 0; i < 4; i++) {
      for (int j = Math.max(0, i - 1); j < Math.min(4, i + 2); j++) {
        ByteBuffer packet = Packets.signed(Packets.signer(steps[i]), SOURCE, NOON);
        assertEquals(
            AuthVerdict.OK,
            Packets.verify(Packets.authenticator(steps[j]), packet, SOURCE, NOON, 0),
            "signed at step " + i + ", verified at step " + j);
      }
    }
    assertEquals(AuthVerdict.UNKNOWN_KEY, verify(Packets.authenticator(fresh), SIGNED, NOON));
  }

  @Test
  void onlyAuthenticAndToleratedAdvertsAreAccepted() {
    String accepted = "";
    for (AuthVerdict verdict : AuthVerdict.values()) {
      accepted += verdict.accepted() ? verdict + " " : "";
    }
    assertEquals("OK UNSIGNED ", accepted);
  }
}
