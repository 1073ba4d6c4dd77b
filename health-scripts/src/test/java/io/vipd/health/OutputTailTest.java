package io.vipd.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutputTailTest {

  private static String tail(String... pieces) {
    OutputTail tail = new OutputTail();
    for (String piece : pieces) {
      byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
      tail.add(bytes, bytes.length);
    }
    return tail.text();
  }

  @Test
  void nothingIsAnEmptyLine() {
    assertEquals("", tail());
    assertEquals("", tail("\n\n  \n"));
  }

  @Test
  void linesAreJoinedIntoOne() {
    assertEquals("first | second", tail("first\n", "second\r\n\n"));
  }

  @Test
  void whatCouldChangeATerminalIsMadeHarmless() {
    assertEquals("?[31mred?[0m ?bell", tail("\u001b[31mred\u001b[0m \u0007bell"));
    assertEquals("left?right", tail("left\u202eright"));
    assertEquals("c1?", tail("c1\u009b"));
  }

  @Test
  void bytesThatAreNoUtf8AreShownAsSuch() {
    OutputTail tail = new OutputTail();
    tail.add(new byte[] {'a', (byte) 0xff, 'b'}, 3);
    assertEquals("a\ufffdb", tail.text());
  }

  @Test
  void theEndOfALongTextIsKept() {
    String text = tail("x".repeat(600) + "the end");
    assertEquals(512, text.length());
    assertTrue(text.startsWith("…xxx"));
    assertTrue(text.endsWith("xthe end"));
  }

  @Test
  void aFloodKeepsItsEndWhateverItsPieces() {
    OutputTail tail = new OutputTail();
    byte[] piece = "0123456789".repeat(700).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 1000; i++) {
      tail.add(piece, piece.length);
    }
    tail.add(new byte[] {'!'}, 1);
    String text = tail.text();
    assertEquals(512, text.length());
    assertTrue(text.endsWith("7890123456789!"));
  }

  @Test
  void aCharacterThatTheCutWentThroughIsLeftOut() {
    // 2048 bytes are kept: of 700 characters of 3 bytes each the cut leaves 2 bytes of one.
    String text = tail("€".repeat(700));
    assertEquals("…" + "€".repeat(511), text);
  }

  @Test
  void aShortTextBehindACutSaysThatItWasCut() {
    String text = tail("a" + "\n".repeat(3000) + "end");
    assertEquals("…end", text);
  }
}
