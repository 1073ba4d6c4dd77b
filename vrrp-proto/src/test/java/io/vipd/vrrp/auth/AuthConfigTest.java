package io.vipd.vrrp.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthConfigTest {
  @ParameterizedTest
  @CsvSource({"1, 32", "255, 64", "7, 33"})
  void aKeyHasAnIdOf1To255AndASecretOf32To64Bytes(int id, int bytes) {
    assertEquals(id, new HmacKey(id, new byte[bytes]).id());
  }

  @ParameterizedTest
  @CsvSource({
    "0,   32, key id 0 is outside 1..255",
    "256, 32, key id 256 is outside 1..255",
    "-1,  32, key id -1 is outside 1..255",
    "1,   31, 'key 1 has 31 bytes, but a secret has 32 to 64'",
    "9,   65, 'key 9 has 65 bytes, but a secret has 32 to 64'",
    "1,    0, 'key 1 has 0 bytes, but a secret has 32 to 64'"
  })
  void anyOtherKeyIsRefused(int id, int bytes, String message) {
    assertEquals(message, refusal(() -> new HmacKey(id, new byte[bytes])));
  }

  @Test
  void theTextOfAKeyAndOfAConfigurationShowsNoSecret() {
    byte[] secret = "correct horse battery staple ....".getBytes(StandardCharsets.US_ASCII);
    HmacKey key = new HmacKey(7, secret);
    assertEquals("key 7", key.toString());
    assertEquals(
        "AuthConfig[mode=ENFORCE, keys=[key 7], signWith=7, freshness=TIME,"
            + " windowNanos=5000000000]",
        Packets.config(AuthMode.ENFORCE, Freshness.TIME, 7, key).toString());
  }

  @Test
  void aKeyKeepsItsSecretWhenTheArrayItCameInIsWiped() {
    byte[] secret = Packets.bytes(0, 32);
    HmacKey key = new HmacKey(1, secret);
    Arrays.fill(secret, (byte) 0);
    Authenticator authenticator =
        Packets.authenticator(Packets.config(AuthMode.ENFORCE, Freshness.TIME, 1, key));
    assertEquals(
        AuthVerdict.OK,
        Packets.verify(
            authenticator,
            Packets.ofHex(Packets.MESSAGE + Packets.TRAILER),
            Packets.SOURCE,
            Packets.EPOCH_NANOS,
            0));
  }

  @Test
  void thereIsAtLeastOneKeyNoTwoHaveOneIdAndOneOfThemSigns() {
    HmacKey other = new HmacKey(1, new byte[32]);
    assertEquals("authentication needs at least one key", refusal(() -> of(1, List.of())));
    assertEquals(
        "two keys have the id 1",
        refusal(() -> of(1, List.of(Packets.KEY_1, Packets.KEY_2, other))));
    assertEquals(
        "there is no key 3 to sign with",
        refusal(() -> of(3, List.of(Packets.KEY_1, Packets.KEY_2))));
    assertEquals(2, of(2, List.of(Packets.KEY_1, Packets.KEY_2)).signWith());
  }

  private static AuthConfig of(int signWith, List<HmacKey> keys) {
    return new AuthConfig(AuthMode.ENFORCE, keys, signWith, Freshness.TIME, 5_000_000_000L);
  }

  @ParameterizedTest
  @CsvSource({
    "1_000_000_000, true",
    "999_999_999, false",
    "300_000_000_000, true",
    "300_000_000_001, false",
    "0, false",
    "-5_000_000_000, false"
  })
  void theWindowIs1To300Seconds(String nanos, boolean right) {
    long windowNanos = Long.parseLong(nanos.replace("_", ""));
    List<HmacKey> keys = List.of(Packets.KEY_1);
    if (right) {
      assertEquals(
          windowNanos,
          new AuthConfig(AuthMode.ENFORCE, keys, 1, Freshness.TIME, windowNanos).windowNanos());
    } else {
      assertEquals(
          "a window of " + windowNanos + " ns is outside 1..300 seconds",
          refusal(() -> new AuthConfig(AuthMode.ENFORCE, keys, 1, Freshness.TIME, windowNanos)));
    }
  }

  @Test
  void theDefaultWindowIsThreeIntervalsButAtLeast5AndAtMost300Seconds() {
    assertEquals(5_000_000_000L, AuthConfig.defaultWindowNanos(10_000_000L));
    assertEquals(5_000_000_000L, AuthConfig.defaultWindowNanos(1_000_000_000L));
    assertEquals(6_000_000_000L, AuthConfig.defaultWindowNanos(2_000_000_000L));
    assertEquals(122_850_000_000L, AuthConfig.defaultWindowNanos(40_950_000_000L));
    assertEquals(300_000_000_000L, AuthConfig.defaultWindowNanos(255_000_000_000L));
  }

  @Test
  void modesSayWhatTheySignAndWhatTheyDemand() {
    assertTrue(AuthMode.ENFORCE.signs());
    assertFalse(AuthMode.ENFORCE.acceptsUnsigned());
    assertTrue(AuthMode.PERMISSIVE.signs());
    assertTrue(AuthMode.PERMISSIVE.acceptsUnsigned());
    assertFalse(AuthMode.RECEIVE_ONLY.signs());
    assertTrue(AuthMode.RECEIVE_ONLY.acceptsUnsigned());
  }

  private static String refusal(Executable what) {
    return assertThrows(IllegalArgumentException.class, what).getMessage();
  }
}
