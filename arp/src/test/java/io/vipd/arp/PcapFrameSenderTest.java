package io.vipd.arp;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class PcapFrameSenderTest {

  @Test
  void aMissingInterfaceIsAnErrorInPlainWords() {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    IOException refusal =
        assertThrows(IOException.class, () -> PcapFrameSender.SOURCE.open("vta-none"));
    assertEquals("No such device exists", refusal.getMessage());
  }

  @Test
  void aDrySenderTakesEveryFrame() throws IOException {
    try (FrameSender dry = PcapFrameSender.SOURCE.openDry()) {
      assertDoesNotThrow(() -> dry.send(new byte[60]));
      assertDoesNotThrow(() -> dry.send(new byte[0]));
    }
  }
}
