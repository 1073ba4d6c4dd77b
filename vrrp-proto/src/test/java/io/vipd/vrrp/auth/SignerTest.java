package io.vipd.vrrp.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignerTest {
  private static final long NOON = Packets.EPOCH_NANOS;
  private static final long SECOND = Packets.SECOND_NANOS;

  @Test
  void anAdvertGetsTheTrailerOfTheDraftsExample() {
    ByteBuffer packet =
        Packets.signed(Packets.signer(Packets.config(Freshness.TIME)), Packets.SOURCE, NOON);
    assertEquals((Packets.MESSAGE + Packets.TRAILER).replace(" ", ""), Packets.hex(packet));
  }

  @Test
  void theConfiguredKeyOfSeveralSigns() {
    AuthConfig config =
        Packets.config(AuthMode.PERMISSIVE, Freshness.TIME, 2, Packets.KEY_1, Packets.KEY_2);
    ByteBuffer packet = Packets.signed(Packets.signer(config), Packets.SOURCE, NOON);
    assertEquals(
        "3133c80100644402c0000264"
            + "010200006800000080000000"
            + "2ef9cac7277ea0f471bdf174789cbdb6",
        Packets.hex(packet));
  }

  @Test
  void aReceiveOnlyGroupSignsNothing() {
    AuthConfig config = Packets.config(AuthMode.RECEIVE_ONLY, Freshness.TIME, 1, Packets.KEY_1);
    ByteBuffer packet = Packets.signed(Packets.signer(config), Packets.SOURCE, NOON);
    assertEquals("3133c80100644402c0000264", Packets.hex(packet));
  }

  @ParameterizedTest
  @EnumSource
  void aClockThatStandsStillIsCountedOn(Freshness freshness) {
    Signer signer = Packets.signer(Packets.config(freshness));
    assertEquals(0x6800000080000000L, signer.next(NOON));
    assertEquals(0x6800000080000001L, signer.next(NOON));
    assertEquals(0x6800000080000002L, signer.next(NOON));
    assertEquals(0x6800000180000000L, signer.next(NOON + SECOND));
  }

  @Test
  void countsBeyond16BitsCarryIntoTheTime() {
    Signer signer = Packets.signer(Packets.config(Freshness.TIME));
    for (int i = 0; i < 0x10000; i++) {
      signer.next(NOON);
    }
    assertEquals(0x6800000080010000L, signer.next(NOON));
    assertEquals(0x6800000080010001L, signer.next(NOON + 15_259));
    assertEquals(0x6800000080020000L, signer.next(NOON + 30_518));
  }

  @ParameterizedTest
  @EnumSource
  void aClockThatStepsBackWithinTheWindowIsCountedOnUntilItCatchesUp(Freshness freshness) {
    Signer signer = Packets.signer(Packets.config(freshness));
    assertEquals(0x6800000080000000L, signer.next(NOON));
    assertEquals(0x6800000080000001L, signer.next(NOON - 5 * SECOND));
    assertEquals(0x6800000080000002L, signer.next(NOON - SECOND));
    assertEquals(0x6800000180000000L, signer.next(NOON + SECOND));
  }

  @Test
  void aClockThatStepsBackBeyondTheWindowIsFollowed() {
    Signer signer = Packets.signer(Packets.config(Freshness.TIME));
    assertEquals(0x68000e1080000000L, signer.next(NOON + 3600 * SECOND));
    assertEquals(0x6800000080000000L, signer.next(NOON));
    assertEquals(0x6800000080000001L, signer.next(NOON));
    assertEquals(0x6800000080000002L, signer.next(NOON - 5 * SECOND));
    assertEquals(0x67fffffb7fff0000L, signer.next(NOON - 5 * SECOND - 15_258));
  }

  @Test
  void inMonotonicModeNumbersGrowWhateverTheClockDoes() {
    Signer signer = Packets.signer(Packets.config(Freshness.MONOTONIC));
    assertEquals(0x68000e1080000000L, signer.next(NOON + 3600 * SECOND));
    assertEquals(0x68000e1080000001L, signer.next(NOON));
    assertEquals(0x68000e1080000002L, signer.next(0));
    assertEquals(0x68000e1080000003L, signer.next(NOON + 3600 * SECOND));
    assertEquals(0x68000e1180000000L, signer.next(NOON + 3601 * SECOND));
  }

  @ParameterizedTest
  @EnumSource
  void theYear2106IsAYearLikeAnyOther(Freshness freshness) { // RFC 1982
    Signer signer = Packets.signer(Packets.config(freshness));
    assertEquals(0xffffffff00000000L, signer.next(0xffffffffL * SECOND));
    assertEquals(0x0000000000000000L, signer.next(0x100000000L * SECOND));
    assertEquals(0x0000000000000001L, signer.next(0xffffffffL * SECOND));
    assertEquals(0x0000000100000000L, signer.next(0x100000001L * SECOND));
  }
}
