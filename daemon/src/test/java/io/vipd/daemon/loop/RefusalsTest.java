package io.vipd.daemon.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vipd.vrrp.wire.Verdict;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  private static final ByteBuffer STRANGER =
      ByteBuffer.allocate(20).put(0, (byte) 0x45).putInt(12, 0xC0000263);
  private static final long MINUTE = 60_000_000_000L;

  private final Refusals refusals = new Refusals("eth0");

  @Test
  void aFloodIsCountedAndLoggedOnceAMinute() {
    try (LogLines log = new LogLines(Refusals.class)) {
      for (int i = 0; i < 100_000; i++) {
        refusals.count(Verdict.HOP_LIMIT, STRANGER, STRANGER.capacity(), i);
      }
      refusals.count(Verdict.HOP_LIMIT, STRANGER, STRANGER.capacity(), MINUTE);
      assertEquals(
          List.of(
              "WARN refused a packet: it came through a router (TTL or hop limit). interface=eth0 source=192.0.2.99 rule=HOP_LIMIT"
                  + " refused=1",
              "WARN refused a packet: it came through a router (TTL or hop limit). interface=eth0 source=192.0.2.99 rule=HOP_LIMIT"
                  + " refused=100001"),
          log.lines());
      assertEquals(100_001, refusals.of(Verdict.HOP_LIMIT));
    }
  }

  @Test
  void onlyAWarningThatIsSaidIsWorthAnEntryInTheJournal() {
    assertTrue(refusals.count(Verdict.CHECKSUM, STRANGER, STRANGER.capacity(), 0));
    assertFalse(refusals.count(Verdict.CHECKSUM, STRANGER, STRANGER.capacity(), 1));
    assertTrue(refusals.count(Verdict.CHECKSUM, STRANGER, STRANGER.capacity(), MINUTE));
    assertFalse(refusals.count(Verdict.UNKNOWN_VRID, STRANGER, STRANGER.capacity(), 0));
  }

  @Test
  void everyRuleHasItsOwnCountAndItsOwnLine() {
    try (LogLines log = new LogLines(Refusals.class)) {
      refusals.count(Verdict.VERSION, STRANGER, STRANGER.capacity(), 0);
      refusals.count(Verdict.CHECKSUM, STRANGER, STRANGER.capacity(), 1);
      refusals.count(Verdict.VERSION, STRANGER, STRANGER.capacity(), 2);
      assertEquals(2, refusals.of(Verdict.VERSION));
      assertEquals(1, refusals.of(Verdict.CHECKSUM));
      assertEquals(0, refusals.of(Verdict.HOP_LIMIT));
      assertEquals(2, log.lines().size());
    }
  }

  @Test
  void theSenderIsNamedInBothFamiliesAndWhereThereIsNoneToName() {
    ByteBuffer ipv6 = ByteBuffer.allocate(40).put(0, (byte) 0x60);
    ipv6.putLong(8, 0xfe80_0000_0000_0000L).putLong(16, 0x99);
    try (LogLines log = new LogLines(Refusals.class)) {
      refusals.count(Verdict.CHECKSUM, ipv6, 40, 0);
      refusals.count(Verdict.TRUNCATED, ipv6, 39, 0);
      assertTrue(log.lines().getFirst().contains("source=fe80::99 "), log.lines()::toString);
      assertTrue(log.lines().getLast().contains("source=unknown "), log.lines()::toString);
    }
  }

  @Test
  void ourOwnPacketComingBackIsNoWarning() {
    try (LogLines log = new LogLines(Refusals.class)) {
      refusals.count(Verdict.LOOPED_BACK, STRANGER, STRANGER.capacity(), 0);
      assertEquals(
          List.of(
              "DEBUG refused a packet: our own packet came back. interface=eth0"
                  + " source=192.0.2.99 rule=LOOPED_BACK refused=1"),
          log.lines());
    }
  }
}
