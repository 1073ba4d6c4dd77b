package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vipd.vrrp.wire.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  private static final long STRANGER = 0xC0000263L;
  private static final long MINUTE = 60_000_000_000L;

  private final Refusals refusals = new Refusals("eth0");

  @Test
  void aFloodIsCountedAndLoggedOnceAMinute() {
    try (LogLines log = new LogLines(Refusals.class)) {
      for (int i = 0; i < 100_000; i++) {
        refusals.count(Verdict.TTL, STRANGER, i);
      }
      refusals.count(Verdict.TTL, STRANGER, MINUTE);
      assertEquals(
          List.of(
              "WARN refused a packet: TTL is not 255. interface=eth0 source=192.0.2.99 rule=TTL"
                  + " refused=1",
              "WARN refused a packet: TTL is not 255. interface=eth0 source=192.0.2.99 rule=TTL"
                  + " refused=100001"),
          log.lines());
      assertEquals(100_001, refusals.of(Verdict.TTL));
    }
  }

  @Test
  void everyRuleHasItsOwnCountAndItsOwnLine() {
    try (LogLines log = new LogLines(Refusals.class)) {
      refusals.count(Verdict.VERSION, STRANGER, 0);
      refusals.count(Verdict.CHECKSUM, STRANGER, 1);
      refusals.count(Verdict.VERSION, STRANGER, 2);
      assertEquals(2, refusals.of(Verdict.VERSION));
      assertEquals(1, refusals.of(Verdict.CHECKSUM));
      assertEquals(0, refusals.of(Verdict.TTL));
      assertEquals(2, log.lines().size());
    }
  }

  @Test
  void ourOwnPacketComingBackIsNoWarning() {
    try (LogLines log = new LogLines(Refusals.class)) {
      refusals.count(Verdict.LOOPED_BACK, STRANGER, 0);
      assertEquals(
          List.of(
              "DEBUG refused a packet: our own packet came back. interface=eth0"
                  + " source=192.0.2.99 rule=LOOPED_BACK refused=1"),
          log.lines());
    }
  }
}
