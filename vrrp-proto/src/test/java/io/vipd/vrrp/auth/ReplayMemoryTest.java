package io.vipd.vrrp.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ReplayMemoryTest {
  private final ReplayMemory memory = new ReplayMemory(3);

  private void accept(long high, long low, long sequence, long nowNanos) {
    memory.accept(memory.find(high, low), high, low, sequence, nowNanos);
  }

  @Test
  void aSenderIsFoundByBothHalvesOfItsAddress() {
    accept(0xfe80L << 48, 1, 10, 0);
    accept(0x20010db8L << 32, 1, 20, 0);
    assertEquals(10, memory.newest(memory.find(0xfe80L << 48, 1)));
    assertEquals(20, memory.newest(memory.find(0x20010db8L << 32, 1)));
    assertEquals(-1, memory.find(0xfe80L << 48, 2));
    assertEquals(-1, memory.find(0, 0));
  }

  @Test
  void aKnownSenderTakesNoSecondPlace() {
    accept(0, 1, 10, 0);
    accept(0, 2, 20, 0);
    for (int i = 1; i <= 10; i++) {
      accept(0, 1, 10 + i, i);
    }
    accept(0, 3, 30, 11);
    assertEquals(20, memory.newest(memory.find(0, 1)));
    assertEquals(20, memory.newest(memory.find(0, 2)));
    assertEquals(30, memory.newest(memory.find(0, 3)));
  }

  @Test
  void theOneSilentForLongestMakesRoomEvenAcrossTheOverflowOfTheClock() {
    accept(0, 1, 10, Long.MIN_VALUE + 1);
    accept(0, 2, 20, Long.MAX_VALUE);
    accept(0, 3, 30, Long.MIN_VALUE + 2);
    accept(0, 4, 40, Long.MIN_VALUE + 3);
    assertEquals(-1, memory.find(0, 2));
    assertEquals(10, memory.newest(memory.find(0, 1)));
    assertEquals(40, memory.newest(memory.find(0, 4)));
  }
}
