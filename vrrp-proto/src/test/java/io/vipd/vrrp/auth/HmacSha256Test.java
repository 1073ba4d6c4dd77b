package io.vipd.vrrp.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The seven test cases of RFC 4231 section 4; the fifth gives only the first 128 bits. */
class HmacSha256Test {
  private static final String JEFE =
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

  private final byte[] result = new byte[32];

  @ParameterizedTest
  @CsvSource({
    "0b, 20, 4869205468657265, 1,"
        + " b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    "4a656665, 1, 7768617420646f2079612077616e7420666f72206e6f7468696e673f, 1, " + JEFE,
    "aa, 20, dd, 50, 773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
    "0102030405060708090a0b0c0d0e0f10111213141516171819, 1, cd, 50,"
        + " 82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
    "0c, 20, 546573742057697468205472756e636174696f6e, 1, a3b6167473100ee06e0c796c2955552b"
  })
  void theKeyAndTheTextGiveThisHmac(
      String key, int keyTimes, String text, int textTimes, String hmac) { // RFC 4231 4.2 to 4.6
    HmacSha256 function = new HmacSha256(ofHex(key.repeat(keyTimes)));
    byte[] bytes = ofHex(text.repeat(textTimes));
    function.start();
    function.update(bytes, 0, bytes.length);
    function.finish(result);
    assertEquals(hmac, HexFormat.of().formatHex(result).substring(0, hmac.length()));
  }

  @ParameterizedTest
  @CsvSource({
    "Test Using Larger Than Block-Size Key - Hash Key First,"
        + " 60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    "This is a test using a larger than block-size key and a larger than block-size data. The key"
        + " needs to be hashed before being used by the HMAC algorithm.,"
        + " 9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
  })
  void aKeyLongerThanABlockIsHashedFirst(String text, String hmac) { // RFC 4231 4.7, 4.8
    HmacSha256 function = new HmacSha256(ofHex("aa".repeat(131)));
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    function.start();
    function.update(bytes, 0, bytes.length);
    function.finish(result);
    assertEquals(hmac, HexFormat.of().formatHex(result));
  }

  @Test
  void aTextInPiecesFromArraysAndBuffersIsOneText() { // RFC 4231 4.3
    byte[] text = "..what do ya want for nothing?..".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer direct = ByteBuffer.allocateDirect(32).put(0, text);
    direct.limit(7).position(3);
    HmacSha256 function = new HmacSha256("Jefe".getBytes(StandardCharsets.US_ASCII));
    function.start();
    function.update(text, 2, 5);
    function.update(direct, 7, 10);
    function.update(ByteBuffer.wrap(text), 17, 0);
    function.update(ByteBuffer.wrap(text), 17, 13);
    function.finish(result);
    assertEquals(JEFE, HexFormat.of().formatHex(result));
    assertEquals(3, direct.position());
    assertEquals(7, direct.limit());
  }

  @Test
  void itIsUsedAgainAndAnUnfinishedTextIsForgotten() { // RFC 4231 4.3
    byte[] text = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);
    HmacSha256 function = new HmacSha256("Jefe".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < 3; i++) {
      function.start();
      function.update(text, 0, 11);
      function.start();
      function.update(text, 0, text.length);
      function.finish(result);
      assertEquals(JEFE, HexFormat.of().formatHex(result));
    }
  }

  private static byte[] ofHex(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
