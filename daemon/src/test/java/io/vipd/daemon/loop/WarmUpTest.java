package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.vrrp.auth.AuthVerdict;
import io.vipd.vrrp.wire.Family;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WarmUpTest {
  /** It has nothing but its own node and its own buffer; so all it could do is fail or log. */
  @ParameterizedTest
  @EnumSource
  void itPlaysToItsEndWithoutAWord(Family family) {
    try (LogLines log = new LogLines(WarmUp.class)) {
      assertEquals(3_000, WarmUp.play(family));
      assertEquals(List.of(), log.lines());
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatItSignsIsAuthentic(Family family) {
    assertEquals(AuthVerdict.OK, WarmUp.sign(family));
  }
}
