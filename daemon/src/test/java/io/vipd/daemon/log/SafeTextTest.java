package io.vipd.daemon.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class SafeTextTest {
  @Test
  void ordinaryTextStaysAsItIs() {
    String text = "Grüße, 192.0.2.10/24, 日本 \uD83D\uDE00 C:\\n";
    assertSame(text, SafeText.oneLine(text));
  }

  @Test
  void whatCouldEndALineOrReachATerminalIsEscaped() {
    assertEquals("a\\nb\\r\\n\\tc", SafeText.oneLine("a\nb\r\n\tc"));
    assertEquals("\\x1b[2J\\x00\\x7f\\x9b", SafeText.oneLine("\u001b[2J\u0000\u007f\u009b"));
    assertEquals("\\u202eevil\\u2028", SafeText.oneLine("\u202eevil\u2028"));
  }

  @Test
  void halfACharacterIsEscaped() {
    assertEquals("x\\ud83d", SafeText.oneLine("x\uD83D"));
    assertEquals("\\ude00x", SafeText.oneLine("\uDE00x"));
  }
}
