package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  /** It has nothing but its own node and its own buffer; so all it could do is fail or log. */
  @Test
  void itPlaysToItsEndWithoutAWord() {
    try (LogLines log = new LogLines(WarmUp.class)) {
      assertEquals(3_000, WarmUp.play());
      assertEquals(List.of(), log.lines());
    }
  }
}
