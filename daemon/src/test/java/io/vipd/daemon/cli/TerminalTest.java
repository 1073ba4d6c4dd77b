package io.vipd.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalTest {
  @Test
  void theSizeIsRowsAndColumns() {
    assertEquals(new Terminal.Size(24, 80), Terminal.parsed("24 80"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 0", "", "24", "stty: no", "24 80 1", "-1 80", "999999 80"})
  void aTerminalThatDoesNotTellItsSizeCutsNothing(String answer) {
    assertEquals(Terminal.Size.UNLIMITED, Terminal.parsed(answer));
  }
}
